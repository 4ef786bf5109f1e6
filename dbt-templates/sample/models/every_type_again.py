"""Every type there and back: nothing is changed."""

import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    return dbt.ref("every_type")
