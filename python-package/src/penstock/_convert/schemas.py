"""What a user says about the columns of a new frame: names, types, or both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from penstock._dtypes.parse import complete_dtype

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType


@dataclass(frozen=True, slots=True)
class Wanted:
    """The columns that a frame is to have."""

    names: tuple[str, ...] | None
    is_mapping: bool
    dtypes: Mapping[str, DataType] = field(default_factory=dict)

    def dtype(self, name: str) -> DataType | None:
        """The type that a column is to have, if that was said."""
        return self.dtypes.get(name)

    def named(self, names: list[str], columns: list[Any]) -> tuple[list[str], list[Any]]:
        """The columns under the wanted names, or under their own.

        Raises:
            ShapeError: If there are more or fewer columns than names.
        """
        if self.names is None:
            return names, columns
        if len(self.names) != len(columns):
            from penstock.exceptions import ShapeError

            raise ShapeError(f"the data have {len(columns)} columns, and the schema has {len(self.names)}")
        return list(self.names), columns


def wanted_columns(schema: Any, overrides: Any) -> Wanted:
    """What `schema` and `schema_overrides` say."""
    dtypes: dict[str, DataType] = {}
    names: tuple[str, ...] | None = None
    is_mapping = isinstance(schema, Mapping)
    if schema is not None:
        given = []
        for entry in schema.items() if is_mapping else schema:
            name, dtype = (entry, None) if isinstance(entry, str) else entry
            given.append(name)
            if dtype is not None:
                dtypes[name] = complete_dtype(dtype, where=repr(name))
        names = tuple(given)
    for name, dtype in (overrides or {}).items():
        dtypes[name] = complete_dtype(dtype, where=repr(name))
    return Wanted(names, is_mapping, dtypes)
