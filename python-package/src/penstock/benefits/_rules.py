"""Settings of the functions for retirement plans. What is None is as the engine has it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

Entry: TypeAlias = Literal["immediate", "first_of_month", "quarterly", "semiannual"]
CorrectionStep: TypeAlias = Literal[
    "unmatched_after_tax", "unmatched_deferrals", "matched_after_tax", "matched_deferrals", "nonelective", "employer"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRules:
    """A plan's minimum age and service.

    Attributes:
        minimum_tenure_months: Completed months of employment; 12 by default.
        minimum_age: Completed years; 21 by default.
        minimum_hours: Hours of service; 1,000 by default.
        as_of: The day on which tenure and age are counted where they are not given.
        entry: When someone who meets the conditions enters the plan; ``immediate`` by default.
        rule_version: Shown in the answer; ``1`` by default.
        part_time_hours: Hours in each of two consecutive 12-month periods with which long-term part-time employees may
            defer; the law asks for no more than 500 (IRC 401(k)(2)(D)(ii), for plan years from 2025). That rule is
            not applied by default. With it `as_of` is the last day of the last period.
    """

    minimum_tenure_months: int | None = None
    minimum_age: int | None = None
    minimum_hours: Decimal | int | None = None
    as_of: dt.date | None = None
    entry: Entry | None = None
    rule_version: str | None = None
    part_time_hours: Decimal | int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionsRules:
    """The rules of a plan's annual additions.

    Attributes:
        near_percent: Of the limit from which on the status is ``near``, with at most two places; 95 by default.
        fractional_months: How a limitation year of less than twelve months is counted: by days (``exact``, the default,
            which gives the lower limit) or by months that have begun (``whole``).
        plan_deferral_limit: Dollars that the plan lets participants defer in a calendar year, if the law allows more.
        correction_order: The steps of correction in their order; by default that of EPCRS (Rev. Proc. 2021-30, section
            6.06(2)). Steps that are left out are not taken.
        money_types: Further names of money types, such as ``{"PS": "ER_NONELECTIVE"}``.
        participant_ids: How events name participants: by the SHA-256 of the id (``hashed``, the default), by its keyed
            pseudonym (``keyed``), which is that of `penstock.security.hmac` for the field ``participant_id``, or
            ``plain``. Whoever can guess ids can tell whose a hash is, but not whose a pseudonym is.
        participant_key_id: The id of the key for ``keyed``; ``1`` by default.
        created_at: The moment that events show; it is no part of their ids.
        rule_version: Shown in answers; ``1`` by default.
    """

    near_percent: Decimal | int | None = None
    fractional_months: Literal["exact", "whole"] | None = None
    plan_deferral_limit: Decimal | int | None = None
    correction_order: Sequence[CorrectionStep] | None = None
    money_types: Mapping[str, str] | None = None
    participant_ids: Literal["hashed", "keyed", "plain"] | None = None
    participant_key_id: str | None = None
    created_at: dt.datetime | None = None
    rule_version: str | None = None


def given(rules: EligibilityRules | AdditionsRules | None) -> dict[str, Any]:
    """What rules say that is not None, as settings of the engine's functions."""
    if rules is None:
        return {}
    values = {field.name: getattr(rules, field.name) for field in fields(rules)}
    if values.get("participant_ids") == "keyed":
        from penstock.security._keys import offer

        offer(values["participant_key_id"] or "1")
    return {name: _plain(name, value) for name, value in values.items() if value is not None}


def _plain(name: str, value: Any) -> Any:
    if name == "created_at":
        import datetime as dt

        if value.tzinfo is None:
            from penstock.exceptions import ConfigError

            message = "created_at has no time zone: say which one, such as datetime.now(timezone.utc)"
            raise ConfigError(message)
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if name == "money_types":
        return dict(value)
    return list(value) if name == "correction_order" else value
