"""Python models of dbt that compute in Penstock. Needs dbt-duckdb where models run, and imports nothing of dbt.

import penstock as ps
import penstock.dbt

@penstock.dbt.model
def model(dbt, session):
    orders = dbt.ref("orders")
    return orders.filter(ps.col("amount") > 0)
"""

from penstock.dbt._model import model

__all__ = ["model"]
