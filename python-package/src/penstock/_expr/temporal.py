"""Functions of dates, times, timestamps and durations: ``expr.dt``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from penstock._expr.base import Namespace
from penstock._time import span_text

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import EpochTimeUnit, TimeUnit


class TemporalNamespace(Namespace):
    """Functions of dates, times, timestamps and durations; parts of a timestamp are those of its own zone."""

    __slots__ = ()

    def year(self) -> Expr:
        """The year."""
        return self._call("dt.year")

    def month(self) -> Expr:
        """The month, from 1 to 12."""
        return self._call("dt.month")

    def day(self) -> Expr:
        """The day of the month, from 1."""
        return self._call("dt.day")

    def quarter(self) -> Expr:
        """The quarter of the year, from 1 to 4."""
        return self._call("dt.quarter")

    def week(self) -> Expr:
        """The week of the ISO year, from 1 to 53."""
        return self._call("dt.week")

    def iso_year(self) -> Expr:
        """The year to which ISO 8601 counts the week."""
        return self._call("dt.iso_year")

    def weekday(self) -> Expr:
        """The day of the week, from Monday, 1, to Sunday, 7."""
        return self._call("dt.weekday")

    def ordinal_day(self) -> Expr:
        """The day of the year, from 1."""
        return self._call("dt.ordinal_day")

    def hour(self) -> Expr:
        """The hour, from 0 to 23."""
        return self._call("dt.hour")

    def minute(self) -> Expr:
        """The minute, from 0 to 59."""
        return self._call("dt.minute")

    def second(self, *, fractional: bool = False) -> Expr:
        """The second, from 0 to 59.

        Args:
            fractional: Whether with its fraction, as a float.
        """
        return self._call("dt.second", fractional=fractional)

    def millisecond(self) -> Expr:
        """The milliseconds of the second."""
        return self._call("dt.millisecond")

    def microsecond(self) -> Expr:
        """The microseconds of the second."""
        return self._call("dt.microsecond")

    def nanosecond(self) -> Expr:
        """The nanoseconds of the second."""
        return self._call("dt.nanosecond")

    def date(self) -> Expr:
        """The date."""
        return self._call("dt.date")

    def time(self) -> Expr:
        """The time of day."""
        return self._call("dt.time")

    def is_leap_year(self) -> Expr:
        """Whether the year has a 29 February."""
        return self._call("dt.is_leap_year")

    def century(self) -> Expr:
        """The century; the years 1 to 100 are the first one."""
        return self._call("dt.century")

    def millennium(self) -> Expr:
        """The millennium; the years 1 to 1000 are the first one."""
        return self._call("dt.millennium")

    def days_in_month(self) -> Expr:
        """How many days the month has."""
        return self._call("dt.days_in_month")

    def total_days(self, *, fractional: bool = False) -> Expr:
        """How many whole days a duration has, toward zero.

        Args:
            fractional: Whether with the fraction of one, as a float.
        """
        return self._call("dt.total_days", fractional=fractional)

    def total_hours(self, *, fractional: bool = False) -> Expr:
        """How many whole hours a duration has, toward zero.

        Args:
            fractional: Whether with the fraction of one, as a float.
        """
        return self._call("dt.total_hours", fractional=fractional)

    def total_minutes(self, *, fractional: bool = False) -> Expr:
        """How many whole minutes a duration has, toward zero.

        Args:
            fractional: Whether with the fraction of one, as a float.
        """
        return self._call("dt.total_minutes", fractional=fractional)

    def total_seconds(self, *, fractional: bool = False) -> Expr:
        """How many whole seconds a duration has, toward zero.

        Args:
            fractional: Whether with the fraction of one, as a float.
        """
        return self._call("dt.total_seconds", fractional=fractional)

    def total_milliseconds(self, *, fractional: bool = False) -> Expr:
        """How many whole milliseconds a duration has, toward zero.

        Args:
            fractional: Whether with the fraction of one, as a float.
        """
        return self._call("dt.total_milliseconds", fractional=fractional)

    def total_microseconds(self, *, fractional: bool = False) -> Expr:
        """How many whole microseconds a duration has, toward zero.

        Args:
            fractional: Whether with the fraction of one, as a float.
        """
        return self._call("dt.total_microseconds", fractional=fractional)

    def total_nanoseconds(self, *, fractional: bool = False) -> Expr:
        """How many whole nanoseconds a duration has, toward zero.

        Args:
            fractional: Whether with the fraction of one, as a float.
        """
        return self._call("dt.total_nanoseconds", fractional=fractional)

    def epoch(self, time_unit: EpochTimeUnit = "us") -> Expr:
        """How many units since the start of 1970 in UTC.

        Args:
            time_unit: "ns", "us", "ms", "s" or "d".
        """
        return self._call("dt.epoch", time_unit=time_unit)

    def timestamp(self, time_unit: TimeUnit = "us") -> Expr:
        """How many units since the start of 1970 in UTC.

        Args:
            time_unit: "ns", "us" or "ms".
        """
        return self._call("dt.timestamp", time_unit=time_unit)

    def cast_time_unit(self, time_unit: TimeUnit) -> Expr:
        """The same moments or durations in another unit.

        Args:
            time_unit: "ns", "us" or "ms".
        """
        return self._call("dt.cast_time_unit", time_unit=time_unit)

    def convert_time_zone(self, time_zone: str) -> Expr:
        """The same moments by the clocks of another zone; moments without a zone are taken to be in UTC.

        Args:
            time_zone: A name such as "Europe/Berlin".
        """
        return self._call("dt.convert_time_zone", time_zone=time_zone)

    def replace_time_zone(
        self, time_zone: str | None, *, ambiguous: Any = "raise", non_existent: Any = "raise"
    ) -> Expr:
        """The moments when the clocks of another zone show the same time.

        Args:
            time_zone: A name such as "Europe/Berlin"; None for no zone.
            ambiguous: What becomes of a time that the clocks show twice: "raise", "earliest", "latest" or "null".
            non_existent: What becomes of a time that the clocks leave out: "raise" or "null".
        """
        return self._call(
            "dt.replace_time_zone",
            time_zone=time_zone,
            ambiguous=_constant(ambiguous, ("raise", "earliest", "latest", "null")),
            non_existent=_constant(non_existent, ("raise", "null")),
        )

    def base_utc_offset(self) -> Expr:
        """How far the zone is before UTC without daylight saving, as a duration."""
        return self._call("dt.base_utc_offset")

    def dst_offset(self) -> Expr:
        """What daylight saving adds to the zone's offset, as a duration."""
        return self._call("dt.dst_offset")

    def month_start(self) -> Expr:
        """The first day of the month, at the same time of day."""
        return self._call("dt.month_start")

    def month_end(self) -> Expr:
        """The last day of the month, at the same time of day."""
        return self._call("dt.month_end")

    def truncate(self, every: str | dt.timedelta | Expr) -> Expr:
        """The start of the window in which the moment is. Weeks start on Mondays.

        Args:
            every: How long the windows are: a span such as "1h", "15m" or "3mo"; no column.
        """
        return self._call("dt.truncate", every=_span(every))

    def offset_by(self, by: str | Expr) -> Expr:
        """Moved by a span. A day that a month does not have becomes its last one.

        Args:
            by: A span of y, q, mo, w, d, h, m, s, ms, us and ns, such as "1mo" or "-3h30m"; no column.
        """
        return self._call("dt.offset_by", by=_span(by))

    def combine(self, time: dt.time | Expr, time_unit: TimeUnit = "us") -> Expr:
        """The day, at a time of day; by the clocks of the zone, if there is one.

        Args:
            time: The time of day.
            time_unit: The unit of the result: "ns", "us" or "ms".
        """
        from penstock._expr.base import ExprBase

        if not isinstance(time, (dt.time, ExprBase)):
            raise TypeError(f"time must be a time of day or an expression, not {time!r}")
        return self._call("dt.combine", time, time_unit=time_unit)

    def replace(
        self,
        *,
        year: Any = None,
        month: Any = None,
        day: Any = None,
        hour: Any = None,
        minute: Any = None,
        second: Any = None,
        microsecond: Any = None,
        ambiguous: Any = "raise",
    ) -> Expr:
        """The date or moment with other parts. What is not given, or null, stays; a day that is not there is an error.

        Args:
            year: Another year; a string names a column, here and below.
            month: Another month, from 1 to 12.
            day: Another day of the month.
            hour: Another hour; dates have none, nor what follows.
            minute: Another minute.
            second: Another second.
            microsecond: What is behind the second, in microseconds.
            ambiguous: What becomes of a time that the clocks show twice: "raise", "earliest", "latest" or "null".
        """
        choice = _constant(ambiguous, ("raise", "earliest", "latest", "null"))
        parts = (year, month, day, hour, minute, second, microsecond)
        return self._call_columns("dt.replace", *parts, ambiguous=choice)

    def round(self, every: str | dt.timedelta | Expr) -> Expr:
        """The start of the nearest window, of the next one halfway.

        A month counts as four weeks there, as in Polars: the last 14 days of each belong to the next.

        Args:
            every: How long the windows are: a span such as "1h", "15m" or "3mo"; no column.
        """
        return self._call("dt.round", every=_span(every))

    def to_string(self, format: str | None = None) -> Expr:  # noqa: A002 - Polars' name
        """The moment as text.

        Args:
            format: A pattern such as "%Y-%m-%d %H:%M:%S%.3f", in the words of chrono's ``strftime``; "iso" unless
                given, or "iso:strict" with a T before the time.
        """
        return self._call("dt.to_string", format=format)

    def strftime(self, format: str) -> Expr:  # noqa: A002 - Polars' name
        """The moment as text by a pattern: `to_string`.

        Args:
            format: A pattern such as "%Y-%m-%d %H:%M:%S%.3f", in the words of chrono's ``strftime``.
        """
        return self.to_string(format)


def _span(span: Any) -> str:
    if isinstance(span, dt.timedelta):
        return span_text(span)
    if not isinstance(span, str):
        raise NotImplementedError("a span is a text such as 1h30m, not yet a column")
    return span


def _constant(choice: Any, choices: tuple[str, ...]) -> str:
    if not isinstance(choice, str):
        raise NotImplementedError(f"this is one of {', '.join(choices)}, not yet a column")
    if choice not in choices:
        raise ValueError(f"{choice!r} is none of {', '.join(choices)}")
    return choice
