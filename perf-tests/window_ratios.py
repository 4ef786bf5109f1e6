"""How long do windows take, as a share of what Polars takes for the same ones, or DuckDB where it is faster?

All engines run in this process, over the same 10 million rows in memory (DuckDB over a
table of its own), warm and by turns; the best of N runs counts. Answers are compared with
those of Polars before any time counts.

    python perf-tests/window_ratios.py [--rows 10000000] [--runs 5] [--sql] [name ...]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

import penstock as ps

#: A window, written once for both libraries, and the same for DuckDB over a table `t` with the rows' places `i`.
QUESTIONS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "over-sum-1k": (lambda m: m.col("a").sum().over("n"), "sum(a) over (partition by n)"),
    "over-mean-1k": (lambda m: m.col("a").mean().over("n"), "avg(a) over (partition by n)"),
    "over-sum-1m": (lambda m: m.col("a").sum().over("m"), "sum(a) over (partition by m)"),
    "over-mean-1m": (lambda m: m.col("a").mean().over("m"), "avg(a) over (partition by m)"),
    "rank-over-1k": (lambda m: m.col("a").rank("min").over("n"), "rank() over (partition by n order by a)"),
    "rolling-mean-10": (
        lambda m: m.col("a").rolling_mean(10),
        "avg(a) over (order by i rows between 9 preceding and current row)",
    ),
    "rolling-mean-1000": (
        lambda m: m.col("a").rolling_mean(1000),
        "avg(a) over (order by i rows between 999 preceding and current row)",
    ),
    "rolling-std-10": (
        lambda m: m.col("a").rolling_std(10),
        "stddev(a) over (order by i rows between 9 preceding and current row)",
    ),
    "rolling-std-1000": (
        lambda m: m.col("a").rolling_std(1000),
        "stddev(a) over (order by i rows between 999 preceding and current row)",
    ),
    "rolling-max-10": (
        lambda m: m.col("a").rolling_max(10),
        "max(a) over (order by i rows between 9 preceding and current row)",
    ),
    "rolling-max-1000": (
        lambda m: m.col("a").rolling_max(1000),
        "max(a) over (order by i rows between 999 preceding and current row)",
    ),
    "shift": (lambda m: m.col("a").shift(1), "lag(a) over (order by i)"),
    "diff": (lambda m: m.col("a").diff(), "a - lag(a) over (order by i)"),
    "cum-sum": (lambda m: m.col("a").cum_sum(), "sum(a) over (order by i rows unbounded preceding)"),
    "shift-over-1k": (lambda m: m.col("a").shift(1).over("n"), "lag(a) over (partition by n order by i)"),
    "cum-sum-over-1k": (
        lambda m: m.col("a").cum_sum().over("n"),
        "sum(a) over (partition by n order by i rows unbounded preceding)",
    ),
}


def table(rows: int) -> pl.DataFrame:
    """Numbers and keys, without nulls."""
    random = np.random.default_rng(1)
    return pl.DataFrame(
        {
            "a": random.random(rows),
            "n": random.integers(0, 1000, rows),
            "m": random.integers(0, 1_000_000, rows),
            "i": np.arange(rows),
        }
    )


def best(run: Callable[[], object], runs: int) -> float:
    """The shortest of several runs, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = run()
        times.append((time.perf_counter() - start) * 1e3)
        del result
    return min(times)


def main() -> None:
    """Ask the questions and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--sql", action="store_true", help="ask DuckDB, too, which takes seconds for each")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    theirs = table(arguments.rows)
    ours = ps.from_arrow(theirs)
    connection = duckdb.connect()
    if arguments.sql:
        connection.execute("create table t as select * from theirs")
    print(f"{arguments.rows:,} rows, {os.cpu_count()} cores, Polars {pl.__version__}, best of {arguments.runs}")
    for name, (window, sql) in QUESTIONS.items():
        if arguments.names and name not in arguments.names:
            continue
        polars = theirs.lazy().select(window(pl).alias("x"))
        penstock = ours.lazy().select(window(ps).alias("x"))
        assert_frame_equal(penstock.collect(engine="core").to_polars(), polars.collect(), rel_tol=1e-9)
        expected = best(polars.collect, arguments.runs)
        own = best(lambda query=penstock: query.collect(engine="core"), arguments.runs)  # type: ignore[misc]
        line = f"{name:18} Penstock {own:8.1f} ms, Polars {expected:8.1f} ms"
        if arguments.sql:
            text = f"select {sql} as x from t"
            duck = best(lambda text=text: connection.execute(text).to_arrow_table(), 2)  # type: ignore[misc]
            line += f", DuckDB {duck:8.1f} ms"
            expected = min(expected, duck)
        print(f"{line}: {own / expected:.2f}", flush=True)


if __name__ == "__main__":
    main()
