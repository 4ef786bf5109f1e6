-- Rows of one that the other does not have, in both directions.
{% set flags = "select employee_id, tenure_eligible, age_eligible, hours_eligible, fully_eligible from " %}
({{ flags }} {{ ref("eligibility") }} except all {{ flags }} {{ ref("eligibility_sql") }})
union all
({{ flags }} {{ ref("eligibility_sql") }} except all {{ flags }} {{ ref("eligibility") }})
