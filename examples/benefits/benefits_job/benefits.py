"""Assets: who may take part in a plan."""

import dagster as dg

import penstock as ps
from benefits_job.participants import PLANS, write_participants
from benefits_job.planted import AS_OF
from benefits_job.settings import Settings
from dagster_penstock import checks

plans = dg.StaticPartitionsDefinition(list(PLANS))


@dg.asset(group_name="benefits", metadata={"mask_columns": ["birth_date", "annual_pay"]})
def participants() -> ps.LazyFrame:
    """Everybody, as delivered; the file is made first if there is none."""
    settings = Settings.from_environment()
    write_participants(settings.raw, settings.participants)
    return ps.scan_parquet(settings.raw)


@dg.asset(group_name="benefits")
def eligibility_flags(participants: ps.LazyFrame) -> ps.LazyFrame:
    """Who has 12 months, 21 years and 1,000 hours, and from when on: computed in the JVM."""
    return ps.table_function(
        "benefits.eligibility_flags", participants, as_of=AS_OF.isoformat(), entry="quarterly", rule_version="2025.1"
    )


@dg.asset(group_name="benefits", partitions_def=plans)
def roster(context: dg.AssetExecutionContext, participants: ps.LazyFrame) -> ps.LazyFrame:
    """The participants of one plan: a file for each of them."""
    return participants.filter(ps.col("plan_id") == context.partition_key).select(
        "employee_id", "plan_id", "level", "hours_ytd"
    )


@dg.asset(group_name="benefits")
def eligibility_by_plan(eligibility_flags: ps.LazyFrame, roster: ps.LazyFrame) -> ps.LazyFrame:
    """How many are eligible in each plan and level. The rosters of all plans come as one frame."""
    return (
        roster.join(eligibility_flags, on="employee_id")
        .group_by("plan_id", "level")
        .agg(
            ps.len().alias("active"),
            ps.col("fully_eligible").sum().alias("eligible"),
            ps.col("hours_ytd").mean().alias("mean_hours"),
        )
        .sort("plan_id", "level")
    )


@dg.asset(group_name="benefits")
def reasons(eligibility_flags: ps.LazyFrame) -> ps.LazyFrame:
    """Why people are not eligible: the first rule that fails."""
    return (
        eligibility_flags.group_by("ineligible_reason")
        .agg(ps.len().alias("participants"))
        .sort("participants", descending=True)
    )


CHECKS = [
    checks.unique_key(participants, ["employee_id"], name="participants_are_there_once"),
    checks.accepted_values(participants, "plan_id", PLANS, name="plans_are_known"),
    checks.referential(
        eligibility_flags, "employee_id", participants, "employee_id", name="flags_are_about_participants"
    ),
]
