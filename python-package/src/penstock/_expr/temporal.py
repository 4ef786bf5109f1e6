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
