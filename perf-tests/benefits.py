"""How long do the rules of retirement plans take?

Tables in memory, the same on every machine: by default 100,000 participants with 1.2 million contributions of two
plans, one in twenty above the limit, in no order. Warm, from Polars frames to Polars frames; the best and the median
of N runs by the clock, and the best on all processors.

    python perf-tests/benefits.py [--participants 100000] [--runs 7]
"""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from compare.times import Times

import penstock as ps
from penstock.benefits import EligibilityRules

if TYPE_CHECKING:
    from collections.abc import Callable

MONEY = pl.Decimal(18, 2)
MONTHS = 12
START, END = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
SCENARIOS = {
    f"{months} months, age {age}": EligibilityRules(minimum_tenure_months=months, minimum_age=age)
    for months in (0, 3, 6, 9, 12)
    for age in (18, 19, 20, 21)
}


def tables(count: int) -> dict[str, pl.DataFrame]:
    """The tables: `people`, `contributions`, `compensation`, `participants`, `eligible`, `employees`, `plans`."""
    random = np.random.default_rng(415)
    ids = np.char.add("participant-", np.char.zfill(np.arange(count).astype(str), 7))
    born = np.datetime64("1955-01-01") + random.integers(0, 365 * 50, count)
    pay = random.integers(3_000_000, 30_000_000, count)
    hired = np.datetime64("2015-01-01") + random.integers(0, 365 * 11, count)
    whose = np.repeat(np.arange(count), MONTHS)
    rows = count * MONTHS
    kind = np.tile(np.arange(MONTHS) % 4, count)
    much = (random.random(count) < 0.05)[whose]
    share = np.where(kind < 2, 0.02, 0.01) * np.where(much, 6.0, 1.0)
    contributions = pl.DataFrame(
        {
            "participant_id": ids[whose],
            "employer_group_id": np.full(rows, 1, np.int32),
            "plan_id": np.where(kind == 3, "profit-sharing", "401k"),
            "money_type": np.array(["EE_PRETAX", "EE_ROTH", "ER_MATCH", "ER_NONELECTIVE"])[kind],
            "amount": (pay[whose] * share).astype(np.int64),
            "credited_for": np.datetime64("2025-01-28") + np.tile(np.arange(MONTHS) * 28, count),
            "matched_by": pl.Series(np.where(kind == 0, "ER_MATCH", "")),
        }
    )
    money = (pl.col("amount").cast(pl.Decimal(18, 0)) / 100).cast(MONEY)
    contributions = contributions.with_columns(money, pl.col("credited_for").cast(pl.Date)).with_columns(
        matched_by=pl.when(pl.col("matched_by") != "").then("matched_by")
    )
    person = pl.DataFrame({"participant_id": ids, "employer_group_id": np.full(count, 1, np.int32)})
    return {
        "contributions": contributions.sample(fraction=1, shuffle=True, seed=1),
        "compensation": person.with_columns(
            period_start=pl.lit(START), period_end=pl.lit(END), amount=pl.Series("amount", pay)
        ).with_columns(money),
        "participants": person.select("participant_id", birth_date=pl.Series(born).cast(pl.Date)),
        "eligible": person.with_columns(plan_id=pl.lit("401k"), hce=pl.Series(pay > 16_000_000)),
        "people": pl.DataFrame(
            {
                "employee_id": np.arange(count),
                "employment_status": np.where(random.random(count) < 0.9, "active", "terminated"),
                "birth_date": born,
                "hire_date": hired,
                "hours_ytd": random.integers(0, 2_080, count).astype(float),
            }
        ).with_columns(pl.col("birth_date", "hire_date").cast(pl.Date)),
        "employees": pl.DataFrame(
            {
                "employee_id": np.arange(count),
                "employer_group_id": random.integers(0, 20, count),
                "employee_class": random.integers(0, 5, count),
                "hire_date": hired,
            }
        ).with_columns(pl.col("hire_date").cast(pl.Date), termination_date=pl.lit(None, pl.Date)),
        "plans": pl.DataFrame(
            [
                {"plan_id": f"plan {plan}", "employer_group_id": group, "employee_class": group_class}
                for group in range(20)
                for group_class in range(5)
                for plan in range(3)
            ]
        ).with_columns(effective_from=pl.lit(dt.date(2020, 1, 1)), effective_to=pl.lit(None, pl.Date)),
    }


def questions(made: dict[str, pl.DataFrame]) -> dict[str, Callable[[], Any]]:
    """What is asked, by name."""
    account = (made["contributions"], made["compensation"], made["participants"])
    as_of = EligibilityRules(as_of=END)
    return {
        "annual_additions_415c": lambda: ps.benefits.annual_additions_415c(*account),
        "corrective_events_415c": lambda: ps.benefits.corrective_events_415c(*account),
        "contribution_summary": lambda: ps.benefits.contribution_summary(
            *account[:2], made["eligible"], start=START, end=END
        ),
        "match_plans": lambda: ps.benefits.match_plans(made["employees"], made["plans"], as_of=END),
        "eligibility_flags": lambda: ps.benefits.eligibility_flags(made["people"], rules=as_of),
        f"eligibility_flags, {len(SCENARIOS)} scenarios": lambda: ps.benefits.eligibility_flags(
            made["people"], rules=as_of, scenarios=SCENARIOS
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--participants", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    made = tables(chosen.participants)
    status = ps.benefits.annual_additions_415c(
        made["contributions"], made["compensation"], made["participants"]
    ).collect()
    print(dict(status.group_by("status").agg(ps.len()).sort("status").rows()))
    print(f"{'':34} {'rows':>9} {'best ms':>9} {'median ms':>9} {'cpu ms':>9}")
    for name, ask in questions(made).items():
        for _ in range(5):
            answer = ask().collect().to_polars()
        times = Times()
        for _ in range(chosen.runs):
            times.add(lambda ask=ask: ask().collect().to_polars())  # type: ignore[misc]
        print(f"{name:34} {answer.height:9,} {times.best:9.1f} {times.middle:9.1f} {times.cpu:9.1f}", flush=True)


if __name__ == "__main__":
    main()
