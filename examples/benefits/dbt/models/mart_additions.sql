-- How many stand where, year by year.
select
    plan_year,
    status,
    count(*) as participants,
    sum(annual_additions) as additions,
    sum(excess) as excess
from {{ ref("additions") }}
group by plan_year, status
order by plan_year, participants desc
