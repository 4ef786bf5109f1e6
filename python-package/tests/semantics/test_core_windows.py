"""Windows mean in the core engine what they mean in Polars: of all rows, of partitions, and of many rows."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from semantics import cases_windows
from semantics.batches import FRAMES, batches, broken, left_to_others
from semantics.deviations import reason
from semantics.running import named

import penstock as ps

ALL = {name: case for name, case in named(cases_windows).items() if not reason(name)}


def _whole(rows: Any, expressions: list[Any]) -> Any:
    return rows.select(expressions)


def _partitions(rows: Any, expressions: list[Any]) -> Any:
    return rows.select(expression.over("g") for expression in expressions)


_SHAPES = {
    "of all rows": (_whole, ALL),
    "of partitions": (_partitions, {n: c for n, c in ALL.items() if "over" not in n}),
}


@cache
def _left(shape: str) -> frozenset[str]:
    asks, cases = _SHAPES[shape]
    return left_to_others(cases, asks)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    ("shape", "names"), [(shape, names) for shape, (_, cases) in _SHAPES.items() for names in batches(cases)]
)
def test_windows_of_the_core_engine_mean_what_they_mean_in_polars(
    frame: str, shape: str, names: tuple[str, ...]
) -> None:
    asks, cases = _SHAPES[shape]
    run = tuple(name for name in names if name not in _left(shape))
    assert broken(FRAMES[frame], cases, run, asks, "core") == {}


def test_most_windows_run_in_the_core_engine() -> None:
    assert len(_left("of all rows")) < len(ALL) / 8


def _many() -> pl.DataFrame:
    random = np.random.default_rng(7)
    rows = 200_001
    values = random.normal(size=rows) * 10.0 ** random.integers(-3, 9, rows)
    holes = random.random(rows) < 0.1
    return pl.DataFrame(
        {
            "k": random.integers(0, 50, rows),
            "x": values,
            "near": 100 + random.normal(size=rows),
            "far": 1e8 + random.normal(size=rows),
            "n": pl.Series(random.integers(-100, 100, rows)).set(pl.Series(holes), None),
        }
    )


@pytest.mark.parametrize("key", [None, "k"])
@pytest.mark.parametrize(
    "function",
    [
        lambda m: m.col("near").rolling_std(10),
        lambda m: m.col("near").rolling_var(1000, min_samples=5),
        lambda m: m.col("near").rolling_mean(100, center=True, min_samples=1),
        lambda m: m.col("x").rolling_max(1000),
        lambda m: m.col("n").rolling_min(7, min_samples=2),
        lambda m: m.col("n").rolling_sum(33, min_samples=3),
        lambda m: m.col("n").cum_sum(reverse=True),
        lambda m: m.col("n").forward_fill(2),
        lambda m: m.col("x").rank("ordinal"),
        lambda m: m.col("n").rank(),
        lambda m: m.col("n").median(),
        lambda m: m.col("x").diff(3),
        lambda m: m.col("near").mean(),
        lambda m: m.col("near").std(),
    ],
)
def test_many_rows_come_to_what_they_come_to_in_polars(function: Any, key: str | None) -> None:
    frame = _many()

    def over(m: Any) -> Any:
        return function(m) if key is None else function(m).over(key)

    want = frame.with_columns(out=over(pl))
    got = ps.from_arrow(frame).lazy().with_columns(over(ps).alias("out")).collect(engine="core").to_polars()
    assert_frame_equal(got, want, rel_tol=1e-9)


@pytest.mark.parametrize("size", [2, 10, 300])
def test_deviations_far_from_zero_have_the_digits_that_polars_loses(size: int) -> None:
    frame = _many().head(20_000)
    query = ps.from_arrow(frame).lazy().select(ps.col("far").rolling_std(size).alias("out"))
    got = query.collect(engine="core").to_polars()["out"].to_numpy()[size - 1 :]
    windows = np.lib.stride_tricks.sliding_window_view(frame["far"].to_numpy() - 1e8, size)
    # Near 1e8 this difference is exact, and what is left is near zero.
    np.testing.assert_allclose(got, windows.std(axis=1, ddof=1), rtol=1e-9, atol=1e-15)
