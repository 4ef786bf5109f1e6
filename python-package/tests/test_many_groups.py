"""Groups that most rows have to themselves, which workers forget: they are put together all the same."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

ROWS = 2_500_000


@pytest.fixture(scope="module")
def table() -> pl.DataFrame:
    """Ten million possible combinations of three keys, of which some come twice or thrice."""
    random = np.random.default_rng(7)
    words = pl.Series([f"word {i}" for i in range(100)])
    return pl.DataFrame(
        {
            "a": words.gather(random.integers(0, 100, ROWS)),
            "b": random.integers(0, 100, ROWS),
            "c": pl.Series(random.integers(0, 1000, ROWS)).replace(0, None),
            "x": random.integers(-1000, 1000, ROWS),
            "y": random.random(ROWS),
        }
    )


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("maintain_order", [False, True])
def test_groups_that_come_again_are_one(table: pl.DataFrame, threads: int, maintain_order: bool) -> None:
    keys = ["a", "b", "c"]

    def aggregates(lib: object) -> list[object]:
        x, y = lib.col("x"), lib.col("y")  # type: ignore[attr-defined]
        return [
            lib.len().alias("rows"),  # type: ignore[attr-defined]
            x.sum(),
            x.first().alias("first"),
            x.last().alias("last"),
            x.n_unique().alias("different"),
            y.max(),
            y.std().alias("spread"),
        ]

    expected = table.group_by(keys, maintain_order=maintain_order).agg(aggregates(pl))
    with ps.config(threads=threads):
        grouped = ps.from_arrow(table).lazy().group_by(keys, maintain_order=maintain_order)
        found = grouped.agg(*aggregates(ps)).collect(engine="core").to_polars()
    if not maintain_order:
        expected, found = expected.sort(keys), found.sort(keys)
    assert_frame_equal(found, expected, check_dtypes=False)
