-- What those who may take part earn, by plan.
select
    plan_id,
    count(*) as participants,
    count(*) filter (fully_eligible) as eligible,
    round(avg(annual_pay) filter (fully_eligible), 2) as mean_pay
from {{ ref("eligibility") }} join {{ ref("people") }} using (employee_id)
group by plan_id
order by plan_id
