"""How fast are the group-bys of the db-benchmark? Its joins are among the joins.

The data and the questions are those of https://github.com/duckdblabs/db-benchmark, `_data/groupby-datagen.R` and
`polars/groupby-polars.py`: a hundred values for each key, without nulls, in no order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from compare.question import Question, Size, Tables


def table(rows: int) -> Tables:
    """Three keys as text, three as integers, and three values."""
    random = np.random.default_rng(108)
    few, many = 100, max(rows // 100, 1)
    short = pl.Series([f"id{i:03}" for i in range(1, few + 1)])
    long = pl.Series([f"id{i:010}" for i in range(1, many + 1)])
    return {
        "t": pl.DataFrame(
            {
                "id1": short.gather(random.integers(0, few, rows)),
                "id2": short.gather(random.integers(0, few, rows)),
                "id3": long.gather(random.integers(0, many, rows)),
                "id4": random.integers(1, few + 1, rows),
                "id5": random.integers(1, few + 1, rows),
                "id6": random.integers(1, many + 1, rows),
                "v1": random.integers(1, 6, rows),
                "v2": random.integers(1, 16, rows),
                "v3": np.round(random.random(rows) * 100, 6),
            }
        )
    }


def questions(size: Size) -> list[Question]:
    """The ten questions."""
    rows = partial(table, size.rows)

    def grouped(number: int, keys: str, frames: Callable[[Any], list[Any]], sql: str) -> Question:
        names = keys.split()
        listed = ", ".join(names)
        return Question(
            f"db-group-by-q{number}",
            rows,
            lambda lib, f: f.group_by(*names).agg(*frames(lib.col)),
            f"select {listed}, {sql} from t group by {listed}",
            must=1.0,
            aim=0.7,
        )

    return [
        grouped(1, "id1", lambda col: [col("v1").sum()], "sum(v1)"),
        grouped(2, "id1 id2", lambda col: [col("v1").sum()], "sum(v1)"),
        grouped(3, "id3", lambda col: [col("v1").sum(), col("v3").mean()], "sum(v1), avg(v3)"),
        grouped(4, "id4", lambda col: [col(v).mean() for v in ("v1", "v2", "v3")], "avg(v1), avg(v2), avg(v3)"),
        grouped(5, "id6", lambda col: [col(v).sum() for v in ("v1", "v2", "v3")], "sum(v1), sum(v2), sum(v3)"),
        grouped(
            6,
            "id4 id5",
            lambda col: [col("v3").median().alias("median"), col("v3").std().alias("sd")],
            "median(v3), stddev(v3)",
        ),
        grouped(7, "id3", lambda col: [(col("v1").max() - col("v2").min()).alias("range")], "max(v1) - min(v2)"),
        Question(
            "db-group-by-q8",
            rows,
            lambda lib, f: f.group_by("id6").agg(lib.col("v3").top_k(2)).explode("v3"),
            "select id6, v3 from (select id6, v3, row_number() over (partition by id6 order by v3 desc) as place from"
            " t) where place <= 2",
            must=1.0,
            aim=0.7,
        ),
        Question(
            "db-group-by-q9",
            rows,
            lambda lib, f: f.group_by("id2", "id4").agg((lib.corr("v1", "v2") ** 2).alias("r2")),
            "select id2, id4, corr(v1, v2) ** 2 from t group by id2, id4",
            must=1.0,
            aim=0.7,
        ),
        Question(
            "db-group-by-q10",
            rows,
            lambda lib, f: f.group_by("id1", "id2", "id3", "id4", "id5", "id6").agg(
                lib.col("v3").sum(), lib.len().alias("count")
            ),
            "select id1, id2, id3, id4, id5, id6, sum(v3), count(*) from t group by id1, id2, id3, id4, id5, id6",
            must=1.0,
            aim=0.7,
        ),
    ]
