select
    order_id,
    ordered_at,
    amount,
    year(ordered_at) as ordered_in,
    note is not null as has_note
from {{ ref("orders") }}
where amount > 0
