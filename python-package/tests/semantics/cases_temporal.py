"""Functions of dates, times, timestamps and durations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from semantics.running import Case

CASES: dict[str, Case] = {}


def _method(name: str, method: str, *arguments: object, **options: object) -> Case:
    return lambda m: getattr(m.col(name).dt, method)(*arguments, **options)


def _early(unit: str, method: str, *arguments: object, **options: object) -> Case:
    """Of days around the years -3900 to 7800, or of moments one unit before whole seconds of the years 1700 to 2240."""

    def case(m: Any) -> Any:
        number = m.col("i32").cast(m.Int64)
        if unit == "date":
            return getattr((number // 1_000).cast(m.Date).dt, method)(*arguments, **options)
        return getattr((number * 4 * _PER_SECOND[unit] - 1).cast(m.Datetime(unit)).dt, method)(*arguments, **options)

    return case


_PER_SECOND = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}

_MOMENTS = ("ms", "us", "ns", "zoned")
_CALENDAR: tuple[str, ...] = (
    "year",
    "month",
    "day",
    "quarter",
    "week",
    "iso_year",
    "weekday",
    "ordinal_day",
    "is_leap_year",
)
_CALENDAR += ("century", "millennium", "days_in_month", "date")
_CLOCK = ("hour", "minute", "second", "millisecond", "microsecond", "nanosecond", "time")

for _function in _CALENDAR:
    for _name in ("date", *_MOMENTS, "time", "dur"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
    for _name in ("date", "us", "ns"):
        CASES[f"early {_name}.{_function}()"] = _early(_name, _function)
for _function in _CLOCK:
    for _name in ("time", *_MOMENTS, "date", "dur"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
    for _name in ("ms", "us", "ns"):
        CASES[f"early {_name}.{_function}()"] = _early(_name, _function)
for _name in ("time", *_MOMENTS):
    CASES[f"{_name}.second(fractional)"] = _method(_name, "second", fractional=True)

for _unit in ("days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"):
    for _name in ("dur", "durms", "us"):
        CASES[f"{_name}.total_{_unit}()"] = _method(_name, f"total_{_unit}")
        CASES[f"{_name}.total_{_unit}(fractional)"] = _method(_name, f"total_{_unit}", fractional=True)

for _name in ("date", *_MOMENTS):
    for _unit in ("ns", "us", "ms", "s", "d"):
        CASES[f"{_name}.epoch({_unit})"] = _method(_name, "epoch", _unit)
    CASES[f"{_name}.timestamp(ms)"] = _method(_name, "timestamp", "ms")
CASES["early ns.epoch(d)"] = _early("ns", "epoch", "d")
for _name in ("date", *_MOMENTS, "dur", "durms", "i64"):
    for _unit in ("ns", "us", "ms"):
        CASES[f"{_name}.cast_time_unit({_unit})"] = _method(_name, "cast_time_unit", _unit)
    CASES[f"{_name}.base_utc_offset()"] = _method(_name, "base_utc_offset")
    CASES[f"{_name}.dst_offset()"] = _method(_name, "dst_offset")
    for _zone in ("America/New_York", "Asia/Kolkata", "UTC", "Nowhere"):
        CASES[f"{_name}.convert_time_zone({_zone})"] = _method(_name, "convert_time_zone", _zone)
    for _other in ("America/New_York", "Asia/Kolkata", "UTC", "Nowhere", None):
        CASES[f"{_name}.replace_time_zone({_other})"] = _method(_name, "replace_time_zone", _other)

for _name in ("date", *_MOMENTS, "time"):
    for _function in ("month_start", "month_end"):
        CASES[f"{_name}.{_function}()"] = _method(_name, _function)
    for _span in (
        "1d",
        "3d",
        "1h",
        "7m",
        "1w",
        "2w",
        "1mo",
        "7mo",
        "1q",
        "1y",
        "90us",
        "5ns",
        "2d6h",
        "1mo1d",
        "-1d",
        "1x",
    ):
        CASES[f"{_name}.truncate({_span})"] = _method(_name, "truncate", _span)
    for _span in ("1d", "-36h", "1mo", "-1y", "1w", "-1mo2d3h", "1q", "0d", "90us", "-1us", "-1ns", "1d 1h", "1x", ""):
        CASES[f"{_name}.offset_by({_span})"] = _method(_name, "offset_by", _span)
for _name in ("date", "us", "ns"):
    for _span in ("1d", "1mo", "7m", "1w"):
        CASES[f"early {_name}.truncate({_span})"] = _early(_name, "truncate", _span)
    CASES[f"early {_name}.offset_by(1mo)"] = _early(_name, "offset_by", "1mo")
    CASES[f"early {_name}.month_end()"] = _early(_name, "month_end")

_FORMATS: tuple[str, ...] = (
    "%Y",
    "%F %T",
    "%d/%m/%y",
    "%H:%M:%S%.f",
    "%f %3f %6f %9f %.3f %.6f %.9f",
    "%e %j %a %A %b %B %y %C",
    "%G-W%V-%u %w %U %W %q",
)
_FORMATS += (
    "%k %l %p %P %I %R %T %r",
    "%s",
    "%z %:z",
    "%c",
    "%+",
    "%D %x %v %h",
    "100%% 'quoted' größer",
    "%-d.%-m. %-H",
    "%",
    "%Q",
    "",
)
for _name in ("date", "time", *_MOMENTS):
    for _format in (*_FORMATS, "iso", "iso:strict", None):
        CASES[f"{_name}.to_string({_format})"] = _method(_name, "to_string", _format)
    CASES[f"{_name}.strftime()"] = _method(_name, "strftime", "%M")
for _name in ("date", "us", "ns"):
    CASES[f"early {_name}.to_string(%Y %G %y %a %j)"] = _early(_name, "to_string", "%Y %G %y %a %j")


def _shown(*clocks: str) -> Callable[[Any], Any]:
    """Local times, one for each row."""

    def made(m: Any) -> Any:
        value = m.lit(None)
        for row, clock in enumerate(clocks):
            value = (
                m.when(m.col("g").is_not_null() & (m.col("i32") % len(clocks) == row))
                .then(m.lit(clock))
                .otherwise(value)
            )
        return value.cast(m.String).str.to_datetime("%Y-%m-%d %H:%M", time_unit="us")

    return made


_TWICE = _shown("2021-10-31 02:30", "2021-10-31 01:30", "2021-10-31 03:30")
_NEVER = _shown("2021-03-28 02:30", "2021-03-28 01:30", "2021-03-28 03:30")


def _berlin(m: Any, shown: Callable[[Any], Any]) -> Any:
    return shown(m).dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Berlin")


def _placed(shown: Callable[[Any], Any], **policy: str) -> Case:
    return lambda m: shown(m).dt.replace_time_zone("Europe/Berlin", **policy)


def _moved(shown: Callable[[Any], Any], method: str, span: str) -> Case:
    return lambda m: getattr(_berlin(m, shown).dt, method)(span)


for _policy in ("raise", "earliest", "latest", "null"):
    CASES[f"a time shown twice: {_policy}"] = _placed(_TWICE, ambiguous=_policy)
for _policy in ("raise", "null"):
    CASES[f"a time left out: {_policy}"] = _placed(_NEVER, non_existent=_policy)
# The hour that the clocks show twice, by way of UTC, so that it comes both times.
_FALL = _shown("2021-10-31 00:30", "2021-10-31 01:30", "2021-10-30 00:30")
_SPRING = _shown("2021-03-28 00:30", "2021-03-28 01:30", "2021-03-27 01:30")
for _span in ("1h", "30m", "2h", "1d", "1mo"):
    CASES[f"fall.truncate({_span})"] = _moved(_FALL, "truncate", _span)
    CASES[f"spring.truncate({_span})"] = _moved(_SPRING, "truncate", _span)
    CASES[f"fall.offset_by({_span})"] = _moved(_FALL, "offset_by", _span)
    CASES[f"spring.offset_by({_span})"] = _moved(_SPRING, "offset_by", _span)
CASES["spring.offset_by(-1d)"] = _moved(_shown("2021-03-29 00:30"), "offset_by", "-1d")
CASES |= {
    "fall.hour()": lambda m: _berlin(m, _FALL).dt.hour(),
    "fall.dst_offset()": lambda m: _berlin(m, _FALL).dt.dst_offset(),
    "spring.month_start()": lambda m: _berlin(m, _SPRING).dt.month_start(),
    "fall ms.offset_by(1d)": lambda m: _berlin(m, _FALL).dt.cast_time_unit("ms").dt.offset_by("1d"),
    "fall ns.truncate(1d)": lambda m: _berlin(m, _FALL).dt.cast_time_unit("ns").dt.truncate("1d"),
    "truncate(timedelta)": lambda m: m.col("us").dt.truncate(dt.timedelta(hours=36)),
    "truncate of offset_by": lambda m: m.col("zoned").dt.offset_by("1mo").dt.truncate("1w").dt.month_end(),
}
