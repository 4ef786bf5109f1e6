"""Does Penstock pay for a snapshot of a workforce, and when does it not?

`fct_workforce_snapshot`, made from a seed in DuckDB and loaded through it, with 27,849 and 100,000 employees: an active
filter, a grouping by level, statistics of compensation, and an aggregation over many dimensions, in pandas, Polars,
DuckDB and Penstock, each on frames of its own. All four have the same answer, or nothing is printed. Warm medians;
starting up is asked in processes of their own.

    python perf-tests/workforce.py [--employees 27849 100000] [--runs 15]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import penstock as ps

SNAPSHOT = """
select
    i as employee_id,
    case when hash(i, 1) % 100 < 86 then 'active' else 'terminated' end as employment_status,
    (1 + hash(i, 2) % 5)::tinyint as level_id,
    'department ' || (hash(i, 3) % 12) as department,
    (2021 + hash(i, 4) % 5)::smallint as simulation_year,
    (22 + hash(i, 5) % 45)::smallint as age,
    (hash(i, 6) % 400)::smallint as tenure_months,
    (30000 + hash(i, 7) % 220000)::double as compensation,
    (hash(i, 8) % 15) / 100.0::double as deferral_rate
from range({count}) t(i)
"""
#: Where bands of age and tenure end: the last one is open.
AGES, TENURES = (30, 40, 50, 60), (12, 36, 120)
COMPLEX_KEYS = ["simulation_year", "level_id", "department", "age_band", "tenure_band"]

COMPLEX_SQL = """
select simulation_year, level_id, department,
    (age >= 30)::int + (age >= 40)::int + (age >= 50)::int + (age >= 60)::int as age_band,
    (tenure_months >= 12)::int + (tenure_months >= 36)::int + (tenure_months >= 120)::int as tenure_band,
    count(*) as n, sum(compensation) as total, avg(compensation) as mean, max(compensation) as most,
    sum(compensation * deferral_rate) as deferred, avg(deferral_rate) as rate
from snapshot where employment_status = 'active' group by all
"""


def band(column: Any, bounds: tuple[int, ...], kind: Callable[[Any], Any]) -> Any:
    """How many of the bounds a value has reached."""
    first, *others = [kind(column >= bound) for bound in bounds]
    for one in others:
        first += one
    return first


def complex_lazy(library: Any, frame: Any) -> Any:
    col = library.col
    return (
        frame.lazy()
        .filter(col("employment_status") == "active")
        .group_by(
            "simulation_year",
            "level_id",
            "department",
            band(col("age"), AGES, lambda mark: mark.cast(library.Int32)).alias("age_band"),
            band(col("tenure_months"), TENURES, lambda mark: mark.cast(library.Int32)).alias("tenure_band"),
        )
        .agg(
            library.len().alias("n"),
            col("compensation").sum().alias("total"),
            col("compensation").mean().alias("mean"),
            col("compensation").max().alias("most"),
            (col("compensation") * col("deferral_rate")).sum().alias("deferred"),
            col("deferral_rate").mean().alias("rate"),
        )
        .collect()
    )


def complex_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    active = frame[frame["employment_status"] == "active"]
    return (
        active.assign(
            age_band=band(active["age"], AGES, lambda mark: mark.astype("int32")),
            tenure_band=band(active["tenure_months"], TENURES, lambda mark: mark.astype("int32")),
            deferred=active["compensation"] * active["deferral_rate"],
        )
        .groupby(COMPLEX_KEYS, as_index=False)
        .agg(
            n=("employee_id", "size"),
            total=("compensation", "sum"),
            mean=("compensation", "mean"),
            most=("compensation", "max"),
            deferred=("deferred", "sum"),
            rate=("deferral_rate", "mean"),
        )
    )


def lazy(library: Any, frame: Any) -> dict[str, Callable[[], Any]]:
    """What is asked, of Polars and Penstock alike."""
    col = library.col
    pay = col("compensation")
    return {
        "active filter": lambda: frame.filter(col("employment_status") == "active"),
        "level grouping": lambda: frame.group_by("level_id").agg(library.len().alias("n"), pay.mean().alias("mean")),
        "compensation statistics": lambda: frame.group_by("level_id").agg(
            pay.mean().alias("mean"),
            pay.median().alias("median"),
            pay.std().alias("std"),
            pay.min().alias("least"),
            pay.max().alias("most"),
        ),
        "complex aggregation": lambda: complex_lazy(library, frame),
    }


def pandas(frame: pd.DataFrame) -> dict[str, Callable[[], Any]]:
    def by_level() -> Any:
        return frame.groupby("level_id", as_index=False)

    return {
        "active filter": lambda: frame[frame["employment_status"] == "active"],
        "level grouping": lambda: by_level().agg(n=("employee_id", "size"), mean=("compensation", "mean")),
        "compensation statistics": lambda: by_level().agg(
            mean=("compensation", "mean"),
            median=("compensation", "median"),
            std=("compensation", "std"),
            least=("compensation", "min"),
            most=("compensation", "max"),
        ),
        "complex aggregation": lambda: complex_pandas(frame),
    }


def in_duckdb(connection: duckdb.DuckDBPyConnection) -> dict[str, Callable[[], Any]]:
    texts = {
        "active filter": "select * from snapshot where employment_status = 'active'",
        "level grouping": "select level_id, count(*) as n, avg(compensation) as mean from snapshot group by level_id",
        "compensation statistics": "select level_id, avg(compensation) as mean, median(compensation) as median,"
        " stddev(compensation) as std, min(compensation) as least, max(compensation) as most"
        " from snapshot group by level_id",
        "complex aggregation": COMPLEX_SQL,
    }
    return {name: lambda text=text: connection.sql(text).to_arrow_table() for name, text in texts.items()}  # type: ignore[misc]


def check(name: str, answers: dict[str, Any]) -> None:
    """All have the same rows, decimals of floats apart."""
    keys = {"active filter": ["employee_id"], "complex aggregation": COMPLEX_KEYS}.get(name, ["level_id"])
    first, *others = [
        pl.DataFrame(answer if isinstance(answer, pl.DataFrame) else pa.table(answer)).sort(keys)
        if not isinstance(answer, pd.DataFrame)
        else pl.from_pandas(answer).sort(keys)
        for answer in answers.values()
    ]
    for who, other in zip(list(answers)[1:], others, strict=True):
        assert (first.columns, first.height) == (other.columns, other.height), (name, who)
        for column in first.columns:
            one, two = first[column], other[column]
            same = (
                one.cast(pl.String) == two.cast(pl.String)
                if one.dtype == pl.String
                else ((one.cast(pl.Float64) - two.cast(pl.Float64)).abs() <= 1e-9 * one.cast(pl.Float64).abs() + 1e-9)
            )
            assert same.all(), (name, who, column)


def start_up() -> dict[str, float]:
    """Milliseconds from a new process to the first answer, less those of an empty one; the best of three."""
    query = "f = {0}.DataFrame({{'a': [1, 2]}}); f.filter({1})"
    programs = {
        "nothing": "",
        "pandas": "import pandas; " + query.format("pandas", "items=['a']"),
        "polars": "import polars; " + query.format("polars", "polars.col('a') > 1"),
        "duckdb": "import duckdb; duckdb.sql('select 1').fetchall()",
        "penstock": "import penstock; " + query.format("penstock", "penstock.col('a') > 1"),
    }

    def once(program: str) -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        return 1000 * (time.perf_counter() - started)

    best = {name: min(once(program) for _ in range(3)) for name, program in programs.items()}
    nothing = best.pop("nothing")
    return {name: ms - nothing for name, ms in best.items()}


def median_ms(ask: Callable[[], Any], runs: int) -> float:
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        ask()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def compare(employees: int, runs: int, warm: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table snapshot as " + SNAPSHOT.format(count=employees))
        table = connection.table("snapshot").to_arrow_table()
        asked = {
            "pandas": pandas(table.to_pandas()),
            "polars": lazy(pl, pl.DataFrame(table)),
            "duckdb": in_duckdb(connection),
            "penstock": lazy(ps, ps.from_arrow(table)),
        }
        print(f"\n{employees:,} employees")
        total = dict.fromkeys(asked, 0.0)
        for name in asked["pandas"]:
            check(name, {who: questions[name]() for who, questions in asked.items()})
            ms = {}
            for who, questions in asked.items():
                median_ms(questions[name], warm)
                ms[who] = median_ms(questions[name], runs)
                total[who] += ms[who]
            say(name, ms)
        say("total", total)


def say(name: str, ms: dict[str, float]) -> None:
    others = ", ".join(f"{who}: {ms[who]:.1f} ms" for who in ("polars", "duckdb"))
    print(
        f"{name:24} pandas: {ms['pandas']:.1f} ms, penstock: {ms['penstock']:.1f} ms,"
        f" speedup: {ms['pandas'] / ms['penstock']:.1f} ({others})",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--employees", type=int, nargs="+", default=[27_849, 100_000])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--warm", type=int, default=30, help="runs before the clock counts (default: %(default)s)")
    parser.add_argument("--no-start-up", action="store_true")
    chosen = parser.parse_args()
    for employees in chosen.employees:
        compare(employees, chosen.runs, chosen.warm)
    if not chosen.no_start_up:
        print("\nstart-up, to the first answer: " + ", ".join(f"{who}: {ms:.0f} ms" for who, ms in start_up().items()))


if __name__ == "__main__":
    main()
