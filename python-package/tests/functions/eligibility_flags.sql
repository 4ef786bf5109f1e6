-- What benefits.eligibility_flags answers, as SQL: the reference that it is compared with.
SELECT
    employee_id,
    tenure_months >= 12 AS tenure_eligible,
    age >= 21 AS age_eligible,
    hours_ytd >= 1000 AS hours_eligible,
    (tenure_months >= 12 AND age >= 21 AND hours_ytd >= 1000) AS fully_eligible,
    eligibility_date
FROM participants
WHERE employment_status = 'active'
ORDER BY employee_id
