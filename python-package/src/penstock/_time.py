"""Python's dates and times as counts of units, and back, exactly."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - columns without a zone hold what a clock shows
_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def microseconds(span: dt.timedelta) -> int:
    """The whole microseconds of a span."""
    return (span.days * 86_400 + span.seconds) * 1_000_000 + span.microseconds


def duration_units(span: dt.timedelta, unit: str) -> int:
    """A span in `unit`; what is finer than the unit is cut off."""
    return _in_unit(microseconds(span), unit)


def span_text(span: dt.timedelta) -> str:
    """A span as Polars writes it, such as ``1d3600s``; days are those of the calendar."""
    sign = "-" if span < dt.timedelta() else ""
    span = abs(span)
    parts = ((span.days, "d"), (span.seconds, "s"), (span.microseconds, "us"))
    return sign + "".join(f"{count}{unit}" for count, unit in parts if count) or "0us"


def time_nanoseconds(time: dt.time) -> int:
    """The nanoseconds since midnight."""
    return ((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000_000 + time.microsecond * 1_000


def instant(point: dt.datetime, unit: str, zone: str | None) -> int:
    """A point in time in `unit` since 1970.

    With a zone, a point without one is read as UTC, as the count of a column with a zone is. Without a zone, the
    clock's reading counts.

    Raises:
        TypeError: If the point has a zone and the column has none.
    """
    if point.tzinfo is not None:
        if zone is None:
            raise TypeError(f"{point!r} has a time zone, and the column's type has none")
        point = point.astimezone(dt.UTC).replace(tzinfo=None)
    return _in_unit(microseconds(point - _EPOCH), unit)


def wall_instant(point: dt.datetime, unit: str, zone: str | None) -> int:
    """Like `instant`, but a point without a zone is what a clock in the column's zone shows."""
    if point.tzinfo is None and zone is not None:
        point = point.replace(tzinfo=zone_info(zone))
    return instant(point, unit, zone)


def _in_unit(micros: int, unit: str) -> int:
    per_second = _SECOND[unit]
    return micros * (per_second // 1_000_000) if per_second >= 1_000_000 else micros // (1_000_000 // per_second)


@lru_cache(maxsize=64)
def zone_info(name: str) -> dt.tzinfo:
    """The zone called `name`, which may also be a fixed offset such as ``+02:00``."""
    if name in ("UTC", "Etc/UTC"):
        return _utc(name)
    if name[:1] in "+-" and len(name) in (3, 5, 6):
        sign = -1 if name[0] == "-" else 1
        hours, minutes = int(name[1:3]), int(name[-2:]) if len(name) > 3 else 0
        return dt.timezone(sign * dt.timedelta(hours=hours, minutes=minutes))
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _utc(name: str) -> dt.tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except LookupError:
        return dt.UTC


def to_datetime(count: int, unit: str, zone: str | None) -> dt.datetime:
    """A count of `unit` since 1970 as a point in time; nanoseconds below a microsecond are cut off.

    Raises:
        OverflowError: If Python has no such year.
    """
    point = _EPOCH + dt.timedelta(microseconds=_to_micros(count, unit))
    if zone is None:
        return point
    return point.replace(tzinfo=dt.UTC).astimezone(zone_info(zone))


def to_timedelta(count: int, unit: str) -> dt.timedelta:
    """A count of `unit` as a span; nanoseconds below a microsecond are cut off."""
    return dt.timedelta(microseconds=_to_micros(count, unit))


def to_time(count: int, unit: str) -> dt.time:
    """A count of `unit` since midnight as a time of day."""
    seconds, micros = divmod(_to_micros(count, unit), 1_000_000)
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60, micros)


def to_date(days: int) -> dt.date:
    """Days since 1970 as a date."""
    return dt.date.fromordinal(719_163 + days)


def _to_micros(count: int, unit: str) -> int:
    per_second = _SECOND[unit]
    return count // (per_second // 1_000_000) if per_second >= 1_000_000 else count * (1_000_000 // per_second)
