"""The data type of a Python value, and the one type for several values."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from penstock._dtypes import nested, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._dtypes.base import DataType


def infer_dtype(value: Any) -> DataType:
    """The data type that holds `value`.

    Raises:
        TypeError: If none does.
    """
    if value is None:
        return plain.Null()
    simple = _SIMPLE.get(type(value))
    if simple is not None:
        return simple()
    if isinstance(value, (list, tuple)):
        return nested.List(common_dtype(value))
    if isinstance(value, dict):
        return nested.Struct([nested.Field(str(name), infer_dtype(part)) for name, part in value.items()])
    for kind, make in _BY_INSTANCE:
        if isinstance(value, kind):
            return make(value)
    if type(value).__module__ == "decimal":
        exponent = value.as_tuple().exponent
        return plain.Decimal(38, max(0, -exponent) if isinstance(exponent, int) else 0)
    raise TypeError(f"no column holds values like {value!r} of type {type(value).__name__}")


def common_dtype(values: Any) -> DataType:
    """The data type that holds all of `values`: integers widen to floats, decimals to the larger scale.

    Raises:
        TypeError: If none does.
    """
    common: DataType = plain.Null()
    for value in values:
        common = merge(common, infer_dtype(value))
    return common


def merge(left: DataType, right: DataType) -> DataType:
    """The data type that holds the values of both.

    Raises:
        TypeError: If none does.
    """
    if left == right or isinstance(right, plain.Null):
        return left
    if isinstance(left, plain.Null):
        return right
    if left.is_numeric() and right.is_numeric():
        return _numbers(left, right)
    if isinstance(left, nested.List) and isinstance(right, nested.List):
        return nested.List(merge(left.inner, right.inner))  # type: ignore[arg-type]
    if isinstance(left, nested.Struct) and isinstance(right, nested.Struct):
        merged: dict[str, Any] = dict(left)
        for name, dtype in right:
            merged[name] = merge(merged.get(name, plain.Null()), dtype)  # type: ignore[arg-type]
        return nested.Struct(merged)
    if isinstance(left, plain.Datetime) and isinstance(right, plain.Datetime):
        # A column has one zone; values of several zones are points in time all the same.
        return plain.Datetime("us", "UTC")
    pair = {type(left), type(right)}
    if pair == {plain.Date, plain.Datetime}:
        return left if isinstance(left, plain.Datetime) else right
    raise TypeError(f"no column holds both {left!r} and {right!r}")


def _numbers(left: DataType, right: DataType) -> DataType:
    if isinstance(left, plain.Decimal) and isinstance(right, plain.Decimal):
        return plain.Decimal(38, max(left.scale, right.scale))
    if left.is_float() or right.is_float():
        return plain.Float64()
    if isinstance(left, plain.Decimal) or isinstance(right, plain.Decimal):
        return left if isinstance(left, plain.Decimal) else right
    return left if isinstance(left, plain.UInt64 | plain.Int128) and not isinstance(right, plain.Int128) else right


def _integer(value: int) -> DataType:
    if -(2**63) <= value < 2**63:
        return plain.Int64()
    return plain.UInt64() if 0 <= value < 2**64 else plain.Int128()


_SIMPLE: dict[type, Callable[[], DataType]] = {
    bool: plain.Boolean,
    float: plain.Float64,
    str: plain.String,
    bytes: plain.Binary,
    dt.date: plain.Date,
    dt.time: plain.Time,
    dt.timedelta: plain.Duration,
}

_BY_INSTANCE: tuple[tuple[type | tuple[type, ...], Callable[[Any], DataType]], ...] = (
    (bool, lambda _: plain.Boolean()),
    (int, _integer),
    (float, lambda _: plain.Float64()),
    (str, lambda _: plain.String()),
    ((bytes, bytearray, memoryview), lambda _: plain.Binary()),
    (dt.datetime, lambda value: plain.Datetime("us", zone_name(value))),
    (dt.date, lambda _: plain.Date()),
    (dt.time, lambda _: plain.Time()),
    (dt.timedelta, lambda _: plain.Duration("us")),
)


def zone_name(point: dt.datetime) -> str | None:
    """The name of a point's time zone; a zone without a name is its offset."""
    if point.tzinfo is None:
        return None
    key = getattr(point.tzinfo, "key", None)
    if isinstance(key, str):
        return key
    offset = point.utcoffset()
    if not offset:
        return "UTC"
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
