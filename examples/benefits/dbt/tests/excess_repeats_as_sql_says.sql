-- The same rows in SQL: where a year begins a new run, counting begins anew.
{% set columns = "participant_id, plan_year, years_in_a_row, excess_so_far" %}
with marked as (
    select
        *,
        plan_year - row_number() over (partition by participant_id order by plan_year) as run
    from {{ ref("additions") }} where status = 'exceeded'
),
counted as (
    select
        participant_id,
        plan_year,
        row_number() over (partition by participant_id, run order by plan_year) as years_in_a_row,
        sum(excess) over (partition by participant_id order by plan_year) as excess_so_far
    from marked
)
(select {{ columns }} from counted except all select {{ columns }} from {{ ref("repeated_excess") }})
union all
(select {{ columns }} from {{ ref("repeated_excess") }} except all select {{ columns }} from counted)
