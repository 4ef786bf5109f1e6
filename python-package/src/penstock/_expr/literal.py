"""Python values as constants in plans."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock import _time as times
from penstock._dtypes import arrow, nested, plain
from penstock._dtypes.infer import infer_dtype

if TYPE_CHECKING:
    from penstock._arrow.fields import ArrowField
    from penstock._dtypes.base import DataType

_EPOCH = dt.date(1970, 1, 1)


def literal_node(value: Any, dtype: Any = None) -> nodes.Node:
    """The constant for a Python value.

    Plain ints and floats without `dtype` take the type of what they meet.

    Raises:
        TypeError: If there is no constant for such a value, or it does not fit `dtype`.
    """
    if dtype is None:
        if type(value) is int and -(2**63) <= value < 2**63:
            return nodes.literal("l", str(value), dynamic=True)
        if type(value) is float:
            return nodes.literal("g", _float(value), dynamic=True)
        if type(value) is int and 0 <= value < 2**64:
            return nodes.literal("L", str(value), dynamic=True)
        if hasattr(value, "dtype") and hasattr(value, "item"):
            return _numpy_node(value)
    own = infer_dtype(value)
    if dtype is None:
        dtype = own
    field = arrow.to_field("", dtype)
    return nodes.literal(field.type_json(), encode(value, field, arrow.from_field(field)))


def encode(value: Any, field: ArrowField, dtype: DataType) -> Any:
    """A value in the JSON form that plans have for its type."""
    if value is None or isinstance(dtype, plain.Null):
        return None
    if dtype.is_integer() or isinstance(dtype, plain.Decimal):
        return _exact(value, dtype)
    if dtype.is_float():
        return _float(float(value))
    if isinstance(dtype, plain.Boolean):
        return _expect(value, bool, dtype)
    if isinstance(dtype, (plain.String, nested.Categorical, nested.Enum)):
        return _expect(value, str, dtype)
    if isinstance(dtype, plain.Binary):
        from base64 import b64encode

        return b64encode(bytes(value)).decode()
    if dtype.is_temporal():
        return str(_count(value, dtype))
    if isinstance(dtype, (nested.List, nested.Array)):
        item = field.children[0]
        inner = arrow.from_field(item)
        return [encode(element, item, inner) for element in value]
    if isinstance(dtype, nested.Struct):
        return [encode(value.get(child.name), child, arrow.from_field(child)) for child in field.children]
    raise TypeError(f"a constant of type {dtype!r} cannot be written")


def decode(value: Any, field: ArrowField) -> Any:
    """The Python value of a constant in a plan."""
    dtype = arrow.from_field(field)
    if value is None or isinstance(value, bool):
        return value
    if dtype.is_integer():
        return int(value)
    if dtype.is_float():
        return float(value)
    if isinstance(dtype, plain.Decimal):
        from decimal import Decimal

        return Decimal(value)
    if isinstance(dtype, plain.Binary):
        from base64 import b64decode

        return b64decode(value)
    if dtype.is_temporal():
        return _point(int(value), dtype)
    if isinstance(dtype, (nested.List, nested.Array)):
        return [decode(element, field.children[0]) for element in value]
    if isinstance(dtype, nested.Struct):
        return {child.name: decode(part, child) for child, part in zip(field.children, value, strict=True)}
    return value


def _point(count: int, dtype: DataType) -> Any:
    if isinstance(dtype, plain.Date):
        return times.to_date(count)
    if isinstance(dtype, plain.Time):
        return times.to_time(count, "ns")
    if isinstance(dtype, plain.Datetime):
        return times.to_datetime(count, dtype.time_unit, dtype.time_zone)
    assert isinstance(dtype, plain.Duration)
    return times.to_timedelta(count, dtype.time_unit)


def _exact(value: Any, dtype: DataType) -> str | int:
    """Integers and decimals as digits, but narrow integers as numbers."""
    if isinstance(dtype, plain.Decimal):
        from decimal import Decimal

        number = Decimal(value)
        if not number.is_finite():
            raise TypeError(f"{value!r} is no finite number, and decimals are")
        return format(round(number, dtype.scale), "f")
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    number = _expect(value, int, dtype)
    bits = int(type(dtype).__name__.lstrip("UInt"))
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1)) if dtype.is_signed_integer() else (0, 2**bits)
    if not low <= number < high:
        raise TypeError(f"{value!r} does not fit into {dtype!r}")
    return str(number) if bits >= 64 else int(number)


def _float(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _expect(value: Any, kind: type, dtype: DataType) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {dtype!r}")
    return value


def _count(value: Any, dtype: DataType) -> int:
    """A point or a span of time in the unit of its type."""
    if isinstance(dtype, plain.Date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return int((_expect(day, dt.date, dtype) - _EPOCH).days)
    if isinstance(dtype, plain.Time):
        return times.time_nanoseconds(_expect(value, dt.time, dtype))
    if isinstance(dtype, plain.Datetime):
        if not isinstance(value, dt.datetime):
            value = dt.datetime.combine(_expect(value, dt.date, dtype), dt.time())
        return times.wall_instant(value, dtype.time_unit, dtype.time_zone)
    assert isinstance(dtype, plain.Duration)
    return times.duration_units(_expect(value, dt.timedelta, dtype), dtype.time_unit)


def _numpy_node(value: Any) -> nodes.Node:
    """A numpy scalar, which has a type of its own."""
    from penstock._convert.numpy import scalar_of

    scalar, dtype = scalar_of(value)
    return literal_node(scalar, dtype)
