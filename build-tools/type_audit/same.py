"""Whether two columns have the same values, whatever their types."""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from typing import Any

import pyarrow as pa

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def same_values(one: pa.ChunkedArray, other: pa.ChunkedArray) -> bool:
    """Whether nulls stand in the same rows, and equal values in the others; NaN is NaN, and -0.0 is not 0.0."""
    if one.type == other.type and one.equals(other):
        return True
    return [_plain(value) for value in rows(one)] == [_plain(value) for value in rows(other)]


def rows(column: pa.ChunkedArray) -> list[Any]:
    """The values, with times as whole numbers of nanoseconds: Python has none."""
    return [value for chunk in column.chunks for value in _rows(chunk)]


def _rows(array: pa.Array) -> list[Any]:
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return _rows(array.storage)
    if pa.types.is_timestamp(kind) or pa.types.is_duration(kind) or pa.types.is_time(kind):
        times = {"s": 10**9, "ms": 10**6, "us": 1000, "ns": 1}[kind.unit]
        width = pa.int32() if pa.types.is_time32(kind) else pa.int64()
        return [None if value is None else value * times for value in array.view(width).to_pylist()]
    if pa.types.is_date(kind):
        times = 86_400 * 10**9 if pa.types.is_date32(kind) else 10**6
        days = array.view(pa.int32() if pa.types.is_date32(kind) else pa.int64()).to_pylist()
        return [None if value is None else value * times for value in days]
    if pa.types.is_interval(kind):
        return [_span(value) for value in array.to_pylist()]
    listed: list[Any] = array.to_pylist()
    return listed


def _span(value: Any) -> Any:
    """Nanoseconds alone, where there is nothing else, as durations have them."""
    if value is None:
        return None
    months, days, nanoseconds = value
    return nanoseconds if months == days == 0 else (months, days, nanoseconds)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else (value, math.copysign(1, value))
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()[:10]
    if isinstance(value, str) and _UUID.fullmatch(value):
        return uuid.UUID(value).bytes
    if isinstance(value, dict):
        return [(name, _plain(inner)) for name, inner in value.items()]
    if isinstance(value, (list, tuple)):
        # A map is a list of pairs for some, and of structs for others.
        return [_entry(inner) for inner in value]
    return value


def _entry(value: Any) -> Any:
    if isinstance(value, dict) and list(value) == ["key", "value"]:
        return (_plain(value["key"]), _plain(value["value"]))
    if isinstance(value, tuple) and len(value) == 2:
        return (_plain(value[0]), _plain(value[1]))
    return _plain(value)
