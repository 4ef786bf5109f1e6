"""Operators of eager frames: ``+``, ``==`` and their like, column by column."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from penstock._expr.col import col
from penstock._frame.base import FrameBase
from penstock._functions.literal import lit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penstock._dtypes.base import DataType
    from penstock._frame.dataframe import DataFrame

_OTHER = "__other_"


class Arithmetic(FrameBase):
    """What operators mean between a frame and another one, a series or a constant.

    Between frames they go column by column, by position. Arithmetic pads the shorter one with nulls, and takes its
    names from the left one; comparisons want the same names and heights. With a series or a constant, arithmetic turns
    all columns into the type that holds them all.
    """

    __slots__ = ()

    __hash__ = None  # type: ignore[assignment] # as equality is a frame

    def __add__(self, other: Any) -> DataFrame:
        return _arithmetic(self, other, operator.add)

    def __radd__(self, other: Any) -> DataFrame:
        if isinstance(other, str):
            frame: Any = self
            return frame.select([(lit(other) + col(name)).alias(name) for name in frame.columns])  # type: ignore[no-any-return]
        return _arithmetic(self, other, operator.add)

    def __sub__(self, other: Any) -> DataFrame:
        return _arithmetic(self, other, operator.sub)

    def __mul__(self, other: Any) -> DataFrame:
        return _arithmetic(self, other, operator.mul)

    def __rmul__(self, other: Any) -> DataFrame:
        return _arithmetic(self, other, operator.mul)

    def __mod__(self, other: Any) -> DataFrame:
        return _arithmetic(self, other, operator.mod)

    def __truediv__(self, other: Any) -> DataFrame:
        return _divided(self, other, operator.truediv)

    def __floordiv__(self, other: Any) -> DataFrame:
        return _divided(self, other, operator.floordiv)

    def __eq__(self, other: object) -> DataFrame:  # type: ignore[override]
        return _compared(self, other, operator.eq)

    def __ne__(self, other: object) -> DataFrame:  # type: ignore[override]
        return _compared(self, other, operator.ne)

    def __lt__(self, other: Any) -> DataFrame:
        return _compared(self, other, operator.lt)

    def __le__(self, other: Any) -> DataFrame:
        return _compared(self, other, operator.le)

    def __gt__(self, other: Any) -> DataFrame:
        return _compared(self, other, operator.gt)

    def __ge__(self, other: Any) -> DataFrame:
        return _compared(self, other, operator.ge)


def _arithmetic(frame: Any, other: Any, operate: Callable[[Any, Any], Any]) -> DataFrame:
    if isinstance(other, FrameBase):
        return _with_frame(frame, other, operate)
    series = _single(other)
    if frame.width == 0:
        return frame  # type: ignore[no-any-return]
    shared = supertype([*frame.dtypes, series.dtype])
    one = _beside(frame, series)
    return one.select([operate(col(name).cast(shared), col(_OTHER).cast(shared)).alias(name) for name in frame.columns])  # type: ignore[no-any-return]


def _divided(frame: Any, other: Any, operate: Callable[[Any, Any], Any]) -> DataFrame:
    """Division of each column by itself: it has a type for every pair."""
    if frame.width == 0:
        return frame  # type: ignore[no-any-return]
    if isinstance(other, FrameBase):
        return _with_frame(frame, other, operate)
    one = _beside(frame, _single(other))
    return one.select([operate(col(name), col(_OTHER)).alias(name) for name in frame.columns])  # type: ignore[no-any-return]


def _with_frame(frame: Any, other: Any, operate: Callable[[Any, Any], Any]) -> DataFrame:
    from penstock._functions.concat import concat

    if frame.width != other.width:
        from penstock.exceptions import InvalidOperationError

        raise InvalidOperationError(f"there is no arithmetic between frames of shapes {frame.shape} and {other.shape}")
    if frame.width == 0:
        return frame  # type: ignore[no-any-return]
    renamed = other.rename({name: f"{_OTHER}{i}" for i, name in enumerate(other.columns)})
    both: Any = concat([frame, renamed], how="horizontal_extend")
    return both.select([operate(col(name), col(f"{_OTHER}{i}")).alias(name) for i, name in enumerate(frame.columns)])  # type: ignore[no-any-return]


def _compared(frame: Any, other: Any, operate: Callable[[Any, Any], Any]) -> DataFrame:
    if not isinstance(other, FrameBase):
        if frame.width == 0:
            return frame  # type: ignore[no-any-return]
        if hasattr(other, "to_frame"):
            one = _beside(frame, other)
            return one.select([operate(col(name), col(_OTHER)).alias(name) for name in frame.columns])  # type: ignore[no-any-return]
        return frame.select([operate(col(name), other).alias(name) for name in frame.columns])  # type: ignore[no-any-return]
    yours: Any = other
    if frame.columns != yours.columns:
        raise ValueError(f"frames with the columns {frame.columns} and {yours.columns} cannot be compared")
    if frame.shape != yours.shape:
        raise ValueError(f"frames of shapes {frame.shape} and {yours.shape} cannot be compared")
    return _with_frame(frame, yours, operate)


def _single(other: Any) -> Any:
    """A series as it is, and a constant as one of one value."""
    from penstock._series.series import Series

    if isinstance(other, Series):
        return other
    if not isinstance(other, str) and hasattr(other, "__len__"):
        raise TypeError(f"there is no arithmetic between a frame and a {type(other).__name__}")
    return Series("", [other])


def _beside(frame: Any, series: Any) -> Any:
    """The frame and a series, whose one value is repeated, as a column more."""
    if len(series) == 1:
        return frame.with_columns(lit(series.item(), dtype=series.dtype).alias(_OTHER))
    return frame.hstack([series.alias(_OTHER)])


def supertype(dtypes: Sequence[DataType]) -> DataType:
    """The type that holds the values of all types.

    Raises:
        SchemaError: If there is none.
    """
    from penstock._dtypes.plain import String
    from penstock._frame.lazyframe import LazyFrame
    from penstock._functions.concat import concat

    if any(dtype == String for dtype in dtypes):
        return String()
    several = [LazyFrame(schema={"v": dtype}) for dtype in dict.fromkeys(dtypes)]
    return concat(several, how="vertical_relaxed").collect_schema()["v"]
