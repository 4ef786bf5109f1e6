"""Who is above the limit, and in how many plan years in a row: windows over each participant's years."""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    over = dbt.ref("additions").filter(ps.col("status") == "exceeded")
    # Years in a row differ from their rank by the same number.
    run = ps.col("plan_year") - ps.col("plan_year").rank("ordinal").over("participant_id").cast(ps.Int64)
    return (
        over.with_columns(run=run)
        .with_columns(
            years_in_a_row=ps.col("plan_year").rank("ordinal").over("participant_id", "run").cast(ps.Int32),
            excess_so_far=ps.col("excess").cum_sum().over("participant_id", order_by="plan_year"),
        )
        .select("participant_id", "plan_year", "excess", "years_in_a_row", "excess_so_far")
        .sort("participant_id", "plan_year")
    )
