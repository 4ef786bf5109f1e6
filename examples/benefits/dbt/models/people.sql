select * from {{ source("storage", "participants") }}
