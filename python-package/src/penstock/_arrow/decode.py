"""Arrow arrays as lists of Python values, exactly."""

from __future__ import annotations

import ctypes
import struct
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from penstock import _time as times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penstock._arrow.fields import ArrowField
    from penstock._arrow.structs import ArrowArray

_NUMBERS: dict[str, Any] = {
    "c": ctypes.c_int8,
    "C": ctypes.c_uint8,
    "s": ctypes.c_int16,
    "S": ctypes.c_uint16,
    "i": ctypes.c_int32,
    "I": ctypes.c_uint32,
    "l": ctypes.c_int64,
    "L": ctypes.c_uint64,
    "f": ctypes.c_float,
    "g": ctypes.c_double,
    "tdD": ctypes.c_int32,
    "tdm": ctypes.c_int64,
    "tts": ctypes.c_int32,
    "ttm": ctypes.c_int32,
    "ttu": ctypes.c_int64,
    "ttn": ctypes.c_int64,
}
_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}


def decode(field: ArrowField, array: ArrowArray, start: int = 0, count: int | None = None) -> list[Any]:
    """The values of a column, or of `count` of its rows from `start` on."""
    rows = array.length - start if count is None else count
    first = array.offset + start
    if field.dictionary is not None:
        # `start` and the offset count indices here; the dictionary has an offset of its own.
        values = decode(field.dictionary, array.dictionary.contents)
        indices = _masked(array, first, rows, _numbers(field.format, array, first, rows))
        return [None if index is None else values[index] for index in indices]
    format_ = field.format
    if format_ == "n":
        return [None] * rows
    if format_ == "+r":
        return _runs(field, array, first, rows)
    if format_.startswith("+u"):
        return _union(field, array, first, rows)
    values = _masked(array, first, rows, _values(field, array, first, rows))
    return _checked(values) if format_.startswith("t") else values


def _values(field: ArrowField, array: ArrowArray, first: int, rows: int) -> list[Any]:
    """The values of some slots, whatever the validity bitmap says about them."""
    format_ = field.format
    if format_ == "b":
        return _bits(array.buffers[1], first, rows)
    if format_ in _NUMBERS or format_[:2] in ("ts", "tD"):
        return _points(field, _numbers(format_, array, first, rows))
    if format_ == "e":
        return list(struct.unpack(f"={rows}e", _bytes(array, 1, first * 2, rows * 2)))
    if format_ in ("u", "z", "U", "Z"):
        return _variable(array, first, rows, wide=format_ in "UZ", text=format_ in "uU")
    if format_ in ("vu", "vz"):
        return _views(array, first, rows, text=format_ == "vu")
    if format_.startswith("w:"):
        width = int(format_[2:])
        data = _bytes(array, 1, first * width, rows * width)
        return [data[i : i + width] for i in range(0, len(data), width)] if width else [b""] * rows
    if format_.startswith("d:") or format_ in ("_pli128", "_plu128"):
        return _decimals(field, array, first, rows)
    if format_.startswith("ti"):
        return _intervals(format_, array, first, rows)
    if format_ == "+s":
        return _structs(field, array, first, rows)
    return _lists(field, array, first, rows)


def _masked(array: ArrowArray, first: int, rows: int, values: list[Any]) -> list[Any]:
    """The values with None where the bitmap says null."""
    if array.null_count != 0 and array.n_buffers > 0 and array.buffers[0]:
        valid = _bits(array.buffers[0], first, rows)
        return [value if known else None for value, known in zip(values, valid, strict=True)]
    return values


def _checked(values: list[Any]) -> list[Any]:
    """The values, if Python has them all.

    Raises:
        OverflowError: If one is a date or time beyond its years.
    """
    for value in values:
        if type(value) is _OutOfRange:
            raise OverflowError(
                f"the count {value.count} is a date or time beyond the years of Python; cast it to an integer first"
            )
    return values


def _bits(address: int | None, first: int, rows: int) -> list[bool]:
    if rows == 0 or not address:
        return [False] * rows
    from_byte, until_byte = first // 8, (first + rows + 7) // 8
    word = int.from_bytes(ctypes.string_at(address + from_byte, until_byte - from_byte), "little") >> (first % 8)
    # As binary digits: much faster than asking bit by bit.
    digits = format(word & ((1 << rows) - 1), f"0{rows}b")
    return [digit == "1" for digit in reversed(digits)]


def _bytes(array: ArrowArray, buffer: int, start: int, size: int) -> bytes:
    address = array.buffers[buffer]
    return ctypes.string_at(address + start, size) if size and address else bytes(size)


def _numbers(format_: str, array: ArrowArray, first: int, rows: int) -> list[Any]:
    kind = _NUMBERS.get(format_, ctypes.c_int64)
    address = array.buffers[1]
    if not rows or not address:
        return []
    return list((kind * rows).from_address(address + first * ctypes.sizeof(kind)))


def _points(field: ArrowField, counts: list[int]) -> list[Any]:
    """Counts of days, or of a unit of time, as Python's dates and times; plain numbers stay."""
    convert = _conversion(field)
    return counts if convert is None else [convert(count) for count in counts]


def _conversion(field: ArrowField) -> Callable[[int], Any] | None:
    format_ = field.format
    if format_ == "tdD":
        return _lenient(times.to_date)
    if format_ == "tdm":
        return _lenient(lambda count: times.to_date(count // 86_400_000))
    if format_.startswith("tt"):
        return _lenient(lambda count: times.to_time(count, _UNITS[format_[2]]))
    if format_.startswith("ts"):
        unit, zone = _UNITS[format_[2]], format_[4:] or None
        return _lenient(lambda count: times.to_datetime(count, unit, zone))
    if format_.startswith("tD"):
        return _lenient(lambda count: times.to_timedelta(count, _UNITS[format_[2]]))
    return None


def _lenient(convert: Callable[[int], Any]) -> Callable[[int], Any]:
    """Nulls' slots may hold anything, so a count out of Python's range is an error only where it is a value."""

    def converted(count: int) -> Any:
        try:
            return convert(count)
        except (OverflowError, ValueError):
            return _OutOfRange(count)

    return converted


class _OutOfRange:
    """A date or time that Python has none for."""

    __slots__ = ("count",)

    def __init__(self, count: int) -> None:
        self.count = count


def _variable(array: ArrowArray, first: int, rows: int, *, wide: bool, text: bool) -> list[Any]:
    if rows == 0:
        return []
    kind: Any = ctypes.c_int64 if wide else ctypes.c_int32
    offsets = list((kind * (rows + 1)).from_address(array.buffers[1] + first * ctypes.sizeof(kind)))
    start = offsets[0]
    data = _bytes(array, 2, start, offsets[-1] - start)
    pieces = (data[low - start : high - start] for low, high in pairwise(offsets))
    return [piece.decode() for piece in pieces] if text else list(pieces)


def _views(array: ArrowArray, first: int, rows: int, *, text: bool) -> list[Any]:
    """Views of 16 bytes: a length, then 12 bytes of data, or a prefix, the number of a buffer and an offset."""
    if rows == 0:
        return []
    views = _bytes(array, 1, first * 16, rows * 16)
    # A validity bitmap, the views, the data buffers, and the lengths of these.
    lengths_at = array.buffers[array.n_buffers - 1]
    lengths = list((ctypes.c_int64 * (array.n_buffers - 3)).from_address(lengths_at)) if array.n_buffers > 3 else []
    data = [ctypes.string_at(array.buffers[2 + i], size) if size else b"" for i, size in enumerate(lengths)]
    values: list[Any] = []
    for at in range(0, rows * 16, 16):
        (size,) = struct.unpack_from("<i", views, at)
        if size <= 12:
            piece = views[at + 4 : at + 4 + max(0, size)]
        else:
            buffer, offset = struct.unpack_from("<ii", views, at + 8)
            # A null's view may point anywhere.
            piece = data[buffer][offset : offset + size] if 0 <= buffer < len(data) else b""
        values.append(piece.decode("utf-8", "replace") if text else piece)
    return values


def _decimals(field: ArrowField, array: ArrowArray, first: int, rows: int) -> list[Any]:
    from decimal import Context, Decimal

    if field.format.startswith("_pl"):
        width, scale, signed = 16, 0, field.format == "_pli128"
    else:
        _, scale_text, *bits = field.format[2:].split(",")
        width, scale, signed = int(bits[0]) // 8 if bits else 16, int(scale_text), True
    data = _bytes(array, 1, first * width, rows * width)
    exact = Context(prec=100)
    return [
        Decimal(int.from_bytes(data[at : at + width], "little", signed=signed)).scaleb(-scale, exact)
        for at in range(0, rows * width, width)
    ]


def _intervals(format_: str, array: ArrowArray, first: int, rows: int) -> list[Any]:
    """Intervals as tuples of their parts: months; days and milliseconds; months, days and nanoseconds."""
    layout = {"tiM": "<i", "tiD": "<ii", "tin": "<iiq"}[format_]
    size = struct.calcsize(layout)
    return list(struct.iter_unpack(layout, _bytes(array, 1, first * size, rows * size)))


def _structs(field: ArrowField, array: ArrowArray, first: int, rows: int) -> list[Any]:
    names = [child.name for child in field.children]
    columns = [decode(child, array.children[i].contents, first, rows) for i, child in enumerate(field.children)]
    if not columns:
        return [{} for _ in range(rows)]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _lists(field: ArrowField, array: ArrowArray, first: int, rows: int) -> list[Any]:
    format_ = field.format
    child, elements = field.children[0], array.children[0].contents
    if rows == 0:
        return []
    if format_.startswith("+w:"):
        size = int(format_[3:])
        flat = decode(child, elements, first * size, rows * size)
        return [flat[i * size : (i + 1) * size] for i in range(rows)]
    wide = format_ in ("+L", "+vL")
    kind: Any = ctypes.c_int64 if wide else ctypes.c_int32
    width = ctypes.sizeof(kind)
    if format_ in ("+vl", "+vL"):
        starts = list((kind * rows).from_address(array.buffers[1] + first * width))
        sizes = list((kind * rows).from_address(array.buffers[2] + first * width))
        everything = decode(child, elements)
        return [everything[start : start + size] for start, size in zip(starts, sizes, strict=True)]
    offsets = list((kind * (rows + 1)).from_address(array.buffers[1] + first * width))
    start = offsets[0]
    flat = decode(child, elements, start, offsets[-1] - start)
    lists = [flat[low - start : high - start] for low, high in pairwise(offsets)]
    return [{pair["key"]: pair["value"] for pair in one} for one in _keyed(child, lists)] if format_ == "+m" else lists


def _keyed(entries: ArrowField, lists: list[list[Any]]) -> Iterator[list[dict[str, Any]]]:
    """The pairs of maps, under the names `key` and `value` whatever the producer called them."""
    key, value = (child.name for child in entries.children)
    for one in lists:
        yield [{"key": pair[key], "value": pair[value]} for pair in one]


def _runs(field: ArrowField, array: ArrowArray, first: int, rows: int) -> list[Any]:
    ends = decode(field.children[0], array.children[0].contents)
    values = decode(field.children[1], array.children[1].contents)
    decoded: list[Any] = []
    at = 0
    for end, value in zip(ends, values, strict=True):
        low, high = max(at, first), min(end, first + rows)
        decoded += [value] * max(0, high - low)
        at = end
    return decoded


def _union(field: ArrowField, array: ArrowArray, first: int, rows: int) -> list[Any]:
    is_dense = field.format.startswith("+ud")
    ids = [int(one) for one in field.format[4:].split(",") if one]
    places = list((ctypes.c_int8 * rows).from_address(array.buffers[0] + first)) if rows else []
    columns = {
        id_: decode(child, array.children[i].contents)
        for i, (id_, child) in enumerate(zip(ids, field.children, strict=True))
    }
    if is_dense:
        offsets = list((ctypes.c_int32 * rows).from_address(array.buffers[1] + first * 4)) if rows else []
        return [columns[id_][offset] for id_, offset in zip(places, offsets, strict=True)]
    return [columns[id_][first + row] for row, id_ in enumerate(places)]
