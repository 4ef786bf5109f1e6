"""`benefits.eligibility_flags` against its SQL reference, run by the DuckDB of Python."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import penstock as ps

REFERENCE = (Path(__file__).parent / "eligibility_flags.sql").read_text()
COMPARED = ["employee_id", "tenure_eligible", "age_eligible", "hours_eligible", "fully_eligible", "eligibility_date"]
SCHEMA: dict[str, Any] = {
    "employee_id": pl.Int64,
    "employment_status": pl.String,
    "birth_date": pl.Date,
    "hire_date": pl.Date,
    "tenure_months": pl.Int32,
    "age": pl.Int32,
    "hours_ytd": pl.Decimal(10, 2),
    "eligibility_date": pl.Date,
    "plan_id": pl.String,
}


def participants(seed: int, *, text_ids: bool = False, float_hours: bool = False) -> pl.DataFrame:
    """Up to 300 participants, most of them near a boundary."""
    draw = random.Random(seed)

    def maybe(value: Any) -> Any:
        return None if draw.random() < 0.15 else value

    count = draw.choice([0, 1, 2, draw.randrange(300)])
    ids = draw.sample(range(-1000, 10_000), count)
    hours = ["0", "999.98", "999.99", "1000.00", "1000.01", "99999999.99", "-1"]
    rows = [
        {
            "employee_id": f"employee-{number:x}" if text_ids else number,
            "employment_status": maybe(draw.choice(["active"] * 5 + ["terminated", "Active", "ACTIVE", "active ", ""])),
            "birth_date": maybe(dt.date(1960, 2, 29)),
            "hire_date": maybe(dt.date(2020, 1, 31)),
            "tenure_months": maybe(draw.choice([-1, 0, 11, 12, 13, 2**31 - 1, -(2**31)])),
            "age": maybe(draw.choice([0, 20, 21, 22, 99])),
            "hours_ytd": maybe(
                draw.choice([999.9999999999999, 1000.0, float("nan"), float("inf"), -0.0])
                if float_hours
                else Decimal(draw.choice(hours))
            ),
            "eligibility_date": maybe(dt.date(2024, 1, 1) + dt.timedelta(days=draw.randrange(800))),
            "plan_id": maybe("plan"),
        }
        for number in ids
    ]
    schema = SCHEMA | {
        "employee_id": pl.String if text_ids else pl.Int64,
        "hours_ytd": pl.Float64 if float_hours else pl.Decimal(10, 2),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def reference(frame: pl.DataFrame) -> pl.DataFrame:
    with duckdb.connect() as connection:
        connection.register("participants", frame)
        answer: pl.DataFrame = connection.sql(REFERENCE).pl()
        return answer


@pytest.mark.parametrize("text_ids", [False, True])
@pytest.mark.parametrize("float_hours", [False, True])
def test_equals_the_sql_reference(text_ids: bool, float_hours: bool) -> None:
    for seed in range(50):  # 200 data sets in all
        frame = participants(seed, text_ids=text_ids, float_hours=float_hours)
        answer = ps.table_function("benefits.eligibility_flags", frame).collect().to_polars()
        expected = reference(frame)
        assert answer.select(COMPARED).schema == expected.schema, seed
        with duckdb.connect() as connection:
            connection.register("answer", answer.select(COMPARED))
            connection.register("expected", expected)
            for one, other in [("answer", "expected"), ("expected", "answer")]:
                assert connection.sql(f"FROM {one} EXCEPT ALL FROM {other}").fetchall() == [], seed
        assert answer["employee_id"].to_list() == expected["employee_id"].to_list(), seed


def test_equals_the_sql_reference_on_a_slice_of_chunks() -> None:
    frame = pl.concat([participants(seed).with_columns(pl.col("employee_id") + seed * 20_000) for seed in range(8)])
    part = frame.slice(13, max(0, frame.height - 40))
    answer = ps.table_function("benefits.eligibility_flags", part).collect().to_polars()
    assert answer.select(COMPARED).equals(reference(part))


def test_tells_the_schema_before_it_runs() -> None:
    lazy = ps.table_function("benefits.eligibility_flags", participants(1), as_of="2026-12-31")
    assert lazy.collect_schema().names() == [*COMPARED, "ineligible_reason", "as_of", "rule_version"]


def test_names_the_nearest_setting() -> None:
    with pytest.raises(ps.exceptions.ConfigError, match="minimum_age"):
        ps.table_function("benefits.eligibility_flags", participants(1), minimum_ages=3).collect()


def test_names_the_nearest_function() -> None:
    with pytest.raises(ps.exceptions.PenstockError, match=r"benefits\.eligibility_flags"):
        ps.table_function("benefits.eligibility_flag", participants(1)).collect()


def test_refuses_ids_that_occur_twice() -> None:
    frame = participants(3)
    with pytest.raises(ps.exceptions.ShapeError, match="employee_id is not unique"):
        ps.table_function("benefits.eligibility_flags", pl.concat([frame, frame.head(1)])).collect()


# The rule for long-term part-time employees, for one row: any two periods in a row of those since 2021, with the age at
# the end of the second one. `2025-12-31` is the last day of the last period.
PART_TIME_SQL = """
select employee_id,
    case
        when hours_by_period is null then case when age < 21 then false end
        else coalesce(bool_or(pair), false)
            or case when bool_or(pair is null and second is not null) then null else false end
    end as part_time_eligible
from (
    select p.*, second,
        hours_by_period[second - 1] >= 500 and hours_by_period[second] >= 500
            and age - (len(hours_by_period) - second) >= 21 as pair
    from participants p
    left join unnest(range(2, 9)) as seconds(second)
        on second <= len(hours_by_period) and second - 1 > len(hours_by_period) - 5
) group by employee_id, hours_by_period, age order by employee_id
"""


@pytest.mark.parametrize("seed", range(20))
def test_the_part_time_rule_is_that_of_sql(seed: int) -> None:
    draw = random.Random(seed)

    def maybe(value: Any) -> Any:
        return None if draw.random() < 0.15 else value

    count = draw.choice([0, 1, 200])
    table = pl.DataFrame(
        {
            "employee_id": list(range(count)),
            "employment_status": ["active"] * count,
            "tenure_months": [30] * count,
            "age": [maybe(draw.choice([19, 20, 21, 22, 24])) for _ in range(count)],
            "hours_ytd": [maybe(600) for _ in range(count)],
            "hours_by_period": [
                maybe([maybe(draw.choice([499, 500, 700])) for _ in range(draw.randrange(8))]) for _ in range(count)
            ],
        },
        schema_overrides={
            "age": pl.Int32,
            "tenure_months": pl.Int32,
            "hours_ytd": pl.Int64,
            "hours_by_period": pl.List(pl.Int64),
            "employee_id": pl.Int64,
            "employment_status": pl.String,
        },
    )
    with duckdb.connect() as connection:
        connection.register("participants", table)
        expected = dict(connection.sql(PART_TIME_SQL).fetchall())
    rules = ps.benefits.EligibilityRules(as_of=dt.date(2025, 12, 31), part_time_hours=500)
    found = ps.benefits.eligibility_flags(table, rules=rules).collect()
    assert dict(found.select("employee_id", "part_time_eligible").rows()) == expected


def test_the_part_time_rule_needs_a_day() -> None:
    rules = ps.benefits.EligibilityRules(part_time_hours=500)
    with pytest.raises(ps.exceptions.ConfigError, match="part_time_hours is set, and as_of is not"):
        ps.benefits.eligibility_flags(pl.DataFrame({"age": [1], "tenure_months": [1]}), rules=rules).collect_schema()
