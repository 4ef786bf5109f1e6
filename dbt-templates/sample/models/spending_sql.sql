select customer_id, count(*)::bigint as orders, sum(amount) as amount
from {{ ref("orders") }}
where amount > 0
group by customer_id
