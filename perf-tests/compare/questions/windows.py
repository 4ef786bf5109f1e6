"""How fast are windows over groups, and rolling ones?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from compare.question import Question, Size, Tables

_PARTITION = "over (partition by n order by place)"
_TWENTY = "over (order by place rows between 19 preceding and current row)"
_FULL = "case when place >= 19 then {} end"


def table(rows: int) -> Tables:
    """Rows that know their place, in a thousand groups that lie among each other."""
    random = np.random.default_rng(1)
    return {
        "t": pl.DataFrame(
            {"place": np.arange(rows), "n": random.integers(0, 1000, rows), "a": random.random(rows)},
        )
    }


def questions(size: Size) -> list[Question]:
    """All questions, about one table."""
    rows = partial(table, size.rows)

    def window(name: str, frames: Callable[[Any], Any], sql: str) -> Question:
        """A column beside the place of each row."""
        return Question(
            name,
            rows,
            lambda lib, f: f.select("place", frames(lib).alias("x")),
            f"select place, {sql} as x from t",
            must=0.4,
            aim=0.2,
        )

    return [
        window("window-sum", lambda lib: lib.col("a").sum().over("n"), "sum(a) over (partition by n)"),
        window(
            "window-share",
            lambda lib: lib.col("a") / lib.col("a").mean().over("n"),
            "a / avg(a) over (partition by n)",
        ),
        window("window-shift", lambda lib: lib.col("a").shift(1).over("n"), f"lag(a) {_PARTITION}"),
        window("window-cum-sum", lambda lib: lib.col("a").cum_sum().over("n"), f"sum(a) {_PARTITION}"),
        window(
            "window-rank", lambda lib: lib.col("a").rank("min").over("n"), "rank() over (partition by n order by a)"
        ),
        window("rolling-mean", lambda lib: lib.col("a").rolling_mean(20), _FULL.format(f"avg(a) {_TWENTY}")),
        window("rolling-max", lambda lib: lib.col("a").rolling_max(20), _FULL.format(f"max(a) {_TWENTY}")),
        window("rolling-std", lambda lib: lib.col("a").rolling_std(20), _FULL.format(f"stddev(a) {_TWENTY}")),
    ]
