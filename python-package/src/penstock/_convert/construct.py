"""Frames out of whatever a user has: the constructor of `DataFrame`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from penstock._arrow.build import Column, build_column
from penstock._arrow.place import Place
from penstock._convert import foreign
from penstock._convert.hand_over import frame_of_columns
from penstock._convert.schemas import Wanted, wanted_columns
from penstock._dtypes import arrow, plain
from penstock._dtypes.infer_column import infer_column

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType
    from penstock._frame.lazyframe import LazyFrame
    from penstock._runtime import FrameHandle


def construct(
    data: Any, schema: Any, schema_overrides: Any, *, strict: bool, orient: str | None, nan_to_null: bool
) -> FrameHandle:
    """The engine's frame of a user's data.

    Raises:
        TypeError: If a value does not fit its column, or the data are of no known kind.
        ShapeError: If columns are of different lengths, or of another number than the schema has.
    """
    wanted = wanted_columns(schema, schema_overrides)
    if hasattr(data, "_handle") and hasattr(data, "collect_schema"):
        return foreign.shaped(data._handle, wanted, strict=strict)
    found = foreign.arrow_of(data)
    if found is not None:
        return foreign.shaped(foreign.frame_of_arrow(found), wanted, strict=strict)
    names, columns = _columns(data, wanted, orient)
    built = [
        _column(name, values, wanted.dtype(name), strict=strict, nan_to_null=nan_to_null)
        for name, values in zip(names, _equal_lengths(names, columns), strict=True)
    ]
    return frame_of_columns(built)


def _columns(data: Any, wanted: Wanted, orient: str | None) -> tuple[list[str], list[Any]]:
    """The names and the values of the columns that the data hold."""
    if data is None:
        return list(wanted.names or ()), [[] for _ in wanted.names or ()]
    if isinstance(data, Mapping):
        return _of_mapping(data, wanted)
    if type(data).__module__.partition(".")[0] == "numpy":
        from penstock._convert.numpy import columns_of

        return wanted.named(*columns_of(data, orient, wanted.names))
    if isinstance(data, (str, bytes)) or not isinstance(data, Iterable):
        raise TypeError(f"a frame cannot be made of a {type(data).__name__}")
    if orient is None and isinstance(data, Iterator):
        orient = "row"
    items = list(data)
    if not items:
        return list(wanted.names or ()), [[] for _ in wanted.names or ()]
    first = next((item for item in items if item is not None), None)
    if isinstance(first, Mapping):
        return _of_mappings(items, wanted)
    if foreign.is_series(first):
        names = [getattr(item, "name", "") or f"column_{i}" for i, item in enumerate(items)]
        return wanted.named(names, items)
    if hasattr(first, "__dataclass_fields__") or hasattr(first, "_fields"):
        return _of_records(items, first, wanted)
    if _is_sequence(first):
        return _of_sequences(items, wanted, orient)
    return wanted.named(["column_0"], [items])


def _is_sequence(value: Any) -> bool:
    if isinstance(value, (str, bytes)):
        return False
    return isinstance(value, Sequence) or getattr(value, "ndim", 0) == 1


def _of_mapping(data: Mapping[Any, Any], wanted: Wanted) -> tuple[list[str], list[Any]]:
    names = [str(name) for name in data]
    if wanted.names is None:
        return names, list(data.values())
    if wanted.is_mapping:
        if set(wanted.names) != set(names):
            raise ValueError(f"the schema has the columns {list(wanted.names)}, and the data have {names}")
        return list(wanted.names), [data[name] for name in wanted.names]
    return wanted.named(names, list(data.values()))


def _of_mappings(items: list[Any], wanted: Wanted) -> tuple[list[str], list[Any]]:
    """Rows as mappings; a key that a row lacks is null there."""
    names = (
        list(wanted.names)
        if wanted.names is not None
        else list(dict.fromkeys(key for item in items for key in item or ()))
    )
    return [str(name) for name in names], [
        [None if item is None else item.get(name) for item in items] for name in names
    ]


def _of_records(items: list[Any], first: Any, wanted: Wanted) -> tuple[list[str], list[Any]]:
    """Rows as dataclasses or named tuples."""
    names = list(getattr(first, "__dataclass_fields__", None) or first._fields)
    return wanted.named(names, [[None if item is None else getattr(item, name) for item in items] for name in names])


def _of_sequences(items: list[Any], wanted: Wanted, orient: str | None) -> tuple[list[str], list[Any]]:
    if orient is None:
        orient = _guessed_orientation(items, wanted)
    if orient == "col":
        return wanted.named([f"column_{i}" for i in range(len(items))], items)
    if orient != "row":
        raise ValueError(f"orient must be 'col' or 'row', not {orient!r}")
    width = max(len(item) for item in items if item is not None)
    for row, item in enumerate(items):
        if item is not None and len(item) != width:
            from penstock.exceptions import ShapeError

            raise ShapeError(f"row {row} has {len(item)} values, and others have {width}")
    columns = [[None if item is None else item[i] for item in items] for i in range(width)]
    return wanted.named([f"column_{i}" for i in range(width)], columns)


def _guessed_orientation(items: list[Any], wanted: Wanted) -> str:
    """Columns, unless only rows fit the number of names."""
    first = next(item for item in items if item is not None)
    if wanted.names is None or len(wanted.names) == len(items):
        return "col"
    return "row" if len(first) == len(wanted.names) else "col"


def _equal_lengths(names: list[str], columns: list[Any]) -> list[Any]:
    """The columns, single values repeated to the length of the others."""
    columns = [_read_now(column) for column in columns]
    sized = [column if _is_column(column) else None for column in columns]
    lengths = {name: len(column) for name, column in zip(names, sized, strict=True) if column is not None}
    height = max(lengths.values(), default=1)
    for name, length in lengths.items():
        if length != height:
            from penstock.exceptions import ShapeError

            longest = next(other for other in lengths if lengths[other] == height)
            raise ShapeError(f"the column {name!r} has {length} values, and {longest!r} has {height}", column=name)
    return [[value] * height if column is None else column for column, value in zip(sized, columns, strict=True)]


def _read_now(column: Any) -> Any:
    """The column, and what only hands out one value after another as a list."""
    if isinstance(column, Iterator | AbstractSet):
        return list(column)
    if not hasattr(column, "__len__") and foreign.speaks_arrow(column):
        from penstock._frame.dataframe import DataFrame

        return DataFrame(column)
    return column


def _is_column(value: Any) -> bool:
    return not isinstance(value, (str, bytes, Mapping)) and hasattr(value, "__len__")


def _column(name: str, values: Any, dtype: DataType | None, *, strict: bool, nan_to_null: bool) -> Column | Any:
    """A column of values, or what another library's column already is in Arrow."""
    ready = foreign.arrow_of(values)
    if ready is not None:
        return foreign.named_column(name, ready, dtype, strict=strict)
    if type(values).__module__.partition(".")[0] == "numpy":
        from penstock._convert.numpy import numbers, values_of

        plain_numbers = numbers(name, values, dtype, nan_to_null=nan_to_null)
        if plain_numbers is not None:
            return plain_numbers
        values, own = values_of(values, nan_to_null=nan_to_null)
        dtype = dtype or own
    values = values if isinstance(values, (list, tuple, range)) else list(values)
    values = _without_numpy(values)
    place = Place(name)
    if dtype is None:
        dtype = infer_column(values, place, strict=strict)
    elif isinstance(dtype, plain.Object):
        arrow.to_field(name, dtype)
    return build_column(values, arrow.to_field(name, dtype), dtype, place, strict=strict)


def _without_numpy(values: Sequence[Any]) -> Sequence[Any]:
    """The values with scalars of numpy as Python's own."""
    if not any(type(value).__module__ == "numpy" and value.ndim == 0 for value in values):
        return values
    from penstock._convert.numpy import python_value

    return [python_value(value) for value in values]


def checked_height(handle: FrameHandle, height: int) -> FrameHandle:
    """The frame, which must have so many rows; one without columns gets them.

    Raises:
        ShapeError: If it has others.
    """
    from penstock._frame import execution

    if not execution.fields_of(handle.schema_capsule()):
        return frame_of_columns([], height)
    if handle.rows != height:
        from penstock.exceptions import ShapeError

        raise ShapeError(f"the data have {handle.rows} rows, and height is {height}")
    return handle


def nulls(schema: Mapping[str, DataType], rows: int) -> LazyFrame:
    """A frame of nothing but nulls."""
    from penstock._frame.dataframe import DataFrame

    return DataFrame({name: [None] * rows for name in schema}, schema=schema).lazy()
