select
    customer_id,
    order_id,
    lag(amount) over history as amount_before,
    sum(coalesce(amount, 0)) over history as spent_so_far,
    amount::double / sum(amount::double) over (partition by customer_id) as share
from {{ ref("orders") }}
where customer_id is not null
window history as (partition by customer_id order by ordered_at, order_id)
