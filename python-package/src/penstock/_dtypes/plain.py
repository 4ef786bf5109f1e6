"""Data types without parameters, decimals, and points and spans of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from penstock._dtypes.base import (
    DataType,
    FloatType,
    NumericType,
    SignedIntegerType,
    TemporalType,
    UnsignedIntegerType,
)

if TYPE_CHECKING:
    from datetime import tzinfo

    from penstock._expr.expr import Expr

TimeUnit: TypeAlias = Literal["ns", "us", "ms"]

#: Arrow also counts in seconds; such columns keep their unit, but nobody is asked to write it.
_UNITS = ("ns", "us", "ms", "s")


class _Bounded:
    """Numbers that have a smallest and a largest value."""

    @classmethod
    def max(cls) -> Expr:
        """The largest value as a literal."""
        from penstock._dtypes.bounds import largest

        return largest(cls)

    @classmethod
    def min(cls) -> Expr:
        """The smallest value as a literal."""
        from penstock._dtypes.bounds import smallest

        return smallest(cls)


class Int8(_Bounded, SignedIntegerType):
    """Signed integers of 8 bits."""

    _short = "i8"


class Int16(_Bounded, SignedIntegerType):
    """Signed integers of 16 bits."""

    _short = "i16"


class Int32(_Bounded, SignedIntegerType):
    """Signed integers of 32 bits."""

    _short = "i32"


class Int64(_Bounded, SignedIntegerType):
    """Signed integers of 64 bits."""

    _short = "i64"


class Int128(_Bounded, SignedIntegerType):
    """Signed integers of 128 bits; Arrow has none, so columns of them are ``Decimal(38, 0)``."""

    _short = "i128"


class UInt8(_Bounded, UnsignedIntegerType):
    """Unsigned integers of 8 bits."""

    _short = "u8"


class UInt16(_Bounded, UnsignedIntegerType):
    """Unsigned integers of 16 bits."""

    _short = "u16"


class UInt32(_Bounded, UnsignedIntegerType):
    """Unsigned integers of 32 bits."""

    _short = "u32"


class UInt64(_Bounded, UnsignedIntegerType):
    """Unsigned integers of 64 bits."""

    _short = "u64"


class UInt128(_Bounded, UnsignedIntegerType):
    """Unsigned integers of 128 bits; Arrow has none, so columns of them are ``Decimal(38, 0)``."""

    _short = "u128"


class Float16(_Bounded, FloatType):
    """Floating-point numbers of 16 bits."""

    _short = "f16"


class Float32(_Bounded, FloatType):
    """Floating-point numbers of 32 bits."""

    _short = "f32"


class Float64(_Bounded, FloatType):
    """Floating-point numbers of 64 bits."""

    _short = "f64"


class Boolean(DataType):
    """True and false."""

    _short = "bool"


class String(DataType):
    """Text in UTF-8."""

    _short = "str"


#: Another name for `String`.
Utf8 = String


class Binary(DataType):
    """Strings of bytes."""

    _short = "binary"


class Null(DataType):
    """Nothing but nulls."""

    _short = "null"


class Object(DataType):
    """Python objects; no engine holds them, so a column of this type is refused with a hint."""

    _short = "object"


class Unknown(DataType):
    """A type that is not known yet."""

    _short = "unknown"


class Date(TemporalType):
    """Days of the calendar."""

    _short = "date"


class Time(TemporalType):
    """Times of day, in nanoseconds since midnight."""

    _short = "time"


class Decimal(NumericType):
    """Exact decimal numbers.

    Args:
        precision: How many digits there are in all, 38 unless given.
        scale: How many of them stand behind the point.
    """

    def __init__(self, precision: int | None = None, scale: int = 0) -> None:
        self.precision = 38 if precision is None else precision
        self.scale = scale

    def __repr__(self) -> str:
        return f"Decimal(precision={self.precision}, scale={self.scale})"

    def _parameters(self) -> tuple[Any, ...]:
        return self.precision, self.scale

    def _short_name(self) -> str:
        return f"decimal[{self.precision},{self.scale}]"


def _checked_unit(time_unit: str) -> str:
    if time_unit not in _UNITS:
        message = f"time_unit must be one of 'ns', 'us', 'ms', not {time_unit!r}"
        raise ValueError(message)
    return time_unit


class Datetime(TemporalType):
    """Points in time, or dates with a time of day where there is no zone.

    Args:
        time_unit: The unit in which the points are counted: ns, us or ms.
        time_zone: The name of a time zone, such as ``Europe/Vienna``, or a ``timezone`` or ``ZoneInfo`` with a name.
    """

    def __init__(self, time_unit: TimeUnit = "us", time_zone: str | tzinfo | None = None) -> None:
        self.time_unit = _checked_unit(time_unit)
        self.time_zone = time_zone if time_zone is None or isinstance(time_zone, str) else str(time_zone)

    def __repr__(self) -> str:
        return f"Datetime(time_unit={self.time_unit!r}, time_zone={self.time_zone!r})"

    def _parameters(self) -> tuple[Any, ...]:
        return self.time_unit, self.time_zone

    def _short_name(self) -> str:
        unit = "μs" if self.time_unit == "us" else self.time_unit
        return f"datetime[{unit}, {self.time_zone}]" if self.time_zone else f"datetime[{unit}]"


class Duration(TemporalType):
    """Spans of time.

    Args:
        time_unit: The unit in which the spans are counted: ns, us or ms.
    """

    def __init__(self, time_unit: TimeUnit = "us") -> None:
        self.time_unit = _checked_unit(time_unit)

    def __repr__(self) -> str:
        return f"Duration(time_unit={self.time_unit!r})"

    def _parameters(self) -> tuple[Any, ...]:
        return (self.time_unit,)

    def _short_name(self) -> str:
        return f"duration[{'μs' if self.time_unit == 'us' else self.time_unit}]"
