"""Functions of dates, times, timestamps and durations: ``expr.dt``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


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
