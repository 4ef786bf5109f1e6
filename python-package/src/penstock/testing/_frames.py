"""Whether two tables are equal, of whatever library each is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from penstock._arrow.decode import decode
from penstock._arrow.reader import StreamReader
from penstock._dtypes.arrow import from_field
from penstock._dtypes.nested import Categorical, Enum
from penstock._dtypes.plain import String
from penstock.security._sensitive import MASK, is_sensitive

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penstock._arrow.fields import ArrowField
    from penstock._dtypes.base import DataType

_SHOWN = 5


def assert_frame_equal(
    left: Any,
    right: Any,
    *,
    check_row_order: bool = True,
    check_column_order: bool = True,
    check_dtypes: bool = True,
    rel_tol: float | None = None,
    abs_tol: float | None = None,
    categorical_as_str: bool = False,
) -> None:
    """Raises unless both tables have the same columns, types and rows.

    Null equals null, NaN equals NaN, and neither equals the other. Decimals and points in time are compared exactly, in
    their own unit; floats bit by bit, unless a tolerance is given. Offsets and views, which are layouts of the same
    values, are no difference.

    Args:
        left: A frame of Penstock, Polars (lazy or not) or pandas, a table or reader of pyarrow, a relation of DuckDB,
            or anything with ``__arrow_c_stream__``. A reader is read.
        right: What it should be equal to.
        check_row_order: Whether the rows must stand in the same order.
        check_column_order: Whether the columns must stand in the same order.
        check_dtypes: Whether the types must be the same.
        rel_tol: How far floats may be apart, as a share of the larger one.
        abs_tol: How far floats may be apart.
        categorical_as_str: Whether categories count as plain text.

    Raises:
        AssertionError: If they differ; it says in which columns, or in which rows and how.
    """
    mine, yours = _table(left, as_text=categorical_as_str), _table(right, as_text=categorical_as_str)
    if not check_column_order and sorted(mine.names) == sorted(yours.names):
        yours = yours.picked(mine.names)
    _expect(mine.names, yours.names, "columns")
    if check_dtypes:
        _expect(
            [f"{name}: {dtype}" for name, dtype in zip(mine.names, mine.dtypes, strict=True)],
            [f"{name}: {dtype}" for name, dtype in zip(yours.names, yours.dtypes, strict=True)],
            "types",
        )
    if mine.height != yours.height:
        raise AssertionError(f"frames are different: {mine.height} and {yours.height} rows")
    if not check_row_order:
        mine, yours = mine.ordered(), yours.ordered()
    for name, first, second in zip(mine.names, mine.columns, yours.columns, strict=True):
        _compare(name, first, second, rel_tol or 0.0, abs_tol or 0.0)


class _Table:
    """Columns as lists of exact Python values."""

    def __init__(self, names: list[str], dtypes: list[DataType], columns: list[list[Any]]) -> None:
        self.names = names
        self.dtypes = dtypes
        self.columns = columns

    @property
    def height(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def picked(self, names: list[str]) -> _Table:
        places = [self.names.index(name) for name in names]
        return _Table(names, [self.dtypes[i] for i in places], [self.columns[i] for i in places])

    def ordered(self) -> _Table:
        """The same rows in an order that depends on nothing but them."""
        rows = sorted(range(self.height), key=lambda row: [repr(column[row]) for column in self.columns])
        return _Table(self.names, self.dtypes, [[column[row] for row in rows] for column in self.columns])


def _table(data: Any, *, as_text: bool) -> _Table:
    with StreamReader(_stream(data)) as reader:
        fields = reader.fields
        exact = [_counted(field) for field in fields]
        columns: list[list[Any]] = [[] for _ in fields]
        for array in reader.arrays():
            for field, column, i in zip(exact, columns, range(len(fields)), strict=True):
                column.extend(decode(field, array.children[i].contents, array.offset, array.length))
    dtypes = [from_field(field) for field in fields]
    if as_text:
        dtypes = [String() if isinstance(dtype, (Categorical, Enum)) else dtype for dtype in dtypes]
    return _Table([field.name for field in fields], dtypes, columns)


def _stream(data: Any) -> Any:
    """A capsule with the rows of a table of any library."""
    module = type(data).__module__.partition(".")[0]
    if module == "polars" and hasattr(data, "collect_batches"):
        data = data.collect()
    if module == "pandas":
        from penstock._require import require

        data = require("pyarrow", extra="pandas").Table.from_pandas(data, preserve_index=False)
    if hasattr(data, "__arrow_c_stream__"):
        return data.__arrow_c_stream__()
    from penstock._convert.frame import frame

    return frame(data).__arrow_c_stream__()


def _counted(field: ArrowField) -> ArrowField:
    """The field with whole numbers for points in time, which Python's own would round and limit."""
    width = {"tdD": "i", "tts": "i", "ttm": "i", "tdm": "l", "ttu": "l", "ttn": "l"}.get(field.format)
    if field.format[:2] in ("ts", "tD"):
        width = "l"
    return field._replace(
        format=width or field.format,
        children=tuple(_counted(child) for child in field.children),
        dictionary=None if field.dictionary is None else _counted(field.dictionary),
    )


def _expect(mine: list[str], yours: list[str], what: str) -> None:
    if mine == yours:
        return
    if sorted(mine) == sorted(yours):
        raise AssertionError(f"frames are different: the {what} stand in another order: {mine} and {yours}")
    only_mine = [one for one in mine if one not in yours]
    only_yours = [one for one in yours if one not in mine]
    raise AssertionError(f"frames are different: {what}, left {only_mine}, right {only_yours}")


def _compare(name: str, mine: list[Any], yours: list[Any], relative: float, absolute: float) -> None:
    rows = [
        row
        for row, (left, right) in enumerate(zip(mine, yours, strict=True))
        if not (left is right or _same(left, right, relative, absolute))
    ]
    if rows:
        hidden = is_sensitive(name)
        shown = "; ".join(
            f"row {row}: {MASK if hidden else f'{mine[row]!r} and {yours[row]!r}'}" for row in rows[:_SHOWN]
        )
        more = "" if len(rows) <= _SHOWN else f"; and {len(rows) - _SHOWN} more"
        raise AssertionError(f"frames are different: column {name!r}, {len(rows)} of {len(mine)} rows: {shown}{more}")


def _same(left: Any, right: Any, relative: float, absolute: float) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return _same_float(left, right, relative, absolute)
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and _all_same(left.values(), right.values(), relative, absolute)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and _all_same(left, right, relative, absolute)
    return bool(left == right) and left is not None and right is not None


def _all_same(mine: Iterable[Any], yours: Iterable[Any], relative: float, absolute: float) -> bool:
    pairs = zip(mine, yours, strict=True)
    return all(left is right or _same(left, right, relative, absolute) for left, right in pairs)


def _same_float(left: float, right: float, relative: float, absolute: float) -> bool:
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    if relative or absolute:
        return math.isclose(left, right, rel_tol=relative, abs_tol=absolute)
    return left == right and math.copysign(1.0, left) == math.copysign(1.0, right)
