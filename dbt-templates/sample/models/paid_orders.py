"""The orders that brought money in: filter and computed columns."""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    orders = dbt.ref("orders")
    return orders.filter(ps.col("amount") > 0).select(
        "order_id",
        "ordered_at",
        "amount",
        ps.col("ordered_at").dt.year().cast(ps.Int64).alias("ordered_in"),
        ps.col("note").is_not_null().alias("has_note"),
    )
