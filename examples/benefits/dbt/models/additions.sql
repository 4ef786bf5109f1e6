select
    participant_id,
    year(limitation_year_end) as plan_year,
    status,
    annual_additions,
    annual_limit,
    excess
from {{ source("storage", "annual_additions") }}
