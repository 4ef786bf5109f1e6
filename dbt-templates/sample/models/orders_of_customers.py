"""Each customer beside the orders, if there are any: join."""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    customers = dbt.ref("customers")
    orders = dbt.ref("orders").select("customer_id", "order_id", "amount")
    return customers.join(orders, on="customer_id", how="left").select(
        "customer_id",
        ps.col("name").alias("customer"),
        "order_id",
        ps.col("amount").fill_null(0).alias("amount"),
    )
