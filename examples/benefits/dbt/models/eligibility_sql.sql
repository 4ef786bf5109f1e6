-- The reference: completed months and years, then three comparisons with the logic that SQL has for null.
with counted as (
    select
        *,
        date '{{ var("as_of") }}' as as_of,
        -- Whoever was hired on the 31st completes a month on the last day of a shorter one.
        datediff('month', hire_date, as_of)
            - (least(day(hire_date), day(last_day(as_of))) > day(as_of))::int as tenure_months,
        -- Whoever was born on a leap day completes a year on 1 March.
        datediff('year', birth_date, as_of)
            - ((month(birth_date), day(birth_date)) > (month(as_of), day(as_of)))::int as age
    from {{ ref("people") }}
)
select
    employee_id,
    tenure_months >= 12 as tenure_eligible,
    age >= 21 as age_eligible,
    hours_ytd >= 1000 as hours_eligible,
    (tenure_months >= 12 and age >= 21 and hours_ytd >= 1000) as fully_eligible
from counted
where employment_status = 'active'
order by employee_id
