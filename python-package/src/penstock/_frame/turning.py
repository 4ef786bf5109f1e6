"""Eager frames in another shape: rows as columns, columns cut and beside each other, values as columns."""

from __future__ import annotations

from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, Any

from penstock import _plans as plans
from penstock._expr.col import col
from penstock._frame.base import FrameBase
from penstock._functions.literal import lit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penstock._frame.dataframe import DataFrame

_PLACE = "__place"


class Turning(FrameBase):
    """Other shapes whose columns depend on the rows, so that only eager frames have them."""

    __slots__ = ()

    def transpose(
        self,
        *,
        include_header: bool = False,
        header_name: str = "column",
        column_names: str | Iterable[str] | None = None,
    ) -> DataFrame:
        """The rows as columns, of the type that holds the values of all columns.

        Args:
            include_header: Whether the names of the columns become the first column.
            header_name: What that column is called.
            column_names: The names of the new columns, one for each row; or the column that has them. They are called
                ``column_0`` and so on unless given.

        Raises:
            ShapeError: If there are more or fewer names than rows.
            SchemaError: If no type holds the values of all columns.
        """
        frame: Any = self
        names: list[str]
        if column_names is None:
            names = [f"column_{row}" for row in range(frame.height)]
        elif isinstance(column_names, str):
            names = _header(frame, column_names)
            frame = frame.drop(column_names)
        elif hasattr(column_names, "__len__"):
            names = list(column_names)
        else:
            names = list(islice(column_names, frame.height))
        return _transposed(frame, names, header_name if include_header else None)

    def unstack(
        self, *, step: int, how: str = "vertical", columns: Any = None, fill_values: list[Any] | Any = None
    ) -> DataFrame:
        """Each column cut into columns that stand beside each other.

        Args:
            step: How many rows there are then, if `how` is ``vertical``; else how many columns each one becomes.
            how: Whether the values run down the new columns (``vertical``) or across them (``horizontal``).
            columns: Which columns; all unless given.
            fill_values: What fills the rest of the last column; one for each column, or one for all.
        """
        frame: Any = self if columns is None else self._picked(columns)
        if step < 1:
            raise ValueError(f"unstack needs a step of at least 1, not {step}")
        if how not in ("vertical", "horizontal"):
            raise ValueError(f"how must be vertical or horizontal, not {how!r}")
        if frame.is_empty():
            raise ValueError("there is nothing to unstack: the frame has no rows")
        rows, wide = (step, ceil(frame.height / step)) if how == "vertical" else (ceil(frame.height / step), step)
        frame = _filled(frame, rows * wide - frame.height, fill_values)
        if how == "horizontal":
            numbered = frame.lazy().with_row_index(_PLACE)
            frame = numbered.sort(col(_PLACE) % wide, maintain_order=True).drop(_PLACE).collect()
        digits = len(str(wide))
        parts = [frame.slice(part * rows, rows) for part in range(wide)]
        from penstock._functions.concat import concat

        renamed = [
            part.rename({name: f"{name}_{str(number).zfill(digits)}" for name in frame.columns})
            for number, part in enumerate(parts)
        ]
        # All parts of a column stand together.
        order = [f"{name}_{str(number).zfill(digits)}" for name in frame.columns for number in range(wide)]
        return concat(renamed, how="horizontal").select(order)  # type: ignore[no-any-return]

    def to_dummies(
        self, columns: Any = None, *, separator: str = "_", drop_first: bool = False, drop_nulls: bool = False
    ) -> DataFrame:
        """A column of 0 and 1 for each value of some columns.

        Args:
            columns: Which columns; all unless given.
            separator: What stands between the column's name and the value's.
            drop_first: Whether the first value of each column has none.
            drop_nulls: Whether null has none.
        """
        frame: Any = self
        picked = frame.columns if columns is None else self._picked(columns).columns
        outputs: list[Any] = []
        for name in frame.columns:
            if name in picked:
                outputs += _dummies(frame, name, separator, drop_first=drop_first, drop_nulls=drop_nulls)
            else:
                outputs.append(col(name))
        return frame.select(outputs)  # type: ignore[no-any-return]

    def _picked(self, columns: Any) -> Any:
        frame: Any = self
        return frame.select(columns)


def _header(frame: Any, column: str) -> list[str]:
    """The new columns' names, out of a column."""
    from penstock._dtypes.plain import String
    from penstock.exceptions import ComputeError, SchemaError

    dtype = frame.collect_schema()[column] if column in frame.columns else frame.select(column).dtypes[0]
    if dtype != String:
        raise SchemaError(f'the column "{column}" has no names: it is {dtype}', column=column)
    names = frame.get_column(column).to_list()
    if None in names:
        raise ComputeError(f'the column "{column}" has nulls, which are no names')
    return names  # type: ignore[no-any-return]


def _transposed(frame: Any, names: list[str], header: str | None) -> DataFrame:
    from penstock._frame.arithmetic import supertype
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame
    from penstock.exceptions import DuplicateError, ShapeError

    if len(names) != frame.height:
        raise ShapeError(f"{len(names)} names for the columns that {frame.height} rows become")
    if len(set(names)) < len(names):
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise DuplicateError(f'two columns would be called "{twice}"')
    if header is not None and header in names:
        raise DuplicateError(f'the header and a column would both be called "{header}"')
    headed = [] if header is None else [DataFrame({header: frame.columns})]
    if frame.width == 0:
        return DataFrame()
    if frame.height == 0:
        return headed[0] if headed else DataFrame(height=frame.width)
    shared = supertype(frame.dtypes)
    cast = frame.lazy().select([col(name).cast(shared) for name in frame.columns])
    turned: Any = LazyFrame._of(plans.table_call("reshape.transpose", {"names": names}, [cast._plan])).collect()
    from penstock._functions.concat import concat

    return concat([*headed, turned], how="horizontal") if headed else turned  # type: ignore[no-any-return]


def _filled(frame: Any, missing: int, fill_values: Any) -> Any:
    """The frame with some rows more."""
    if missing == 0:
        return frame
    values = fill_values if isinstance(fill_values, list) else [fill_values] * frame.width
    if len(values) != frame.width:
        raise ValueError(f"{len(values)} values fill {frame.width} columns")
    from penstock._functions.concat import concat

    empty = frame.clear(missing)
    types = frame.collect_schema()
    rest = empty.select(
        [
            col(name) if value is None else lit(value, dtype=types[name]).alias(name)
            for name, value in zip(frame.columns, values, strict=True)
        ]
        + [col(frame.columns[0]).alias(_PLACE)]
    )
    return concat([frame, rest.drop(_PLACE)])


def _dummies(frame: Any, name: str, separator: str, *, drop_first: bool, drop_nulls: bool) -> list[Any]:
    """The columns of one column's values, in the order of their names."""
    from penstock._dtypes.plain import UInt8

    dtype = frame.collect_schema()[name]
    series = frame.get_column(name).unique(maintain_order=True)
    values, labels = series.drop_nulls(), _labels(series.drop_nulls(), dtype)
    made = []
    for place, label in enumerate(labels):
        if drop_first and place == 0:
            continue
        value = lit(values[place], dtype=dtype)
        made.append((f"{name}{separator}{label}", col(name).eq_missing(value)))
    has_null = len(values) < len(series)
    if has_null and not drop_nulls and not (drop_first and not labels):
        made.append((f"{name}{separator}null", col(name).is_null()))
    return [found.cast(UInt8).alias(label) for label, found in sorted(made, key=lambda one: one[0])]


def _labels(values: Any, dtype: Any) -> list[str]:
    """Values as parts of names."""
    from penstock._dtypes.plain import String

    if dtype.is_temporal():
        from penstock._arrow.schemas import read_capsule
        from penstock._display.cells import moment_text

        unit = read_capsule(values.to_frame().__arrow_c_schema__()).children[0].format
        return [moment_text(count, unit) for count in values.to_physical().to_list()]
    if dtype.is_nested():
        return [str(value) for value in values.to_list()]
    return values.cast(String).to_list()  # type: ignore[no-any-return]
