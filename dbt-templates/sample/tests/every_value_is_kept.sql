(select * from {{ ref("every_type") }} except all select * from {{ ref("every_type_again") }})
union all
(select * from {{ ref("every_type_again") }} except all select * from {{ ref("every_type") }})
