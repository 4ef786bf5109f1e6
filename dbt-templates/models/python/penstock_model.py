"""A Python model that computes in Penstock.

Copy it into `models/` of your project, and change what is between the lines.
"""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    dbt.config(materialized="table")
    dbt.config.meta_get("contract")  # if your YAML has one, the table is what it says, or the model fails

    # ---------------------------------------------------------------- from here
    orders = dbt.ref("orders")

    return (
        orders.filter(ps.col("amount") > 0)
        .group_by("customer_id")
        .agg(ps.len().alias("orders"), ps.col("amount").sum().alias("amount"))
        .sort("customer_id")
    )
    # ---------------------------------------------------------------- to here
