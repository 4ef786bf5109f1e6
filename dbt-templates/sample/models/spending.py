"""What each customer has spent: group and filter."""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    orders = dbt.ref("orders")
    return (
        orders.filter(ps.col("amount") > 0)
        .group_by("customer_id")
        .agg(ps.len().cast(ps.Int64).alias("orders"), ps.col("amount").sum().alias("amount"))
        .sort("customer_id")
    )
