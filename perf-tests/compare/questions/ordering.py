"""How fast are sorts, first rows and distinct rows?"""

from __future__ import annotations

from functools import partial

import numpy as np
import polars as pl

from compare.question import Question, Size, Tables


def table(rows: int) -> Tables:
    """Columns of numbers and of text, without nulls."""
    random = np.random.default_rng(1)
    keys = pl.Series("key", [f"key{i}" for i in range(10)])
    names = pl.Series("name", [f"customer number {i}" for i in range(1000)])
    ids = random.integers(0, 1_000_000, rows)
    everything = random.permutation(rows)
    return {
        "t": pl.DataFrame(
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
    }


def questions(size: Size) -> list[Question]:
    """All questions, about one table.

    Rows that agree in the keys may come in any order: answers are compared as sets.
    """
    rows = partial(table, size.rows)

    def by(name: str, columns: str, *keys: str) -> Question:
        """Four columns in the order of some of them."""
        return Question(
            name,
            rows,
            lambda _, f: f.select(*columns.split()).sort(*keys),
            f"select {', '.join(columns.split())} from t order by {', '.join(keys)}",
            must=0.8,
            aim=0.5,
        )

    def top(name: str, *keys: str) -> Question:
        """The hundred least rows."""
        return Question(
            name,
            rows,
            lambda _, f: f.select("a", "n", "b", "s").bottom_k(100, by=list(keys)),
            f"select a, n, b, s from t order by {', '.join(keys)} limit 100",
            must=0.7,
            aim=0.4,
        )

    def distinct(name: str, *columns: str) -> Question:
        """Each combination of some columns once."""
        return Question(
            name,
            rows,
            lambda _, f: f.select(*columns).unique(),
            f"select distinct {', '.join(columns)} from t",
            must=0.7,
            aim=0.4,
        )

    return [
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
