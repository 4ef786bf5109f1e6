"""Effects of a treatment on those first treated in a period, in each period.

Copy it into `models/` of your project, name your panel, and set the config in the model's YAML, under the names of
`penstock.did.DidConfig`:

    models:
      - name: did_att_gt
        config: {meta: {did: {yname: y, tname: year, idname: id, gname: first_treated, seed: 1}}}
"""

import penstock as ps
import penstock.dbt


@penstock.dbt.model
def model(dbt, session):
    dbt.config(materialized="table")
    dbt.config.meta_get("contract")  # if your YAML has one, the table is what it says, or the model fails
    config = dbt.config.meta_get("did")

    panel = dbt.ref("panel")

    # The first eight columns are group, time, att, se, t_stat, p_value, conf_low, conf_high; result_json, the last one,
    # has what summaries need.
    return ps.did.att_gt(panel, config, include_result_json=True).cells
