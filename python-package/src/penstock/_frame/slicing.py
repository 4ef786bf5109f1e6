"""What square brackets mean on frames, and frames as bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase
from penstock._frame.base import FrameBase

if TYPE_CHECKING:
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame

F = TypeVar("F", bound=FrameBase)


def sliced(frame: Any, rows: slice) -> Any:
    """The rows of a Python slice."""
    start, stop, step = rows.start or 0, rows.stop, rows.step or 1
    if step < 0:
        if (rows.start, rows.stop) != (None, None):
            raise ValueError("a frame is walked backwards as a whole only: frame[::-1]")
        return frame.reverse() if step == -1 else frame.reverse().gather_every(-step)
    if start < 0 and (stop is None or stop < 0):
        cut = frame.slice(start, None if stop is None else max(0, stop - start))
    elif start < 0 or (stop is not None and stop < 0):
        height = len(frame.lazy().select(_first_column()).collect()) if not hasattr(frame, "height") else frame.height
        low, high, _ = slice(start, stop).indices(height)
        cut = frame.slice(low, max(0, high - low))
    else:
        cut = frame.slice(start, None if stop is None else max(0, stop - start))
    return cut if step == 1 else cut.gather_every(step)


def _first_column() -> Any:
    """The first column, which is enough to count rows."""
    return ExprBase._of(nodes.columns(nodes.positions([0])))


def item(frame: DataFrame, key: Any) -> Any:
    """What ``frame[key]`` is: a column by name, rows by numbers, or both."""
    if isinstance(key, tuple):
        if len(key) != 2:
            raise TypeError(f"a frame has rows and columns, so frame[{key}] means nothing")
        rows, columns = key
        picked = _columns(frame, columns)
        if isinstance(rows, int) and not isinstance(picked, FrameBase):
            return picked[rows]
        return _rows(picked.to_frame() if hasattr(picked, "to_frame") else picked, rows, whole=picked)
    if isinstance(key, str):
        return frame.get_column(key)
    if isinstance(key, (int, slice, range)) or _is_numbers(key):
        return _rows(frame, key, whole=frame)
    return _columns(frame, key)


def _rows(frame: DataFrame, rows: Any, *, whole: Any) -> Any:
    if isinstance(rows, slice):
        cut = sliced(frame, rows)
    elif isinstance(rows, int):
        if not -frame.height <= rows < frame.height:
            from penstock.exceptions import OutOfBoundsError

            raise OutOfBoundsError(f"there is no row {rows}; there are {frame.height}")
        cut = frame.slice(rows, 1)
    else:
        cut = frame.gather(list(rows))
    return cut if isinstance(whole, FrameBase) else cut.to_series()


def _columns(frame: DataFrame, columns: Any) -> Any:
    if isinstance(columns, str):
        return frame.get_column(columns)
    if isinstance(columns, int):
        return frame.to_series(columns)
    names = frame.columns
    if isinstance(columns, slice):
        if isinstance(columns.start, str) or isinstance(columns.stop, str):
            start = names.index(columns.start) if columns.start is not None else 0
            stop = names.index(columns.stop) + 1 if columns.stop is not None else len(names)
            return frame.select(names[start : stop : columns.step])
        return frame.select(names[columns])
    if isinstance(columns, ExprBase):
        return frame.select(columns)
    several = list(columns)
    if several and all(isinstance(one, bool) for one in several):
        return frame.select([name for name, keep in zip(names, several, strict=True) if keep])
    return frame.select([names[one] if isinstance(one, int) else one for one in several])


def _is_numbers(key: Any) -> bool:
    try:
        return all(isinstance(one, int) and not isinstance(one, bool) for one in key) and len(key) > 0
    except TypeError:
        return False


def cleared(frame: LazyFrame, n: int) -> LazyFrame:
    """The frame's columns, and no rows or `n` rows of nulls."""
    if n < 0:
        raise ValueError(f"a frame cannot have {n} rows")
    empty = frame.slice(0, 0)
    if n == 0:
        return empty
    from penstock._convert.construct import nulls

    return nulls(frame.collect_schema(), n)


def ipc_bytes(frame: DataFrame) -> bytes:
    """The frame as an Arrow IPC stream."""
    from penstock._io.sink import bytes_of

    return bytes_of(frame._plan, "IPC_STREAM", {})


def from_ipc_bytes(data: bytes) -> DataFrame:
    """The frame in an Arrow IPC stream."""
    from penstock._io.read import read_ipc_stream

    return read_ipc_stream(data)
