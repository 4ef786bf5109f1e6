select
    customer_id,
    name as customer,
    order_id,
    coalesce(amount, 0)::decimal(12, 2) as amount
from {{ ref("customers") }}
left join {{ ref("orders") }} using (customer_id)
