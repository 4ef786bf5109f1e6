"""Participants at the edges of the rules, and what the rules say about them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

#: The last day of a February without a 29th: here the edges of months and of leap days fall together.
AS_OF = dt.date(2025, 2, 28)


@dataclass(frozen=True, slots=True)
class Case:
    """One participant. All is well unless it is said otherwise.

    Attributes:
        what: What is special.
        tenure: What the rule of 12 months says; None for unknown.
        age: What the rule of 21 years says.
        hours: What the rule of 1,000 hours says.
        judged: Whether the rules look at the participant at all.
    """

    what: str
    status: str | None = "active"
    born: dt.date | None = dt.date(1980, 6, 15)
    hired: dt.date | None = dt.date(2010, 3, 1)
    hours_ytd: Decimal | None = Decimal("1800.00")
    tenure: bool | None = True
    age: bool | None = True
    hours: bool | None = True
    judged: bool = True

    @property
    def fully(self) -> bool | None:
        """All three rules, as SQL sees it: false wins over unknown, unknown over true."""
        flags = (self.tenure, self.age, self.hours)
        if False in flags:
            return False
        return None if None in flags else True


CASES = (
    Case("12 months to the day", hired=dt.date(2024, 2, 28)),
    Case("one day short of 12 months", hired=dt.date(2024, 3, 1), tenure=False),
    Case("hired on a leap day, 12 months on 28 February", hired=dt.date(2024, 2, 29)),
    Case("hired on the 31st, 11 months on 28 February", hired=dt.date(2024, 3, 31), tenure=False),
    Case("21st birthday", born=dt.date(2004, 2, 28)),
    Case("one day before the 21st birthday", born=dt.date(2004, 3, 1), age=False),
    Case("born on a leap day, 21 on 1 March", born=dt.date(2004, 2, 29), age=False),
    Case("999.99 hours", hours_ytd=Decimal("999.99"), hours=False),
    Case("1,000.00 hours", hours_ytd=Decimal("1000.00")),
    Case("no date of birth", born=None, age=None),
    Case("no date of hire", hired=None, tenure=None),
    Case("no hours", hours_ytd=None, hours=None),
    Case("no hours and too young: false wins", born=dt.date(2008, 1, 1), hours_ytd=None, age=False, hours=None),
    Case("nothing known", born=None, hired=None, hours_ytd=None, tenure=None, age=None, hours=None),
    Case("no status", status=None, judged=False),
    Case("terminated", status="terminated", judged=False),
    Case("a status in other letters", status="Active", judged=False),
)
