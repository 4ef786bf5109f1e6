"""Who may take part in a plan: tenure, age and hours, judged in the JVM."""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    people = dbt.ref("people")
    return ps.table_function("benefits.eligibility_flags", people, as_of="2025-02-28", entry="quarterly")
