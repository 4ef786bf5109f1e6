"""The columns of a frame: names and types, in order."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from penstock._dtypes.base import DataType, DataTypeLike
from penstock._dtypes.parse import complete_dtype, python_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from penstock._dtypes.parse import IntoDataType


class Schema(OrderedDict[str, DataType]):
    """Names of columns and their types, in order. Two schemas are equal when they agree in names, types and order.

    Args:
        schema: A mapping of names to types, pairs of them, or an object with ``__arrow_c_schema__``.
        check_dtypes: Whether the types are checked and completed; without it they are taken as they are.
    """

    def __init__(
        self,
        schema: Mapping[str, IntoDataType] | Iterable[tuple[str, IntoDataType]] | Any = None,
        *,
        check_dtypes: bool = True,
    ) -> None:
        super().__init__()
        for name, dtype in _pairs(schema):
            if name in self:
                from penstock.exceptions import DuplicateError

                raise DuplicateError(f"the column {name!r} comes twice in the schema")
            if check_dtypes:
                self[name] = dtype
            else:
                super().__setitem__(name, dtype)

    def __setitem__(self, name: str, dtype: Any) -> None:
        super().__setitem__(name, complete_dtype(dtype, where=repr(name)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, dict) or len(self) != len(other):
            return False
        return all(
            mine[0] == yours[0] and mine[1] == yours[1] for mine, yours in zip(self.items(), other.items(), strict=True)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Schema({list(self.items())!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Schema, (list(self.items()),)

    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self.keys())

    def dtypes(self) -> list[DataType]:
        """The types of the columns."""
        return list(self.values())

    def len(self) -> int:
        """How many columns there are."""
        return len(self)

    def contains_dtype(self, dtype: DataTypeLike, *, recursive: bool) -> bool:
        """Whether a column has the type; with `recursive`, also inside of nested types."""
        return any(_contains(own, dtype, recursive=recursive) for own in self.values())

    def to_python(self) -> dict[str, type]:
        """The names and the Python types of the columns' values."""
        return {name: python_type(dtype) for name, dtype in self.items()}

    def to_frame(self, *, eager: bool = True) -> Any:
        """A frame without rows that has these columns."""
        from penstock._frame.dataframe import DataFrame

        frame = DataFrame(schema=self)
        return frame if eager else frame.lazy()

    def to_arrow(self, *, compat_level: object = None) -> Any:  # noqa: ARG002
        """The schema as a ``pyarrow.Schema``.

        Args:
            compat_level: Accepted for compatibility; types stay what they are.
        """
        from penstock._require import require

        return require("pyarrow", extra="pyarrow").schema(self)

    def __arrow_c_schema__(self) -> object:
        # Capsules are made by the JVM, whose destructors run in any state of the interpreter.
        return self.to_frame().__arrow_c_schema__()


def _contains(own: Any, dtype: DataTypeLike, *, recursive: bool) -> bool:
    if own == dtype:
        return True
    if not recursive:
        return False
    inner = [getattr(own, part) for part in ("inner", "key", "value") if hasattr(own, part)]
    inner += [field.dtype for field in getattr(own, "fields", ())]
    return any(_contains(part, dtype, recursive=True) for part in inner)


def _pairs(schema: Any) -> Iterable[tuple[str, Any]]:
    if schema is None:
        return ()
    if hasattr(schema, "__arrow_c_schema__") and not isinstance(schema, Schema):
        from penstock._arrow.schemas import read_capsule
        from penstock._dtypes.arrow import dtype_of

        return [(field.name, dtype_of(field)) for field in read_capsule(schema.__arrow_c_schema__()).children]
    if hasattr(schema, "items"):
        return list(schema.items())
    return [(item.name, item.dtype) if hasattr(item, "dtype") else item for item in schema]
