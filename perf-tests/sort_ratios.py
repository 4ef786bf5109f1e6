"""How long do sorts, top-k and distinct rows take, as a share of what the faster one of Polars and DuckDB takes?

As in `engine_ratios.py`: all engines run in this process, over the same rows in memory (DuckDB over a table of its
own), warm and by turns; the best of N runs counts, and answers are compared before any time counts.

    python perf-tests/sort_ratios.py [--rows 10000000] [--runs 5] [name ...]
"""

from __future__ import annotations

import argparse
import os
from typing import Any

import duckdb
import numpy as np
import polars as pl
from engine_ratios import Question, Times
from polars.testing import assert_frame_equal

import penstock as ps


def by(name: str, columns: str, *keys: str, limit: float = 0.8) -> Question:
    """Four columns in the order of some of them."""
    return Question(
        name,
        lambda _, f: f.select(*columns.split()).sort(*keys),
        limit,
        sql=f"select {', '.join(columns.split())} from t order by {', '.join(keys)}",
    )


def top(name: str, *keys: str, limit: float = 0.7) -> Question:
    """The hundred least rows."""
    return Question(
        name,
        lambda _, f: f.select("a", "n", "b", "s").bottom_k(100, by=list(keys)),
        limit,
        ordered=False,
        sql=f"select a, n, b, s from t order by {', '.join(keys)} limit 100",
    )


def distinct(name: str, *columns: str, limit: float = 0.7) -> Question:
    """Each combination of some columns once."""
    return Question(
        name,
        lambda _, f: f.select(*columns).unique(),
        limit,
        ordered=False,
        sql=f"select distinct {', '.join(columns)} from t",
    )


QUESTIONS = [
    by("sort-float", "a n b s", "a"),
    by("sort-int", "a far b s", "far"),
    by("sort-two", "a n b s", "n", "a"),
    by("sort-text", "a n b t", "t"),
    by("sort-sorted", "near n b s", "near"),
    top("top-one", "a"),
    top("top-two", "n", "a"),
    distinct("distinct-1k", "n"),
    distinct("distinct-1m", "m"),
    distinct("distinct-1m-far", "far"),
    distinct("distinct-10m", "every"),
    distinct("distinct-text", "t"),
    distinct("distinct-10m-text", "words"),
    distinct("distinct-two", "n", "s"),
]


def table(rows: int) -> pl.DataFrame:
    """Columns of numbers and of text, without nulls."""
    random = np.random.default_rng(1)
    keys = pl.Series("key", [f"key{i}" for i in range(10)])
    names = pl.Series("name", [f"customer number {i}" for i in range(1000)])
    ids = random.integers(0, 1_000_000, rows)
    everything = random.permutation(rows)
    return pl.DataFrame(
        {
            "a": random.random(rows),
            "b": random.random(rows),
            "n": random.integers(0, 1000, rows),
            "s": keys.gather(random.integers(0, 10, rows)),
            "t": names.gather(random.integers(0, 1000, rows)),
            "m": ids,
            "far": ids * 1_000_003,
            "every": everything * 1_000_003,
            "near": np.arange(rows),
            "words": pl.Series(everything).cast(pl.String) + " is a number",
        }
    )


def main() -> None:
    """Ask the questions and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    theirs = table(arguments.rows)
    ours = ps.from_arrow(theirs)
    connection = duckdb.connect()
    connection.execute("create table t as select * from theirs")
    print(f"{arguments.rows:,} rows, {os.cpu_count()} cores, Polars {pl.__version__}, best of {arguments.runs}")
    for question in QUESTIONS:
        if arguments.names and question.name not in arguments.names:
            continue
        ask(question, theirs, ours, connection, arguments.runs)


def ask(question: Question, theirs: pl.DataFrame, ours: Any, connection: duckdb.DuckDBPyConnection, runs: int) -> None:
    """Compare the answers and take the times."""
    polars = question.query(pl, theirs.lazy())
    penstock = question.query(ps, ours.lazy())
    # Rows that agree in the keys may come in any order: the whole frames are compared as sets only.
    mine, other = pl.DataFrame(penstock.collect(engine="core")), polars.collect()
    assert_frame_equal(mine.select(pl.all().sort()), other.select(pl.all().sort()))
    del mine, other
    reference, duck, measured = Times(), Times(), Times()
    for _ in range(runs):
        reference.add(polars.collect)
        measured.add(lambda: penstock.collect(engine="core"))
        if question.sql is not None:
            duck.add(connection.sql(question.sql).to_arrow_table)
    print(
        f"{question.name:18} wall {measured.wall:7.1f} ms, polars {reference.wall:7.1f} ms, duckdb {duck.wall:7.1f} ms"
        f" | cpu {measured.cpu:7.1f} ms, polars {reference.cpu:7.1f} ms, duckdb {duck.cpu:7.1f} ms"
        f" | ratio {measured.wall / min(reference.wall, duck.wall):5.2f} (at most {question.limit})",
        flush=True,
    )


if __name__ == "__main__":
    main()
