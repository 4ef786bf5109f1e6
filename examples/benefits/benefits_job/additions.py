"""Assets: what is added to accounts in a year, against section 415(c), and what corrects too much of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import dagster as dg

import penstock as ps
from penstock.benefits import AdditionsRules

#: The last year that is over on the day of the eligibility rules.
YEAR = 2024
START, END = dt.date(YEAR, 1, 1), dt.date(YEAR, 12, 31)
RULES = AdditionsRules(rule_version="2025.1")

_MONEY = ps.Decimal(18, 2)
_GROUP = 1
#: Who may take part in what: the plans of all levels, and one for the higher ones.
_PLANS = {"401k": range(1, 6), "profit-sharing": range(4, 6)}
#: What is paid in: plan, money type, what matches it, and the share of the pay for each level.
_SOURCES = (
    ("401k", "EE_PRETAX", "ER_MATCH", "0.02"),
    ("401k", "EE_ROTH", None, "0.01"),
    ("401k", "ER_MATCH", None, "0.01"),
    ("profit-sharing", "ER_NONELECTIVE", None, "0.04"),
)


@dg.asset(group_name="additions")
def plan_matching(participants: ps.LazyFrame) -> ps.LazyFrame:
    """Who comes under which plan at the end of the year: by employer group and level."""
    plans = ps.DataFrame(
        [
            {
                "plan_id": plan,
                "employer_group_id": _GROUP,
                "employee_class": level,
                "effective_from": dt.date(2000, 1, 1),
            }
            for plan, levels in _PLANS.items()
            for level in levels
        ]
    ).with_columns(effective_to=ps.lit(None, dtype=ps.Date))
    employees = participants.select(
        "employee_id",
        "hire_date",
        ps.lit(_GROUP).cast(ps.Int64).alias("employer_group_id"),
        ps.col("level").cast(ps.Int64).alias("employee_class"),
        ps.lit(None, dtype=ps.Date).alias("termination_date"),
    )
    return ps.benefits.match_plans(employees, plans, as_of=END)


@dg.asset(group_name="additions")
def contributions(participants: ps.LazyFrame, plan_matching: ps.LazyFrame) -> ps.LazyFrame:
    """What was paid in for those who come under a plan and whose pay is known: a share of it, the more the level is."""
    members = plan_matching.join(participants.select("employee_id", "level", "annual_pay"), on="employee_id").filter(
        ps.col("annual_pay").is_not_null()
    )
    return ps.concat(
        [
            members.filter(ps.col("plan_id") == plan).select(
                ps.col("employee_id").alias("participant_id"),
                "employer_group_id",
                "plan_id",
                ps.lit(money_type).alias("money_type"),
                (ps.col("annual_pay") * ps.col("level").cast(ps.Decimal(2, 0)) * ps.lit(Decimal(share)))
                .cast(_MONEY)
                .alias("amount"),
                ps.lit(END).alias("credited_for"),
                ps.lit(matched_by, dtype=ps.String).alias("matched_by"),
            )
            for plan, money_type, matched_by, share in _SOURCES
        ]
    )


@dg.asset(group_name="additions")
def compensation(participants: ps.LazyFrame) -> ps.LazyFrame:
    """What each participant was paid in the year."""
    return participants.select(
        ps.col("employee_id").alias("participant_id"),
        ps.lit(_GROUP).cast(ps.Int64).alias("employer_group_id"),
        ps.lit(START).alias("period_start"),
        ps.lit(END).alias("period_end"),
        ps.col("annual_pay").cast(_MONEY).alias("amount"),
    )


def _born(participants: ps.LazyFrame) -> ps.LazyFrame:
    return participants.select(ps.col("employee_id").alias("participant_id"), "birth_date")


@dg.asset(group_name="additions")
def annual_additions(
    contributions: ps.LazyFrame, compensation: ps.LazyFrame, participants: ps.LazyFrame
) -> ps.LazyFrame:
    """The additions of each participant against section 415(c): computed in the JVM, to the cent."""
    return ps.benefits.annual_additions_415c(contributions, compensation, _born(participants), rules=RULES)


@dg.asset(group_name="additions")
def corrective_events(
    contributions: ps.LazyFrame, compensation: ps.LazyFrame, participants: ps.LazyFrame
) -> ps.LazyFrame:
    """What is to be done about additions that are not in order. A second run comes to the same events."""
    return ps.benefits.corrective_events_415c(contributions, compensation, _born(participants), rules=RULES)


@dg.asset(group_name="additions")
def additions_by_status(annual_additions: ps.LazyFrame) -> ps.LazyFrame:
    """How many stand where, and by how much the limit is exceeded."""
    return (
        annual_additions.group_by("status")
        .agg(ps.len().alias("participants"), ps.col("excess").sum())
        .sort("participants", descending=True)
    )


def _found(status: str, additions: ps.LazyFrame) -> dict[str, Any]:
    return {"rows": additions.filter(ps.col("status") == status).select(ps.len()).collect().item()}


@dg.asset_check(asset=annual_additions, description="No additions above the limit")
def additions_keep_the_limit(annual_additions: ps.LazyFrame) -> dg.AssetCheckResult:
    """An error when additions exceed the limit."""
    found = _found("exceeded", annual_additions)
    return dg.AssetCheckResult(passed=found["rows"] == 0, severity=dg.AssetCheckSeverity.ERROR, metadata=found)


@dg.asset_check(asset=annual_additions, description="No additions near the limit")
def additions_keep_away_from_the_limit(annual_additions: ps.LazyFrame) -> dg.AssetCheckResult:
    """A warning when additions come near the limit."""
    found = _found("near", annual_additions)
    return dg.AssetCheckResult(passed=found["rows"] == 0, severity=dg.AssetCheckSeverity.WARN, metadata=found)


@dg.asset_check(
    asset=corrective_events,
    additional_ins={"annual_additions": dg.AssetIn("annual_additions")},
    description="What is taken back is what is too much",
)
def events_add_up(corrective_events: ps.LazyFrame, annual_additions: ps.LazyFrame) -> dg.AssetCheckResult:
    """An error when the events that move money, and those that cannot, do not add up to the excess."""
    moved = corrective_events.filter(
        ps.col("action").is_in(["DISTRIBUTE", "FORFEIT"]) | ps.col("reason").str.ends_with("that no step takes back")
    )
    taken = moved.select(ps.col("amount").sum()).collect().item()
    excess = annual_additions.select(ps.col("excess").sum()).collect().item()
    return dg.AssetCheckResult(passed=taken == excess, metadata={"taken": str(taken), "excess": str(excess)})
