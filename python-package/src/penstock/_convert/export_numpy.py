"""Frames and series as arrays of numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._require import require

if TYPE_CHECKING:
    from penstock._series.series import Series


def series_array(series: Series, *, writable: bool, allow_copy: bool) -> Any:
    """The values of a series. Numbers without nulls lying in one batch are shared, all else is copied.

    Integers with nulls become floats, with NaN for null, as in Polars.

    Raises:
        RuntimeError: If a copy is needed and not allowed.
    """
    np = require("numpy", extra="numpy")
    shared = _shared(np, series)
    if shared is not None:
        return shared.copy() if writable else shared
    if not allow_copy:
        raise RuntimeError(
            f"the values of {series.name!r} cannot be shared with numpy; allow_copy=False forbids a copy"
        )
    gathered = _gathered(np, series)
    if gathered is not None:
        return gathered
    dtype = series.dtype
    values = series.to_list()
    if dtype.is_integer() or dtype.is_float():
        if None in values:
            values = [float("nan") if value is None else value for value in values]
            return np.array(values, dtype=np.float32 if repr(dtype) == "Float32" else np.float64)
        return np.array(values, dtype=repr(dtype).lower())
    name = type(dtype).__name__
    if name == "Boolean" and None not in values:
        return np.array(values, dtype=np.bool_)
    if name in ("Date", "Datetime", "Duration"):
        return _moments(np, series, name, dtype)
    return _objects(np, values)


def _objects(np: Any, values: list[Any]) -> Any:
    """An array of Python objects, also where they are lists of equal lengths."""
    array = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):
        array[row] = value
    return array


_CODES = {
    "c": "i1",
    "C": "u1",
    "s": "i2",
    "S": "u2",
    "i": "i4",
    "I": "u4",
    "l": "i8",
    "L": "u8",
    "e": "f2",
    "f": "f4",
    "g": "f8",
}


def _gathered(np: Any, series: Series) -> Any:
    """The numbers of several batches one behind the other, if there are no nulls among them."""
    import ctypes

    from penstock._arrow.reader import StreamReader

    parts = []
    with StreamReader(series.__arrow_c_stream__()) as reader:
        (field,) = reader.fields
        code = _CODES.get(field.format)
        if code is None:
            return None
        size = int(code[1])
        for batch in reader.arrays():
            column = batch.children[0].contents
            if column.null_count != 0 and bool(column.buffers[0]):
                return None
            if batch.length:
                address = column.buffers[1] + (batch.offset + column.offset) * size
                memory = (ctypes.c_char * (batch.length * size)).from_address(address)
                # Copied, because the batch goes when the next one comes.
                parts.append(np.frombuffer(memory, dtype=f"={code}").copy())
    return np.concatenate(parts) if parts else np.empty(0, dtype=f"={code}")


def _shared(np: Any, series: Series) -> Any:
    """The memory of a series as an array, if numpy can read it as it is."""
    import ctypes

    from penstock._arrow.reader import StreamReader

    reader = StreamReader(series.__arrow_c_stream__())
    (field,) = reader.fields
    code = _CODES.get(field.format)
    arrays = reader.arrays()
    batch = next(arrays, None)
    if code is None or batch is None:
        reader.close()
        return None
    column = batch.children[0].contents
    has_nulls = column.null_count != 0 and bool(column.buffers[0])
    if has_nulls or batch.length != len(series) or column.length == 0:
        reader.close()
        return None
    size = int(code[1])
    address = column.buffers[1] + (batch.offset + column.offset) * size
    memory = (ctypes.c_char * (batch.length * size)).from_address(address)
    # Whoever holds the array holds the memory, and that holds the batch.
    memory.owner = _Owner(reader)  # type: ignore[attr-defined]
    array = np.frombuffer(memory, dtype=f"={code}")
    array.flags.writeable = False
    return array


class _Owner:
    """Keeps a batch for as long as somebody looks at its memory."""

    __slots__ = ("_reader",)

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __del__(self) -> None:
        self._reader.close()


def _moments(np: Any, series: Series, name: str, dtype: Any) -> Any:
    """Dates, timestamps and durations as numpy counts them; null is NaT."""
    from penstock._dtypes.plain import Int32, Int64

    unit = "D" if name == "Date" else dtype.time_unit
    counts = series.cast(Int32 if name == "Date" else Int64).to_list()
    smallest = -(2**63)
    numbers = np.array([smallest if count is None else count for count in counts], dtype="i8")
    return numbers.view(f"{'m' if name == 'Duration' else 'M'}8[{unit}]")


def frame_array(frame: Any, *, order: str, writable: bool, allow_copy: bool, structured: bool) -> Any:
    """The columns of a frame side by side.

    Raises:
        RuntimeError: If a copy is needed and not allowed.
    """
    np = require("numpy", extra="numpy")
    columns = frame.get_columns()
    if structured:
        arrays = [series_array(column, writable=False, allow_copy=allow_copy) for column in columns]
        made = np.empty(
            frame.height, dtype=[(column.name, array.dtype) for column, array in zip(columns, arrays, strict=True)]
        )
        for column, array in zip(columns, arrays, strict=True):
            made[column.name] = array
        return made
    if len(columns) == 1:
        return series_array(columns[0], writable=writable, allow_copy=allow_copy).reshape(-1, 1)
    if not allow_copy:
        raise RuntimeError("several columns cannot be shared with numpy as one array; allow_copy=False forbids a copy")
    arrays = [series_array(column, writable=False, allow_copy=True) for column in columns]
    if not arrays:
        return np.empty((frame.height, 0))
    if order not in ("fortran", "c"):
        raise ValueError(f"order must be 'fortran' or 'c', not {order!r}")
    together = np.stack(arrays, axis=1) if order == "c" else np.stack(arrays).T
    return np.ascontiguousarray(together) if order == "c" else together


def masked_array(frame: Any, *, order: str, structured: bool) -> Any:
    """The columns of a frame side by side, with nulls masked. Numbers keep their types; where null, they are 0."""
    np = require("numpy", extra="numpy")
    from penstock.selectors import numeric

    filled = frame.with_columns(numeric().fill_null(0))
    values = frame_array(filled, order=order, writable=True, allow_copy=True, structured=structured)
    if structured:
        mask = np.zeros(frame.height, dtype=[(name, np.bool_) for name in frame.columns])
        for name in frame.columns:
            mask[name] = frame.get_column(name).is_null().to_numpy()
    else:
        mask = np.zeros(values.shape, dtype=np.bool_)
        for place, name in enumerate(frame.columns):
            mask[:, place] = frame.get_column(name).is_null().to_numpy()
    masked = any(column.null_count() for column in frame.get_columns())
    return np.ma.array(values, mask=mask if masked else np.ma.nomask)
