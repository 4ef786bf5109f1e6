"""Many groups: of keys that most rows have to themselves, which workers forget, and of keys that ascend.

They are put together all the same.
"""

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


@pytest.mark.parametrize(("threads", "rows", "maintain_order"), [(1, 1_500_000, True), (2, 2_500_000, False)])
def test_groups_that_come_again_are_one(table: pl.DataFrame, threads: int, rows: int, maintain_order: bool) -> None:
    assert_same_groups(table.head(rows), ["a", "b", "c"], threads, maintain_order)


def ascending(kind: str) -> pl.Series:
    """Keys of many rows, each of which comes four times or so."""
    random = np.random.default_rng(11)
    keys = np.sort(random.integers(-80_000, 80_000, 200_000))
    match kind:
        case "far apart":
            keys = keys * 1_000_000_007
        case "until the end":
            keys[-1000:] = keys[:1000]
        case "in two halves":
            keys = np.concatenate([keys[::2], keys[1::2]])
        case "shuffled":
            random.shuffle(keys)
        case "one":
            keys[:] = 7
    series = pl.Series("k", keys)
    match kind:
        case "floats":
            return series / 3
        case "large unsigned":
            return (series + 80_000).cast(pl.UInt64) + (1 << 63) - 100_000
        case "dates":
            return (series // 100).cast(pl.Int32).cast(pl.Date)
        case "with null":
            return series.to_frame().select(pl.when(pl.col("k") != -3).then("k")).to_series()
    return series


@pytest.mark.parametrize(("threads", "maintain_order"), [(1, True), (2, False)])
@pytest.mark.parametrize(
    "kind",
    [
        "dense",
        "far apart",
        "until the end",
        "in two halves",
        "one",
        "floats",
        "large unsigned",
        "dates",
        "with null",
        "shuffled",
    ],
)
def test_keys_that_ascend(kind: str, threads: int, maintain_order: bool) -> None:
    random = np.random.default_rng(13)
    keys = ascending(kind)
    x = random.integers(-1000, 1000, len(keys))
    table = pl.DataFrame({"k": keys, "x": x, "y": random.random(len(keys))})
    assert_same_groups(table, ["k"], threads, maintain_order)


def scattered(kind: str) -> tuple[pl.DataFrame, list[str]]:
    """Keys of a million rows in no order, three rows or so for each."""
    random = np.random.default_rng(17)
    rows = 1_000_000
    keys = random.integers(0, 350_000, rows)
    x, y = random.integers(-1000, 1000, rows), random.random(rows)
    table = pl.DataFrame({"k": keys, "unused": x.astype(str), "x": x, "y": y})
    far = pl.col("k") * 1_000_000_007
    match kind:
        case "far apart":
            return table.with_columns(pl.when(pl.col("k") != 3).then(far).alias("k")), ["k"]
        case "floats":
            return table.with_columns(k=far / 3), ["k"]
        case "texts":
            return table.with_columns(k=pl.format("the key number {}", "k")), ["k"]
        case _:
            return table.with_columns(l=pl.col("k") % 7, k=far // 7), ["l", "k"]


@pytest.mark.parametrize(
    ("kind", "threads"), [("far apart", 1), ("far apart", 2), ("floats", 2), ("texts", 2), ("two", 1), ("two", 2)]
)
def test_rows_of_scattered_keys_wait(kind: str, threads: int) -> None:
    table, keys = scattered(kind)
    assert_same_groups(table, keys, threads, maintain_order=False)


def assert_same_groups(table: pl.DataFrame, keys: list[str], threads: int, maintain_order: bool) -> None:
    def aggregates(lib: object) -> list[object]:
        x, y = lib.col("x"), lib.col("y")  # type: ignore[attr-defined]
        return [
            lib.len().alias("rows"),  # type: ignore[attr-defined]
            x.sum(),
            x.min().alias("least"),
            x.max().alias("greatest"),
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
