"""A summary of the effects that the model `did_att_gt` has estimated. It reads no other data.

Copy it beside `did_att_gt.py`, and say in the model's YAML what to summarise, under the names of
`penstock.did.AggregationRequest`:

    models:
      - name: did_aggregate
        config: {meta: {did: {type: dynamic}}}
"""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    dbt.config(materialized="table")
    dbt.config.meta_get("contract")  # if your YAML has one, the table is what it says, or the model fails
    request = dbt.config.meta_get("did")

    effects = dbt.ref("did_att_gt")

    result = effects.select("result_json").head(1).collect().item()
    return ps.did.aggregate(result, request)
