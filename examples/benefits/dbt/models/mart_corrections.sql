-- What is moved, year by year and step by step. Reclassified amounts are not part of an excess: their share is null.
with moved as (
    select
        year(limitation_year_end) as plan_year,
        step,
        action,
        count(*) as events,
        sum(amount) as amount
    from {{ source("storage", "corrective_events") }}
    where action <> 'NOTIFY'
    group by all
)
select
    *,
    case when action <> 'RECLASSIFY_CATCHUP'
        then round(100 * amount / sum(amount) filter (action <> 'RECLASSIFY_CATCHUP') over (partition by plan_year), 1)
    end as percent_of_excess
from moved
order by plan_year, step, action
