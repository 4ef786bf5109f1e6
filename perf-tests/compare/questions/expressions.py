"""How fast are filters, computed columns, conditions on text, and groups?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from compare.question import Question, Size, Tables


def table(rows: int) -> Tables:
    """Columns of numbers and of text, without nulls."""
    random = np.random.default_rng(1)
    keys = pl.Series("key", [f"key{i}" for i in range(10)])
    names = pl.Series("name", [f"customer number {i}" for i in range(1000)])
    ids = random.integers(0, 1_000_000, rows)
    return {
        "t": pl.DataFrame(
            {
                "a": random.random(rows),
                "b": random.random(rows),
                "c": random.random(rows),
                "n": random.integers(0, 1000, rows),
                "s": keys.gather(random.integers(0, 10, rows)),
                "t": names.gather(random.integers(0, 1000, rows)),
                "m": ids,
                "far": ids * 1_000_003,
                "sorted": np.arange(rows) // 4,
            }
        )
    }


def questions(size: Size) -> list[Question]:
    """All questions, about one table."""
    rows = partial(table, size.rows)

    def rowwise(name: str, frames: Callable[..., Any], sql: str, must: float = 1.0) -> Question:
        return Question(name, rows, frames, sql, must=must, aim=0.6, ordered=True)

    def grouped(name: str, key: str, must: float) -> Question:
        """Three aggregates for each value of a column."""
        return Question(
            name,
            rows,
            lambda lib, f: f.group_by(key).agg(
                lib.col("a").sum().alias("x"), lib.col("a").mean().alias("y"), lib.col("n").max().alias("z")
            ),
            f"select {key}, sum(a) as x, avg(a) as y, max(n) as z from t group by {key}",
            must=must,
            aim=0.5 if must < 1 else 0.7,
        )

    return [
        rowwise(
            "filter-project",
            lambda lib, f: f.filter(lib.col("a") > 0.5).select(
                (lib.col("b") * lib.col("c") + lib.col("a")).alias("x"), (lib.col("n") * 2 - 1).alias("y")
            ),
            "select b * c + a as x, n * 2 - 1 as y from t where a > 0.5",
            must=0.9,
        ),
        rowwise(
            "project",
            lambda lib, f: f.select(
                (lib.col("a") * lib.col("b") + lib.col("c")).alias("x"), (lib.col("a") - lib.col("b")).alias("y")
            ),
            "select a * b + c as x, a - b as y from t",
        ),
        rowwise(
            "filter-all",
            lambda lib, f: f.filter((lib.col("a") > 0.9) & (lib.col("b") < 0.5)),
            "select * from t where a > 0.9 and b < 0.5",
        ),
        rowwise(
            "when-then",
            lambda lib, f: f.select(
                lib.when(lib.col("a") > 0.5).then(lib.col("b")).otherwise(lib.col("c")).alias("x"),
                lib.col("n").is_between(10, 500).alias("y"),
            ),
            "select case when a > 0.5 then b else c end as x, n between 10 and 500 as y from t",
        ),
        rowwise(
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
            "select case when n < 100 then a when n < 400 then b when n < 900 then c else 0.0 end as x from t",
        ),
        rowwise(
            "text",
            lambda lib, f: f.filter(lib.col("s") == "key7").select("n", "s"),
            "select n, s from t where s = 'key7'",
        ),
        rowwise(
            "text-starts-with",
            lambda lib, f: f.filter(lib.col("t").str.starts_with("customer number 77")).select("n", "t"),
            "select n, t from t where starts_with(t, 'customer number 77')",
        ),
        rowwise(
            "text-contains",
            lambda lib, f: f.filter(lib.col("t").str.contains("ber 77", literal=True)).select("n", "t"),
            "select n, t from t where contains(t, 'ber 77')",
        ),
        rowwise(
            "text-when-then",
            lambda lib, f: f.select(
                lib.when(lib.col("s") == "key3").then(lib.lit("three")).otherwise(lib.col("s")).alias("x")
            ),
            "select case when s = 'key3' then 'three' else s end as x from t",
        ),
        grouped("group-by-1k", "n", must=0.7),
        grouped("group-by-1m", "m", must=0.8),
        grouped("group-by-1m-far", "far", must=0.8),
        grouped("group-by-sorted", "sorted", must=0.7),
        grouped("group-by-text", "s", must=1.0),
        grouped("group-by-1k-text", "t", must=1.0),
        Question(
            "aggregate-all",
            rows,
            lambda lib, f: f.select(lib.col("a").sum(), lib.col("b").mean(), lib.col("n").max()),
            "select sum(a), avg(b), max(n) from t",
        ),
    ]
