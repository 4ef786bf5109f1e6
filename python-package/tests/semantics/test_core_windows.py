"""Windows mean in the core engine what they mean in Polars: of all rows, of partitions, and of many rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from semantics import cases_windows
from semantics.batches import FRAMES
from semantics.deviations import reason
from semantics.running import Raised, computed, differences, expected, named

import penstock as ps

ALL = {name: case for name, case in named(cases_windows).items() if not reason(name)}
_REFUSED = "engine cannot run"


def _whole(case: Any) -> Any:
    return lambda m, rows: rows.select(case(m).alias("out"))


def _partitions(case: Any) -> Any:
    return lambda m, rows: rows.select(case(m).over("g").alias("out"))


@pytest.mark.parametrize("name", ALL)
def test_a_window_of_the_core_engine_means_what_it_means_in_polars(name: str) -> None:
    queries = [_whole(ALL[name])] if "over" in name else [_whole(ALL[name]), _partitions(ALL[name])]
    for frame in FRAMES.values():
        for query in queries:
            want, got = expected(frame, query), computed(frame, query, "core")
            if isinstance(got, Raised) and _REFUSED in str(got.error):
                pytest.skip(str(got.error))
            if not isinstance(want, Raised):
                assert differences(want, got) is None


def test_most_windows_run_in_the_core_engine() -> None:
    frame = FRAMES["whole"]
    refused = [
        name
        for name, case in ALL.items()
        if isinstance(got := computed(frame, _whole(case), "core"), Raised) and _REFUSED in str(got.error)
    ]
    assert len(refused) < len(ALL) / 8


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
