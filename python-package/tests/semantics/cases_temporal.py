"""Functions of dates, times, timestamps and durations."""

from __future__ import annotations

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
_CALENDAR = ("year", "month", "day", "quarter", "week", "iso_year", "weekday", "ordinal_day", "is_leap_year")
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
