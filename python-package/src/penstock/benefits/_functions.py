"""Functions for retirement plans, by the names that they have in the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock.benefits._rules import AdditionsRules, EligibilityRules, given

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from penstock._frame.lazyframe import LazyFrame


def _call(name: str, /, **inputs_and_settings: Any) -> LazyFrame:
    from penstock._functions.tables import table_function

    there = {key: value for key, value in inputs_and_settings.items() if value is not None}
    return table_function(f"benefits.{name}", **there)


def eligibility_flags(
    participants: Any,
    *,
    rules: EligibilityRules | None = None,
    scenarios: Mapping[str, EligibilityRules] | None = None,
) -> LazyFrame:
    """Who may take part in a plan: minimum tenure, age and hours for each active participant.

    Null follows SQL: what is not known gives null, and false and null is false.

    Args:
        participants: ``employee_id`` (integers or strings, unique), ``employment_status``, ``hours_ytd``, and
            ``tenure_months`` and ``age`` or the ``hire_date`` and ``birth_date`` that they are counted from;
            ``eligibility_date``, or the ``hours_period_end`` to work it out from, if there are any. Where the rules
            have ``part_time_hours``: ``hours_by_period``, a list of the hours of each 12-month period, oldest first.
        rules: The rules.
        scenarios: Several sets of rules by name, tried in one pass; what one leaves out is as in `rules`.

    Returns:
        The active participants in the order of their ids: ``employee_id``, ``tenure_eligible``, ``age_eligible``,
        ``hours_eligible``, ``fully_eligible``, ``eligibility_date``, ``ineligible_reason`` (the first rule that fails,
        or ``unknown``), ``as_of``, ``rule_version``. With scenarios all of this for each of them, behind ``scenario``.
        With ``part_time_hours`` also ``part_time_eligible``, by that rule and the age at the end of the second period,
        and ``deferral_eligible``, by it or by the others; the date and the reason are about the others.

    Raises:
        ShapeError: When an id is null or there twice.
        ConfigError: For rules that are none, and when there is no day to count on.
    """
    from penstock._functions.tables import table_function

    settings = given(rules)
    if scenarios is not None:
        settings["scenarios"] = [{"name": name, **given(one)} for name, one in scenarios.items()]
    return table_function("benefits.eligibility_flags", participants, **settings)


def annual_additions_415c(
    contributions: Any,
    compensation: Any,
    participants: Any,
    *,
    limitation_years: Any = None,
    limits: Any = None,
    rules: AdditionsRules | None = None,
) -> LazyFrame:
    """The annual additions of participants against section 415(c) of the Internal Revenue Code.

    Args:
        contributions: ``participant_id``, ``employer_group_id``, ``plan_id`` (integers or strings), ``money_type``,
            ``amount`` (a decimal of at most two places), ``credited_for`` (a date); if there are any, ``matched_by``,
            the money type that matches the row, and ``contribution_id`` and ``reversal_of``, which a negative amount
            needs.
        compensation: ``participant_id``, ``employer_group_id``, ``period_start``, ``period_end``, ``amount``.
        participants: ``participant_id``, ``birth_date``; each participant in one row.
        limitation_years: ``plan_id``, ``start``, ``end`` of plans whose years are not those of the calendar.
        limits: Limits in place of those that Penstock brings; see `regulatory_limits`.
        rules: The rules.

    Returns:
        A row for each participant, employer group and limitation year with a contribution, in this order:
        ``limitation_year_start`` and ``_end``, ``age`` by the end of the calendar year, ``compensation`` and what
        counts of it, ``dollar_limit`` and ``annual_limit`` (the lesser of it and compensation), ``deferrals``,
        ``catch_up`` and what was reclassified to it, ``annual_additions``, ``excess``, ``excess_deferral`` (above
        section 402(g)), ``catch_up_over_limit``, ``status`` (``ok``, ``near``, ``exceeded``, ``undetermined``),
        ``reason`` (why it is undetermined), ``limits_version``, ``rule_version``. Amounts are dollars; they are null
        where the status is ``undetermined``.

    Raises:
        ComputeError: For a year that the limits lack.
        SchemaError: For unknown money types, with their names, and columns of the wrong type.
        ShapeError: For null ids, reversals without their original, and limitation years that overlap.
    """
    return _call(
        "annual_additions_415c",
        contributions=_frame(contributions),
        compensation=_frame(compensation),
        participants=_frame(participants),
        limitation_years=_frame(limitation_years),
        limits=_frame(limits),
        **given(rules),
    )


def corrective_events_415c(
    contributions: Any,
    compensation: Any,
    participants: Any,
    *,
    limitation_years: Any = None,
    limits: Any = None,
    rules: AdditionsRules | None = None,
) -> LazyFrame:
    """What is to be done about annual additions that are not in order; the inputs are those of `annual_additions_415c`.

    The amounts of DISTRIBUTE and FORFEIT add up to the excess to the cent. The same inputs under the same rules give
    the same ``event_id``, in whatever order their rows come.

    Returns:
        A row for each step, in the order of participants, groups, years and steps: ``event_id``, ``participant_id``
        (hashed, unless the rules say otherwise), ``employer_group_id``, ``limitation_year_end``, ``plan_id``, ``step``
        (the place in the order of correction, 0 outside of it), ``action`` (``DISTRIBUTE``, ``FORFEIT``,
        ``RECLASSIFY_CATCHUP``, ``NOTIFY``), ``money_type``, ``amount`` in dollars, ``earnings`` (null: for the record
        keeper), ``reason``, ``limits_version``, ``rule_version``, ``inputs_fingerprint``, ``created_at``.

    Raises:
        ComputeError: For a year that the limits lack.
        SchemaError: For unknown money types, with their names, and columns of the wrong type.
        ShapeError: For null ids, reversals without their original, and limitation years that overlap.
    """
    return _call(
        "corrective_events_415c",
        contributions=_frame(contributions),
        compensation=_frame(compensation),
        participants=_frame(participants),
        limitation_years=_frame(limitation_years),
        limits=_frame(limits),
        **given(rules),
    )


def regulatory_limits() -> LazyFrame:
    """The dollar limits that Penstock brings, each with where it was read; a year that was not verified is not there.

    Returns:
        ``year``, ``code``, ``amount`` in dollars, ``source``, ``effective_from``, ``version``, by year and code.
    """
    return _call("regulatory_limits")


def contribution_summary(
    contributions: Any,
    compensation: Any,
    eligible: Any,
    *,
    start: dt.date,
    end: dt.date,
    limits: Any = None,
    money_types: Mapping[str, str] | None = None,
) -> LazyFrame:
    """What each plan received in a plan year, with the percentages that the ADP and ACP tests compare.

    Args:
        contributions: As for `annual_additions_415c`.
        compensation: As for `annual_additions_415c`; periods that end in the year count.
        eligible: Who may take part: ``participant_id``, ``employer_group_id``, ``plan_id``, ``hce`` (whether the
            participant is highly compensated).
        start: The first day of the plan year.
        end: Its last day.
        limits: Limits in place of those that Penstock brings.
        money_types: Further names of money types.

    Returns:
        A row for each plan and value of ``hce``: ``participants``, ``contributing`` (who deferred something),
        ``without_compensation`` (who has no ratio), ``compensation``, ``deferrals``, ``catch_up``, ``after_tax``,
        ``match``, ``other_employer`` in dollars, ``deferral_percentage`` and ``contribution_percentage`` (means of the
        participants' ratios, null where nobody has one).

    Raises:
        ComputeError: For a year that the limits lack.
        SchemaError: For unknown money types and columns of the wrong type.
        ShapeError: For null ids and amounts, and a participant who is there twice in a plan.
    """
    return _call(
        "contribution_summary",
        contributions=_frame(contributions),
        compensation=_frame(compensation),
        eligible=_frame(eligible),
        limits=_frame(limits),
        start=start,
        end=end,
        money_types=None if money_types is None else dict(money_types),
    )


def match_plans(employees: Any, plans: Any, *, as_of: dt.date) -> LazyFrame:
    """Which employees come under which plans on a day: those of a plan's employer group and employee class.

    Args:
        employees: ``employee_id``, ``employer_group_id``, ``employee_class``, ``hire_date``, ``termination_date`` (null
            while employed).
        plans: ``plan_id``, ``employer_group_id``, ``employee_class``, ``effective_from``, ``effective_to`` (null while
            in effect); a row for each class that a plan is for.
        as_of: The day. Both dates of a pair are included.

    Returns:
        ``employee_id``, ``employer_group_id``, ``plan_id``, in this order; each pair once. A null class, group, hire
        date or ``effective_from`` matches nothing.
    """
    from penstock._expr.col import col
    from penstock._functions.literal import lit

    day = lit(as_of)
    there = _frame(employees).filter(
        (col("hire_date") <= day) & (col("termination_date").is_null() | (col("termination_date") >= day))
    )
    in_effect = _frame(plans).filter(
        (col("effective_from") <= day) & (col("effective_to").is_null() | (col("effective_to") >= day))
    )
    return (  # type: ignore[no-any-return]
        there.join(in_effect, on=["employer_group_id", "employee_class"])
        .select("employee_id", "employer_group_id", "plan_id")
        .unique()
        .sort("employee_id", "employer_group_id", "plan_id")
    )


def _frame(frame: Any) -> Any:
    """A lazy frame of anything that one can be made of; None of None."""
    if frame is None:
        return None
    from penstock._convert.frame import frame as to_frame
    from penstock._frame.base import FrameBase

    made = frame if isinstance(frame, FrameBase) else to_frame(frame)
    return made.lazy() if hasattr(made, "lazy") else made
