"""Each order within the history of its customer: windows."""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    amount = ps.col("amount").cast(ps.Float64)
    orders = dbt.ref("orders").filter(ps.col("customer_id").is_not_null())
    by_time = {"partition_by": "customer_id", "order_by": ["ordered_at", "order_id"]}
    return orders.select(
        "customer_id",
        "order_id",
        ps.col("amount").shift(1).over(**by_time).alias("amount_before"),
        ps.col("amount").fill_null(0).cum_sum().over(**by_time).alias("spent_so_far"),
        (amount / amount.sum().over("customer_id")).alias("share"),
    )
