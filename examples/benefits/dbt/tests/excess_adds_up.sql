-- The marts and the model in Python tell of the same excess, year by year; rows that are here differ.
with told as (
    select plan_year, sum(excess) as excess, 'additions' as by from {{ ref("mart_additions") }} group by all
    union all
    select plan_year, sum(excess), 'repeated' from {{ ref("repeated_excess") }} group by all
    union all
    select plan_year, sum(amount), 'corrections'
    from {{ ref("mart_corrections") }} where action <> 'RECLASSIFY_CATCHUP' group by all
)
select plan_year from told group by plan_year having count(distinct excess) <> 1 or count(*) <> 3
