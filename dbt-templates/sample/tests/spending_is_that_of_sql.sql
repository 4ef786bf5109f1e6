(select * from {{ ref("spending") }} except all select * from {{ ref("spending_sql") }})
union all
(select * from {{ ref("spending_sql") }} except all select * from {{ ref("spending") }})
