"""The Python door to the rules of retirement plans. The rules themselves are tested in Java."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
import pytest

import penstock as ps
from penstock.benefits import AdditionsRules, EligibilityRules

MONEY = pl.Decimal(18, 2)
CONTRIBUTIONS: dict[str, Any] = {
    "participant_id": pl.String,
    "employer_group_id": pl.Int32,
    "plan_id": pl.Categorical,
    "money_type": pl.Categorical,
    "amount": MONEY,
    "credited_for": pl.Date,
    "matched_by": pl.String,
}
COMPENSATION: dict[str, Any] = {
    "participant_id": pl.String,
    "employer_group_id": pl.Int32,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "amount": MONEY,
}
PARTICIPANTS: dict[str, Any] = {"participant_id": pl.String, "birth_date": pl.Date}


def account(
    *rows: tuple[str, str], year: int = 2025, born: int = 1980, pay: str = "200000"
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Contributions, compensation and the birth date of one participant.

    Args:
        *rows: Money types and amounts.
        year: When they were made.
        born: The year of birth.
        pay: What was paid in the year.
    """
    day = dt.date(year, 6, 30)
    return (
        pl.DataFrame(
            [("p", 1, "k", kind, Decimal(amount), day, None) for kind, amount in rows], CONTRIBUTIONS, orient="row"
        ),
        pl.DataFrame([("p", 1, dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(pay))], COMPENSATION, orient="row"),
        pl.DataFrame([("p", dt.date(born, 1, 1))], PARTICIPANTS, orient="row"),
    )


def additions(*tables: Any, **options: Any) -> list[dict[str, Any]]:
    return ps.benefits.annual_additions_415c(*tables, **options).collect().to_dicts()


def test_says_what_is_above_the_limit() -> None:
    (row,) = additions(*account(("ER_NONELECTIVE", "41000"), year=2024, pay="40000"))
    assert row["annual_limit"] == Decimal(40_000)
    assert row["excess"] == Decimal(1_000)
    assert row["status"] == "exceeded"
    (event,) = (
        ps.benefits.corrective_events_415c(*account(("ER_NONELECTIVE", "41000"), year=2024, pay="40000"))
        .collect()
        .to_dicts()
    )
    assert (event["action"], event["money_type"], event["amount"]) == ("FORFEIT", "ER_NONELECTIVE", Decimal(1_000))


def test_takes_limitation_years_and_limits_by_name() -> None:
    tables = account(("ER_MATCH", "300"))
    years = pl.DataFrame({"plan_id": ["k"], "start": [dt.date(2025, 1, 1)], "end": [dt.date(2025, 6, 30)]})
    limits = (
        ps.benefits.regulatory_limits().collect().to_polars().with_columns(pl.col("amount") * 2, version=pl.lit("x"))
    )
    limits = limits.with_columns(pl.col("amount").cast(MONEY))
    half = pl.DataFrame(
        [("p", 1, dt.date(2025, 1, 1), dt.date(2025, 6, 30), Decimal(200_000))], COMPENSATION, orient="row"
    )
    (row,) = additions(tables[0], half, tables[2], limits=limits, limitation_years=years)
    assert row["dollar_limit"] == Decimal(70_000)
    assert row["limits_version"] == "x"
    (row,) = additions(tables[0], half, tables[2], limitation_years=ps.DataFrame(years))
    assert row["dollar_limit"] == Decimal(35_000)


def test_limits_are_a_table_with_sources() -> None:
    limits = ps.benefits.regulatory_limits().collect().to_polars()
    assert limits["source"].str.starts_with("IRC ").all()
    assert limits.filter(pl.col("year") == 2023, pl.col("code") == "COMPENSATION_401A17")["amount"].item() == Decimal(
        330_000
    )


def test_rules_reach_the_engine() -> None:
    tables = account(("EE_PRETAX", "25000"), born=1970)
    (row,) = additions(*tables, rules=AdditionsRules(plan_deferral_limit=Decimal("20000.50"), rule_version="v"))
    assert row["catch_up"] == Decimal("4999.50")
    assert row["rule_version"] == "v"
    renamed = tables[0].with_columns(money_type=pl.lit("401k deferral"))
    (row,) = additions(renamed, *tables[1:], rules=AdditionsRules(money_types={"401k deferral": "EE_PRETAX"}))
    assert row["deferrals"] == Decimal(25_000)
    moment = dt.datetime(2026, 1, 31, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    events = ps.benefits.corrective_events_415c(
        *tables, rules=AdditionsRules(created_at=moment, participant_ids="plain")
    ).collect()
    assert events["created_at"].to_list() == [moment]
    assert events["participant_id"].to_list() == ["p"]


def test_events_are_the_same_each_time_and_hide_whose_they_are() -> None:
    tables = account(("EE_PRETAX", "23000"), ("ER_NONELECTIVE", "60000"), ("EE_AFTER_TAX", "1000"))
    first = ps.benefits.corrective_events_415c(*tables).collect().to_polars()
    again = (
        ps.benefits.corrective_events_415c(
            tables[0].reverse(),
            *tables[1:],
            rules=AdditionsRules(created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        )
        .collect()
        .to_polars()
    )
    assert again.drop("created_at").equals(first.drop("created_at"))
    assert first["event_id"].is_unique().all()
    assert first["participant_id"].str.len_chars().to_list() == [64] * first.height
    assert first["amount"].sum() == Decimal(14_000)


def test_errors_have_their_types() -> None:
    with pytest.raises(ps.exceptions.SchemaError, match='unknown money types in column "money_type": "BONUS"'):
        additions(*account(("BONUS", "1")))
    with pytest.raises(ps.exceptions.ComputeError, match="for 2017"):
        additions(*account(("ER_MATCH", "1"), year=2017))
    with pytest.raises(ps.exceptions.ShapeError, match="negative and names no original"):
        additions(*account(("ER_MATCH", "-1")))
    contributions, compensation, people = account(("ER_MATCH", "1"))
    with pytest.raises(ps.exceptions.ColumnNotFoundError, match="birth_date"):
        additions(contributions, compensation, people.select("participant_id"))
    with pytest.raises(ps.exceptions.ConfigError, match="no time zone"):
        additions(*account(("ER_MATCH", "1")), rules=AdditionsRules(created_at=dt.datetime(2026, 1, 1)))
    with pytest.raises(ps.exceptions.ConfigError, match="near_percent is 101"):
        additions(*account(("ER_MATCH", "1")), rules=AdditionsRules(near_percent=101))
    with pytest.raises(ps.exceptions.ConfigError, match=r"with names .* and without"):
        ps.table_function("benefits.annual_additions_415c", pl.DataFrame(), participants=ps.DataFrame({"a": [1]}))


def test_a_participant_of_nulls_is_undetermined_or_refused() -> None:
    contributions, compensation, people = account(("ER_MATCH", "1"))
    nothing = contributions.with_columns(amount=pl.lit(None, MONEY), credited_for=pl.lit(None, pl.Date))
    (row,) = additions(nothing, compensation, people.with_columns(birth_date=pl.lit(None, pl.Date)))
    assert (row["status"], row["excess"]) == ("undetermined", None)
    with pytest.raises(ps.exceptions.ShapeError, match="participant_id is null in row 0 of contributions"):
        additions(contributions.clear(1), compensation, people)


def test_scenarios_are_tried_in_one_pass() -> None:
    people = pl.DataFrame(
        {
            "employee_id": [2, 1],
            "employment_status": ["active", "active"],
            "tenure_months": [3, 12],
            "age": [18, 21],
            "hours_ytd": [500.0, 1000.0],
        }
    )
    tried = ps.benefits.eligibility_flags(
        people,
        rules=EligibilityRules(minimum_age=18, as_of=dt.date(2025, 12, 31)),
        scenarios={
            "now": EligibilityRules(rule_version="2025"),
            "open": EligibilityRules(minimum_tenure_months=0, minimum_hours=Decimal("499.99")),
        },
    ).collect()
    assert tried.select("scenario", "employee_id", "fully_eligible", "rule_version").rows() == [
        ("now", 1, True, "2025"),
        ("now", 2, False, "2025"),
        ("open", 1, True, "1"),
        ("open", 2, True, "1"),
    ]


def test_summaries_equal_those_of_sql() -> None:
    draw = random.Random(41)
    count = 500
    ids = [f"p{number}" for number in range(count)]
    contributions = pl.DataFrame(
        [
            (
                draw.choice(ids),
                1,
                draw.choice("ab"),
                draw.choice(
                    ["EE_PRETAX", "EE_ROTH", "ER_MATCH", "EE_AFTER_TAX", "CATCHUP_PRETAX", "ER_QNEC", "ROLLOVER"]
                ),
                Decimal(draw.randrange(1_000_000)) / 100,
                dt.date(2024, 7, 1) + dt.timedelta(days=draw.randrange(600)),
                None,
            )
            for _ in range(5_000)
        ],
        CONTRIBUTIONS,
        orient="row",
    )
    compensation = pl.DataFrame(
        [
            (one, 1, dt.date(2025, 1, 1), dt.date(2025, 12, 31), Decimal(draw.randrange(1, 50_000_000)) / 100)
            for one in ids
            if draw.random() < 0.9
        ],
        COMPENSATION,
        orient="row",
    )
    eligible = pl.DataFrame(
        {
            "participant_id": ids * 2,
            "employer_group_id": [1] * count * 2,
            "plan_id": ["a"] * count + ["b"] * count,
            "hce": [draw.choice([True, False, None]) for _ in range(count * 2)],
        },
        schema_overrides={"employer_group_id": pl.Int32},
    )
    summary = ps.benefits.contribution_summary(
        contributions, compensation, eligible, start=dt.date(2025, 1, 1), end=dt.date(2025, 12, 31)
    )
    tables = {"contributions": contributions.cast({"plan_id": pl.String}), "compensation": compensation}
    with duckdb.connect() as connection:
        for name, table in {**tables, "eligible": eligible}.items():
            connection.register(name, table)
        expected = connection.sql(
            """
            WITH sums AS (
                SELECT participant_id, plan_id,
                    sum(amount) FILTER (money_type IN ('EE_PRETAX', 'EE_ROTH')) AS deferrals,
                    sum(amount) FILTER (money_type = 'CATCHUP_PRETAX') AS catch_up,
                    sum(amount) FILTER (money_type = 'EE_AFTER_TAX') AS after_tax,
                    sum(amount) FILTER (money_type = 'ER_MATCH') AS "match",
                    sum(amount) FILTER (money_type = 'ER_QNEC') AS other_employer
                FROM contributions WHERE year(credited_for) = 2025 GROUP BY ALL)
            SELECT plan_id, hce, count(*) AS participants, count(*) FILTER (deferrals > 0) AS contributing,
                count(*) FILTER (amount IS NULL) AS without_compensation,
                sum(least(coalesce(amount, 0), 350000))::DECIMAL(18, 2) AS compensation,
                sum(coalesce(deferrals, 0))::DECIMAL(18, 2), sum(coalesce(catch_up, 0))::DECIMAL(18, 2),
                sum(coalesce(after_tax, 0))::DECIMAL(18, 2), sum(coalesce("match", 0))::DECIMAL(18, 2),
                sum(coalesce(other_employer, 0))::DECIMAL(18, 2)
            FROM eligible LEFT JOIN sums USING (participant_id, plan_id) LEFT JOIN compensation USING (participant_id)
            GROUP BY ALL ORDER BY plan_id, hce NULLS LAST
            """
        ).fetchall()
    assert [row[:11] for row in summary.cast({"plan_id": ps.String}).collect().rows()] == expected


def employees() -> pl.DataFrame:
    draw = random.Random(9)
    day = dt.date(2020, 1, 1)
    return pl.DataFrame(
        [
            (
                number,
                draw.choice([1, 2, None]),
                draw.choice(["union", "office", None]),
                draw.choice([day, dt.date(2025, 6, 30), dt.date(2025, 7, 1), None]),
                draw.choice([None, dt.date(2025, 6, 30), dt.date(2025, 6, 29)]),
            )
            for number in range(300)
        ],
        {
            "employee_id": pl.Int64,
            "employer_group_id": pl.Int32,
            "employee_class": pl.String,
            "hire_date": pl.Date,
            "termination_date": pl.Date,
        },
        orient="row",
    )


def test_plans_are_matched_as_polars_would() -> None:
    day = dt.date(2025, 6, 30)
    plans = pl.DataFrame(
        {
            "plan_id": ["a", "a", "b", "b", "c", "d"],
            "employer_group_id": pl.Series([1, 1, 1, 2, None, 2], dtype=pl.Int32),
            "employee_class": ["union", "office", "union", "office", "office", "office"],
            "effective_from": [day, day, dt.date(2025, 7, 1), dt.date(2000, 1, 1), day, None],
            "effective_to": [None, day, None, day, None, None],
        }
    )
    expected = (
        employees()
        .filter(pl.col("hire_date") <= day, pl.col("termination_date").is_null() | (pl.col("termination_date") >= day))
        .join(
            plans.filter(
                pl.col("effective_from") <= day, pl.col("effective_to").is_null() | (pl.col("effective_to") >= day)
            ),
            on=["employer_group_id", "employee_class"],
        )
        .select("employee_id", "employer_group_id", "plan_id")
        .unique()
        .sort("employee_id", "employer_group_id", "plan_id")
    )
    assert expected.height > 20
    assert ps.benefits.match_plans(employees(), plans, as_of=day).collect().to_polars().equals(expected)
    assert ps.benefits.match_plans(employees().clear(), plans, as_of=day).collect().height == 0
    assert ps.benefits.match_plans(employees(), plans.clear(), as_of=day).collect().height == 0
