"""Assets: what is added to accounts in each plan year, against section 415(c), and what corrects too much of it."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import dagster as dg

import penstock as ps
from dagster_penstock import checks
from penstock.benefits import AdditionsRules

#: The plan years: two that are over on the day of the eligibility rules, and what is elected for the one that runs.
YEARS = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 1 1 *", start="2023", end=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), fmt="%Y"
)
RULES = AdditionsRules(rule_version="2025.1")

#: Tables of several years by their keys: what a run is given and returns, be it for one year or for all.
ByYear = dict[str, ps.LazyFrame]
#: The same for who looks at what there is: years that were not materialised yet are None.
Stored = dict[str, ps.LazyFrame | None]

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
#: The pay of a year as a share of that which the participants' table has.
_PAY = {"2023": Decimal("0.97"), "2024": Decimal("1.00"), "2025": Decimal("1.03")}
#: Where in a year's limit additions are counted: every five percent of it.
_BIN = 5


def _asset(**metadata: list[str]) -> Mapping[str, Any]:
    """What the assets of this module have in common: one run may make several years of them."""
    return {
        "group_name": "additions",
        "partitions_def": YEARS,
        "backfill_policy": dg.BackfillPolicy.single_run(),
        "metadata": metadata,
    }


def _start(year: str) -> dt.date:
    return dt.date(int(year), 1, 1)


def _end(year: str) -> dt.date:
    return dt.date(int(year), 12, 31)


def _pay(year: str) -> ps.Expr:
    return (ps.col("annual_pay") * ps.lit(_PAY[year])).cast(_MONEY)


@dg.asset(**_asset())
def plan_matching(context: dg.AssetExecutionContext, participants: ps.LazyFrame) -> ByYear:
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
    return {year: ps.benefits.match_plans(employees, plans, as_of=_end(year)) for year in context.partition_keys}


@dg.asset(**_asset(mask_columns=["participant_id", "amount"]))
def contributions(participants: ps.LazyFrame, plan_matching: ByYear) -> ByYear:
    """What was paid in for those who come under a plan and whose pay is known: a share of it, the more the level is."""
    return {year: _contributions(year, participants, members) for year, members in plan_matching.items()}


def _contributions(year: str, participants: ps.LazyFrame, matching: ps.LazyFrame) -> ps.LazyFrame:
    known = participants.select("employee_id", "level", _pay(year).alias("pay")).filter(ps.col("pay").is_not_null())
    members = matching.join(known, on="employee_id")
    return ps.concat(
        [
            members.filter(ps.col("plan_id") == plan).select(
                ps.col("employee_id").alias("participant_id"),
                "employer_group_id",
                "plan_id",
                ps.lit(money_type).alias("money_type"),
                (ps.col("pay") * ps.col("level").cast(ps.Decimal(2, 0)) * ps.lit(Decimal(share)))
                .cast(_MONEY)
                .alias("amount"),
                ps.lit(_end(year)).alias("credited_for"),
                ps.lit(matched_by, dtype=ps.String).alias("matched_by"),
            )
            for plan, money_type, matched_by, share in _SOURCES
        ]
    )


@dg.asset(**_asset(mask_columns=["participant_id", "amount"]))
def compensation(context: dg.AssetExecutionContext, participants: ps.LazyFrame) -> ByYear:
    """What each participant is paid in the year."""
    return {
        year: participants.select(
            ps.col("employee_id").alias("participant_id"),
            ps.lit(_GROUP).cast(ps.Int64).alias("employer_group_id"),
            ps.lit(_start(year)).alias("period_start"),
            ps.lit(_end(year)).alias("period_end"),
            _pay(year).alias("amount"),
        )
        for year in context.partition_keys
    }


def _born(participants: ps.LazyFrame) -> ps.LazyFrame:
    return participants.select(ps.col("employee_id").alias("participant_id"), "birth_date")


@dg.asset(**_asset(mask_columns=["participant_id", "compensation", "counted_compensation"]))
def annual_additions(contributions: ByYear, compensation: ByYear, participants: ps.LazyFrame) -> ByYear:
    """The additions of each participant against section 415(c): computed in the JVM, to the cent."""
    born = _born(participants)
    return {
        year: ps.benefits.annual_additions_415c(paid, compensation[year], born, rules=RULES)
        for year, paid in contributions.items()
    }


@dg.asset(**_asset())
def corrective_events(contributions: ByYear, compensation: ByYear, participants: ps.LazyFrame) -> ByYear:
    """What is to be done about additions that are not in order. A second run comes to the same events."""
    born = _born(participants)
    return {
        year: ps.benefits.corrective_events_415c(paid, compensation[year], born, rules=RULES)
        for year, paid in contributions.items()
    }


def _year(day: str) -> ps.Expr:
    return ps.col(day).dt.year().alias("year")


@dg.asset(group_name="additions")
def additions_by_status(annual_additions: ps.LazyFrame) -> ps.LazyFrame:
    """How many stand where in each year, and by how much the limit is exceeded."""
    return (
        annual_additions.group_by(_year("limitation_year_end"), "status")
        .agg(ps.len().alias("participants"), ps.col("annual_additions").sum(), ps.col("excess").sum())
        .sort("year", "participants", descending=[False, True])
    )


@dg.asset(group_name="additions")
def additions_by_share(annual_additions: ps.LazyFrame) -> ps.LazyFrame:
    """How much of their limit participants use, in steps of five percent; `share` is where a step begins."""
    part = 100 * ps.col("annual_additions").cast(ps.Float64) / ps.col("annual_limit").cast(ps.Float64)
    return (
        annual_additions.filter(ps.col("annual_limit") > 0)
        .group_by(_year("limitation_year_end"), ((part / _BIN).floor() * _BIN).cast(ps.Int32).alias("share"))
        .agg(ps.len().alias("participants"))
        .sort("year", "share")
    )


@dg.asset(group_name="additions")
def corrections_by_step(corrective_events: ps.LazyFrame) -> ps.LazyFrame:
    """What is moved in each year, by the step of the correction; those events that only tell somebody are left out."""
    return (
        corrective_events.filter(ps.col("action") != "NOTIFY")
        .group_by(_year("limitation_year_end"), "step", "action", "money_type")
        .agg(ps.len().alias("events"), ps.col("amount").sum())
        .sort("year", "step", "action", "money_type")
    )


_STATUSES = ["ok", "near", "exceeded", "undetermined"]


def _no_one_is(status: str, name: str, severity: dg.AssetCheckSeverity, description: str) -> dg.AssetChecksDefinition:
    others = [one for one in _STATUSES if one != status]
    return checks.accepted_values(
        annual_additions, "status", others, name=name, severity=severity, description=description
    )


CHECKS = [
    _no_one_is("exceeded", "additions_keep_the_limit", dg.AssetCheckSeverity.ERROR, "No additions above the limit"),
    _no_one_is("near", "additions_keep_away_from_the_limit", dg.AssetCheckSeverity.WARN, "No additions near the limit"),
    checks.unique_key(
        annual_additions,
        ["participant_id", "employer_group_id", "limitation_year_end"],
        name="one_row_for_each_participant_and_year",
    ),
    checks.unique_key(corrective_events, ["event_id"], name="events_are_there_once"),
    checks.no_pii_plaintext(corrective_events, name="events_name_nobody"),
]


@dg.asset_check(
    asset=corrective_events,
    additional_ins={"annual_additions": dg.AssetIn("annual_additions")},
    description="What is taken back is what is too much, in each year",
)
def events_add_up(corrective_events: Stored, annual_additions: Stored) -> dg.AssetCheckResult:
    """An error when the events that move money, and those that cannot, do not add up to the excess."""
    moved = ps.col("action").is_in(["DISTRIBUTE", "FORFEIT"]) | ps.col("reason").str.ends_with(
        "that no step takes back"
    )
    found, wrong = {}, 0
    for year, events in corrective_events.items():
        additions = annual_additions[year]
        if events is not None and additions is not None:
            taken = events.filter(moved).select(ps.col("amount").sum()).collect().item()
            excess = additions.select(ps.col("excess").sum()).collect().item()
            found[year] = f"${taken:,} of ${excess:,}"
            wrong += taken != excess
    return dg.AssetCheckResult(passed=not wrong, metadata=found)
