"""How long do queries take, as a share of what Polars takes for the same ones, or DuckDB where it is faster?

All engines run in this process, over the same 10 million rows in memory (DuckDB over a
table of its own), warm and by turns; the best of N runs
counts, because only noise makes a run longer. Answers are compared before any time counts. On a machine that others
use as well, the processor time of all threads says more than the clock.

    python perf-tests/engine_ratios.py [--rows 10000000] [--runs 15] [name ...]
"""

from __future__ import annotations

import argparse
import decimal
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

import penstock as ps


@dataclass(frozen=True)
class Question:
    """A query, written once for both libraries, and the share of the faster one's time that it may take.

    Attributes:
        limit: None for a figure that is only looked at.
        sql: The same for DuckDB, over a table `t`.
        table: Which rows are asked.
    """

    name: str
    query: Callable[[Any, Any], Any]
    limit: float | None
    ordered: bool = True
    sql: str | None = None
    table: str = "numbers"


def grouped(name: str, key: str, limit: float | None = None) -> Question:
    """Three aggregates for each value of a column."""
    return Question(
        name,
        lambda lib, f: f.group_by(key).agg(
            lib.col("a").sum().alias("x"), lib.col("a").mean().alias("y"), lib.col("n").max().alias("z")
        ),
        limit,
        ordered=False,
        sql=f"select {key}, sum(a) as x, avg(a) as y, max(n) as z from t group by {key}",
    )


def benchmark(number: int, keys: list[str], sql: str, aggregates: Callable[[Any], list[Any]]) -> Question:
    """A group-by of the db-benchmark (https://duckdblabs.github.io/db-benchmark), by its number."""
    names = ", ".join(keys)
    return Question(
        f"benchmark-{number}",
        lambda lib, f: f.group_by(keys).agg(aggregates(lib)),
        None,
        ordered=False,
        sql=f"select {names}, {sql} from t group by {names}",
        table="benchmark",
    )


QUESTIONS = [
    Question(
        "filter-project",
        lambda lib, f: f.filter(lib.col("a") > 0.5).select(
            (lib.col("b") * lib.col("c") + lib.col("a")).alias("x"), (lib.col("n") * 2 - 1).alias("y")
        ),
        limit=1.0,
    ),
    Question(
        "project",
        lambda lib, f: f.select(
            (lib.col("a") * lib.col("b") + lib.col("c")).alias("x"),
            (lib.col("a") - lib.col("b")).alias("y"),
        ),
        limit=1.0,
    ),
    Question("filter-all", lambda lib, f: f.filter((lib.col("a") > 0.9) & (lib.col("b") < 0.5)), limit=1.0),
    Question(
        "when-then",
        lambda lib, f: f.select(
            lib.when(lib.col("a") > 0.5).then(lib.col("b")).otherwise(lib.col("c")).alias("x"),
            lib.col("n").is_between(10, 500).alias("y"),
        ),
        limit=1.0,
    ),
    Question(
        "when-chain",
        lambda lib, f: f.select(
            lib.when(lib.col("n") < 100)
            .then(lib.col("a"))
            .when(lib.col("n") < 400)
            .then(lib.col("b"))
            .when(lib.col("n") < 900)
            .then(lib.col("c"))
            .otherwise(0.0)
            .alias("x")
        ),
        limit=1.0,
    ),
    Question("contains", lambda lib, f: f.filter(lib.col("t").str.contains("mber 77", literal=True)).select("n"), None),
    Question("contains-late", lambda lib, f: f.select(lib.col("u").str.contains("needle").sum()), None),
    Question("contains-pattern", lambda lib, f: f.select(lib.col("t").str.contains("^cust.*7$").sum()), None),
    Question(
        "starts-with", lambda lib, f: f.filter(lib.col("t").str.starts_with("customer number 7")).select("n"), None
    ),
    Question("upper", lambda lib, f: f.select(lib.col("s").str.to_uppercase()), None),
    Question("category", lambda lib, f: f.filter(lib.col("k").cast(lib.String).str.contains("y7")).select("n"), None),
    Question("calendar", lambda lib, f: f.select(lib.col("day").dt.year().alias("y"), lib.col("day").dt.month()), None),
    Question(
        "hour", lambda lib, f: f.select(lib.col("moment").dt.hour(), lib.col("moment").dt.date().alias("d")), None
    ),
    Question(
        "decimals-q6",
        lambda lib, f: f.filter(
            lib.col("rate").is_between(decimal.Decimal("0.05"), decimal.Decimal("0.07"))
            & (lib.col("price") < decimal.Decimal("50000.00"))
        ).select((lib.col("price") * lib.col("rate")).alias("x")),
        None,
    ),
    Question(
        "decimals-q1",
        lambda lib, f: f.select(
            (lib.col("price") * (decimal.Decimal("1.00") - lib.col("rate"))).alias("x"),
            (
                lib.col("price")
                * (decimal.Decimal("1.00") - lib.col("rate"))
                * (decimal.Decimal("1.00") + lib.col("rate"))
            ).alias("y"),
        ),
        None,
    ),
    Question("text", lambda lib, f: f.filter(lib.col("s") == "key7").select("n", "s"), limit=1.0),
    grouped("group-by-1k", "n", limit=0.7),
    grouped("group-by-1m", "m"),
    grouped("group-by-1m-far", "far"),
    grouped("group-by-text", "s"),
    grouped("group-by-1k-text", "t"),
    Question(
        "aggregate-all",
        lambda lib, f: f.select(lib.col("a").sum(), lib.col("b").mean(), lib.col("n").max()),
        limit=None,
        sql="select sum(a), avg(b), max(n) from t",
    ),
    Question(
        "median-by-1k",
        lambda lib, f: f.group_by("n").agg(lib.col("a").median().alias("x"), lib.col("b").quantile(0.9, "linear")),
        limit=None,
        ordered=False,
        sql="select n, median(a) as x, quantile_cont(b, 0.9) as b from t group by n",
    ),
    benchmark(1, ["id1"], "sum(v1) as v1", lambda lib: [lib.col("v1").sum()]),
    benchmark(2, ["id1", "id2"], "sum(v1) as v1", lambda lib: [lib.col("v1").sum()]),
    benchmark(3, ["id3"], "sum(v1) as v1, avg(v3) as v3", lambda lib: [lib.col("v1").sum(), lib.col("v3").mean()]),
    benchmark(
        4,
        ["id4"],
        "avg(v1) as v1, avg(v2) as v2, avg(v3) as v3",
        lambda lib: [lib.col("v1").mean(), lib.col("v2").mean(), lib.col("v3").mean()],
    ),
    benchmark(
        5,
        ["id6"],
        "sum(v1) as v1, sum(v2) as v2, sum(v3) as v3",
        lambda lib: [lib.col("v1").sum(), lib.col("v2").sum(), lib.col("v3").sum()],
    ),
    benchmark(
        6,
        ["id4", "id5"],
        "median(v3) as m, stddev(v3) as s",
        lambda lib: [lib.col("v3").median().alias("m"), lib.col("v3").std().alias("s")],
    ),
    benchmark(
        7, ["id3"], "max(v1) - min(v2) as r", lambda lib: [(lib.col("v1").max() - lib.col("v2").min()).alias("r")]
    ),
    benchmark(9, ["id2", "id4"], "corr(v1, v2) as r", lambda lib: [lib.corr("v1", "v2").alias("r")]),
    benchmark(
        10,
        ["id1", "id2", "id3", "id4", "id5", "id6"],
        "sum(v3) as v3, count(*) as n",
        lambda lib: [lib.col("v3").sum(), lib.len().alias("n")],
    ),
]


def table(rows: int) -> pl.DataFrame:
    """Columns of numbers and of text, without nulls."""
    random = np.random.default_rng(1)
    keys = pl.Series("key", [f"key{i}" for i in range(10)])
    names = pl.Series("name", [f"customer number {i}" for i in range(1000)])
    ids = random.integers(0, 1_000_000, rows)
    words = "the quick brown fox jumps over the lazy dog and says that"
    lines = pl.Series("line", [f"{words} {i} {'needle' if i % 10 == 0 else 'thread'}s are found" for i in range(1000)])
    hundred = pl.Series([decimal.Decimal("100.00")])
    return pl.DataFrame(
        {
            "a": random.random(rows),
            "b": random.random(rows),
            "c": random.random(rows),
            "n": random.integers(0, 1000, rows),
            "s": keys.gather(random.integers(0, 10, rows)),
            "t": names.gather(random.integers(0, 1000, rows)),
            "m": ids,
            "far": ids * 1_000_003,
            "k": keys.cast(pl.Categorical).gather(random.integers(0, 10, rows)),
            "u": lines.gather(random.integers(0, 1000, rows)),
            "day": pl.Series(random.integers(0, 20_000, rows).astype(np.int32)).cast(pl.Date),
            "moment": pl.Series(random.integers(0, 1 << 50, rows)).cast(pl.Datetime("us")),
            "price": pl.Series(random.integers(100, 10_000_000, rows)).cast(pl.Decimal(15, 0)) / hundred,
            "rate": pl.Series(random.integers(0, 11, rows)).cast(pl.Decimal(15, 0)) / hundred,
        }
    ).with_columns(pl.col("price", "rate").cast(pl.Decimal(15, 2)))


def benchmark_table(rows: int) -> pl.DataFrame:
    """The db-benchmark's columns: keys of few and of many values, as text and as numbers, without nulls."""
    random = np.random.default_rng(2)
    few, many = 100, max(1, rows // 100)

    def names(different: int, digits: int) -> pl.Series:
        known = pl.Series([f"id{i + 1:0{digits}}" for i in range(different)])
        return known.gather(random.integers(0, different, rows))

    return pl.DataFrame(
        {
            "id1": names(few, 3),
            "id2": names(few, 3),
            "id3": names(many, 10),
            "id4": random.integers(1, few + 1, rows, dtype=np.int64),
            "id5": random.integers(1, few + 1, rows, dtype=np.int64),
            "id6": random.integers(1, many + 1, rows, dtype=np.int64),
            "v1": random.integers(1, 6, rows, dtype=np.int64),
            "v2": random.integers(1, 16, rows, dtype=np.int64),
            "v3": np.round(random.random(rows) * 100, 6),
        }
    )


@dataclass
class Times:
    """The best of several runs, in milliseconds."""

    wall: float = float("inf")
    cpu: float = float("inf")

    def add(self, run: Callable[[], object]) -> None:
        """Run once more."""
        cpu = time.process_time()
        start = time.perf_counter()
        result = run()
        self.wall = min(self.wall, (time.perf_counter() - start) * 1e3)
        self.cpu = min(self.cpu, (time.process_time() - cpu) * 1e3)
        del result


def main() -> None:
    """Ask the questions and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    print(f"{arguments.rows:,} rows, {os.cpu_count()} cores, Polars {pl.__version__}, best of {arguments.runs}")
    for name, make in {"numbers": table, "benchmark": benchmark_table}.items():
        chosen = [q for q in QUESTIONS if q.table == name and (not arguments.names or q.name in arguments.names)]
        if chosen:
            ask(chosen, make(arguments.rows), arguments.runs)


def ask(questions: list[Question], theirs: pl.DataFrame, runs: int) -> None:
    """Ask all questions of one table."""
    ours = ps.from_arrow(theirs)
    connection = duckdb.connect()
    connection.execute("create table t as select * from theirs")
    for question in questions:
        polars = question.query(pl, theirs.lazy())
        penstock = question.query(ps, ours.lazy())
        assert_frame_equal(
            pl.DataFrame(penstock.collect()), polars.collect(), check_row_order=question.ordered, rel_tol=1e-9
        )
        reference, duck, measured = Times(), Times(), Times()
        for _ in range(runs):
            reference.add(polars.collect)
            measured.add(penstock.collect)
            if question.sql is not None:
                duck.add(connection.sql(question.sql).to_arrow_table)
        limit = "" if question.limit is None else f" (at most {question.limit})"
        other = "" if question.sql is None else f", duckdb {duck.wall:7.1f} ms (cpu {duck.cpu:7.1f})"
        print(
            f"{question.name:16} wall {measured.wall:7.1f} ms, polars {reference.wall:7.1f} ms"
            f" | cpu {measured.cpu:7.1f} ms, polars {reference.cpu:7.1f} ms{other}"
            f" | ratio {measured.wall / min(reference.wall, duck.wall):5.2f}{limit},"
            f" of cpu {measured.cpu / min(reference.cpu, duck.cpu):5.2f}"
        )


if __name__ == "__main__":
    main()
