"""How fast are windows along an index: a rolling hour, and each hour, with groups and without?"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import polars as pl

from compare.question import Question, Size, Tables

#: An hour has 38 rows.
_SECONDS_APART = 190
#: The index is in whole seconds, and the start of a window does not belong to it.
_DAY = "range between interval 86399 second preceding and current row"
_VALUES = "sum(a) {0} as s, avg(a) {0} as m, max(a) {0} as x"


def table(rows: int) -> Tables:
    """Rows along time, of a hundred groups that lie among each other."""
    random = np.random.default_rng(1)
    seconds = np.cumsum(random.integers(0, _SECONDS_APART, rows))
    return {
        "t": pl.DataFrame(
            {
                "time": pl.Series(seconds * 1_000_000).cast(pl.Datetime("us")),
                "g": random.integers(0, 100, rows),
                "a": random.random(rows),
                "n": random.integers(0, 1000, rows),
            },
        )
    }


def _values(lib: Any) -> list[Any]:
    a = lib.col("a")
    return [a.sum().alias("s"), a.mean().alias("m"), a.max().alias("x")]


def questions(size: Size) -> list[Question]:
    """All questions, about one table."""
    rows = partial(table, size.rows)

    def question(name: str, frames: Any, sql: str | None) -> Question:
        return Question(f"index-{name}", rows, frames, sql, must=1.5, aim=1.0)

    return [
        question(
            "rolling",
            lambda lib, f: f.rolling("time", period="1h").agg(*_values(lib)),
            # A frame by range takes DuckDB a hundred times as long, where there is one group.
            None,
        ),
        question(
            "rolling-groups",
            lambda lib, f: f.rolling("time", period="1d", group_by="g").agg(*_values(lib)),
            f"select g, time, {_VALUES.format(f'over (partition by g order by time {_DAY})')} from t",
        ),
        question(
            "rolling-deviation",
            lambda lib, f: f.rolling("time", period="1h").agg(
                (lib.col("a") * lib.col("n")).mean().alias("m"), lib.col("a").std().alias("d"), lib.col("n").min()
            ),
            None,
        ),
        question(
            "dynamic",
            lambda lib, f: f.group_by_dynamic("time", every="1h").agg(*_values(lib)),
            f"select time_bucket(interval 1 hour, time) as time, {_VALUES.format('')} from t group by 1",
        ),
        question(
            "dynamic-groups",
            lambda lib, f: f.group_by_dynamic("time", every="1d", group_by="g").agg(*_values(lib)),
            f"select g, time_bucket(interval 1 day, time) as time, {_VALUES.format('')} from t group by 1, 2",
        ),
        question(
            "dynamic-overlap",
            lambda lib, f: f.group_by_dynamic("time", every="10m", period="1h").agg(*_values(lib)),
            None,
        ),
        question(
            "dynamic-median",
            lambda lib, f: f.group_by_dynamic("time", every="1h").agg(lib.col("a").median()),
            "select time_bucket(interval 1 hour, time) as time, median(a) as a from t group by 1",
        ),
    ]
