import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    ps.add_jar(dbt.config.get("rules_jar"))
    return dbt.ref("salaries").with_columns(net=ps.fn.rules.net_pay("gross", "age"))
