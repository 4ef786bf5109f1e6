"""Frames with other values in some places."""

from __future__ import annotations

from typing import Any

from penstock._expr.col import col
from penstock._expr.when import when
from penstock._functions.literal import lit

_ROW, _VALUE = "__row", "__value"


def columns_set(frame: Any, names: list[str], matrix: Any) -> Any:
    """The frame with the columns of a matrix in the place of columns, or behind them."""
    from penstock._frame.dataframe import DataFrame
    from penstock._require import require

    values = require("numpy", extra="numpy").asarray(matrix)
    if values.ndim != 2:
        raise ValueError("several columns are set to a matrix of two dimensions")
    if values.shape[1] != len(names):
        raise ValueError(f"a matrix of {values.shape[1]} columns is no value for {len(names)} columns")
    return frame.with_columns([DataFrame({name: values[:, i]}).to_series() for i, name in enumerate(names)])


def rows_set(frame: Any, rows: Any, column: Any, value: Any) -> Any:
    """The frame with other values in some rows of a column, cast to its type."""
    if isinstance(column, int):
        column = frame.columns[column]
    if not isinstance(column, str):
        raise TypeError(f"{column!r} is neither a name nor a number of a column")
    places = _places(rows, frame.height)
    dtype = frame.collect_schema()[column] if column in frame.columns else frame.get_column(column).dtype
    numbered = frame.lazy().with_row_index(_ROW)
    if not hasattr(value, "__len__") or isinstance(value, (str, bytes)):
        chosen = when(col(_ROW).is_in(places)).then(lit(value, dtype=dtype)).otherwise(col(column))
        return numbered.with_columns(chosen.alias(column)).drop(_ROW).collect()
    values = list(value)
    if len(values) != len(places):
        raise ValueError(f"{len(values)} values for {len(places)} rows")
    from penstock._dtypes.plain import UInt32
    from penstock._frame.lazyframe import LazyFrame

    # Of several values for a row the last one stays.
    last = dict(zip(places, values, strict=True))
    found = LazyFrame({_ROW: list(last), _VALUE: list(last.values())}, schema={_ROW: UInt32(), _VALUE: dtype})
    marked = numbered.join(
        found.with_columns(lit(value=True).alias("__set")), on=_ROW, how="left", maintain_order="left"
    )
    chosen = when(col("__set")).then(col(_VALUE)).otherwise(col(column))
    return marked.with_columns(chosen.alias(column)).select(frame.columns).collect()


def _places(rows: Any, height: int) -> list[int]:
    """The numbers of rows, counted from the start."""
    from penstock.exceptions import OutOfBoundsError

    if isinstance(rows, slice):
        return list(range(height))[rows]
    several = [rows] if isinstance(rows, int) and not isinstance(rows, bool) else list(rows)
    if any(isinstance(row, bool) for row in several):
        raise TypeError("rows are set by their numbers, not by truth values; use with_columns and when")
    for row in several:
        if not -height <= row < height:
            raise OutOfBoundsError(f"there is no row {row}; there are {height}")
    return [row % height for row in several]
