"""The orders that brought money in: filter and computed columns."""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    dbt.config.meta_get("contract")  # the columns that the table must have, from examples.yml
    orders = dbt.ref("orders")
    return orders.filter(ps.col("amount") > 0).select(
        "order_id",
        "ordered_at",
        "amount",
        ps.col("ordered_at").dt.year().alias("ordered_in"),
        ps.col("note").is_not_null().alias("has_note"),
    )
