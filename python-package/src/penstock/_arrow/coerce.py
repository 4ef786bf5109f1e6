"""Python values in the form that buffers want: how a value becomes one of a type, or does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from penstock import _time as times
from penstock._dtypes import nested, plain

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType

#: Takes a value, and whether it must be of the type already; raises if it does not fit.
Coercion: TypeAlias = Callable[[Any, bool], Any]

_EPOCH = dt.date(1970, 1, 1)


def coercion(dtype: DataType) -> Coercion:
    """How values become those of a type."""
    if dtype.is_integer():
        bits = int(type(dtype).__name__.lstrip("UInt"))
        low, high = (-(1 << bits - 1), 1 << bits - 1) if dtype.is_signed_integer() else (0, 1 << bits)
        return partial(_integer, low, high)
    if isinstance(dtype, plain.Decimal):
        return partial(_decimal, dtype.precision, dtype.scale)
    for kind, make in _KINDS:
        if isinstance(dtype, kind):
            return make(dtype)
    raise TypeError(f"columns of type {dtype!r} cannot be made of Python values")


def _integer(low: int, high: int, value: Any, strict: bool) -> int:  # noqa: FBT001
    # Whole numbers of other libraries, such as numpy's, have an index too; floats and texts do not.
    number = value.__index__() if strict or hasattr(value, "__index__") else int(value)
    if not low <= number < high:
        raise OverflowError
    return int(number)


def _decimal(precision: int, scale: int, value: Any, strict: bool) -> int:  # noqa: FBT001
    """A decimal as the whole number of its last digit, rounded half to even."""
    from decimal import ROUND_HALF_EVEN, Context, Decimal

    if isinstance(value, float) and strict:
        raise TypeError
    number = value if isinstance(value, Decimal) else Decimal(str(value) if isinstance(value, float) else value)
    if not number.is_finite():
        raise ValueError
    exact = Context(prec=200, rounding=ROUND_HALF_EVEN)
    scaled = int(number.scaleb(scale, exact).quantize(Decimal(1), context=exact))
    if abs(scaled) >= 10**precision:
        raise OverflowError
    return scaled


def _float(value: Any, strict: bool) -> float:  # noqa: FBT001
    if isinstance(value, (str, bytes)) and strict:
        raise TypeError
    return float(value)


def _boolean(value: Any, strict: bool) -> bool:  # noqa: FBT001
    if isinstance(value, bool):
        return value
    if type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    if strict or not isinstance(value, (int, float)):
        raise TypeError
    return bool(value)


def _text(value: Any, strict: bool) -> bytes:  # noqa: FBT001
    if isinstance(value, str):
        return value.encode()
    if strict:
        raise TypeError
    return (value.decode() if isinstance(value, bytes) else _words(value)).encode()


def _words(value: Any) -> str:
    """A value as text, as the engine writes it."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _bytes(value: Any, strict: bool) -> bytes:  # noqa: FBT001
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, str) and not strict:
        return value.encode()
    raise TypeError


def _date(value: Any, strict: bool) -> int:  # noqa: FBT001
    if isinstance(value, dt.datetime):
        if strict and value.time() != dt.time():
            raise TypeError
        value = value.date()
    if isinstance(value, dt.date):
        return (value - _EPOCH).days
    return _count(value)


def _datetime(unit: str, zone: str | None, value: Any, strict: bool) -> int:  # noqa: FBT001, ARG001
    if isinstance(value, dt.datetime):
        # Timestamps of pandas know nanoseconds.
        nanoseconds = getattr(value, "nanosecond", 0) if unit == "ns" else 0
        return times.instant(value, unit, zone or ("UTC" if value.tzinfo else None)) + nanoseconds
    if isinstance(value, dt.date):
        return times.instant(dt.datetime.combine(value, dt.time()), unit, zone)
    return _count(value)


def _duration(unit: str, value: Any, strict: bool) -> int:  # noqa: FBT001, ARG001
    if isinstance(value, dt.timedelta):
        return times.duration_units(value, unit)
    return _count(value)


def _time(value: Any, strict: bool) -> int:  # noqa: FBT001, ARG001
    if isinstance(value, dt.time):
        return times.time_nanoseconds(value)
    return _count(value)


def _count(value: Any) -> int:
    """A plain number is a count of the type's own unit."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    if not -(2**63) <= value < 2**63:
        raise OverflowError
    return int(value)


def _list(value: Any, strict: bool) -> list[Any]:  # noqa: FBT001, ARG001
    if isinstance(value, (str, bytes, Mapping)):
        raise TypeError
    if isinstance(value, list):
        return value
    if hasattr(value, "to_list"):
        return list(value.to_list())
    if hasattr(value, "tolist"):
        return list(value.tolist())
    if isinstance(value, (Sequence, range)):
        return list(value)
    raise TypeError


def _pairs(value: Any, strict: bool) -> list[Any]:  # noqa: FBT001, ARG001
    if isinstance(value, Mapping):
        return [{"key": key, "value": one} for key, one in value.items()]
    if isinstance(value, list):
        return value
    raise TypeError


def _struct(value: Any, strict: bool) -> Any:  # noqa: FBT001, ARG001
    if isinstance(value, Mapping):
        return value
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    if hasattr(value, "_asdict"):
        return value._asdict()
    raise TypeError


_KINDS: tuple[tuple[Any, Callable[[Any], Coercion]], ...] = (
    ((plain.Float16, plain.Float32, plain.Float64), lambda _: _float),
    (plain.Boolean, lambda _: _boolean),
    ((plain.String, nested.Categorical, nested.Enum), lambda _: _text),
    (plain.Binary, lambda _: _bytes),
    (plain.Date, lambda _: _date),
    (plain.Datetime, lambda dtype: partial(_datetime, dtype.time_unit, dtype.time_zone)),
    (plain.Duration, lambda dtype: partial(_duration, dtype.time_unit)),
    (plain.Time, lambda _: _time),
    ((nested.List, nested.Array), lambda _: _list),
    (nested.Map, lambda _: _pairs),
    (nested.Struct, lambda _: _struct),
    (plain.Null, lambda _: lambda value, _strict: value),
)
