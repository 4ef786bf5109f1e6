"""Assets: teen employment in 500 counties, before and after their states raised the minimum wage."""

import dagster as dg

import penstock as ps
from benefits_job.settings import Settings

#: In the file, 0 stands for the counties whose states did not raise it in these years.
_COHORTS = {"first_treat": [0, 2004, 2006, 2007], "cohort": ["never", "2004", "2006", "2007"]}


@dg.asset(group_name="counties")
def county_employment() -> ps.LazyFrame:
    """The file, as it is, with typed columns."""
    return ps.scan_csv(Settings.from_environment().counties).rename({"first.treat": "first_treat"})


@dg.asset(group_name="counties")
def employment_by_cohort(county_employment: ps.LazyFrame) -> ps.LazyFrame:
    """Mean log employment of each cohort and year, and its change since 2003."""
    cohorts = ps.LazyFrame(_COHORTS, schema={"first_treat": ps.Int64, "cohort": ps.String})
    means = (
        county_employment.join(cohorts, on="first_treat")
        .group_by("cohort", "year")
        .agg(ps.col("countyreal").n_unique().alias("counties"), ps.col("lemp").mean().alias("log_employment"))
    )
    first = means.filter(ps.col("year") == 2003).select("cohort", ps.col("log_employment").alias("in_2003"))
    return (
        means.join(first, on="cohort")
        .select("cohort", "year", "counties", "log_employment", change=ps.col("log_employment") - ps.col("in_2003"))
        .sort("cohort", "year")
    )
