"""Sorts, first rows and distinct rows on the core engine, as Polars makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

WORDS = ["red", "grün", "blau", "a colour with a long name", "a colour with a longer name", ""]

KEYS: dict[str, Callable[[np.random.Generator, int], pl.Series]] = {
    "int8": lambda random, rows: pl.Series(random.integers(-128, 128, rows), dtype=pl.Int8),
    "int64": lambda random, rows: pl.Series(random.integers(-(2**63), 2**63 - 1, rows)),
    "uint64": lambda random, rows: pl.Series(random.integers(0, 2**64, rows, dtype=np.uint64)),
    "float64": lambda random, rows: pl.Series(
        np.array([0.0, -0.0, np.nan, -np.nan, 1.5, -np.inf, np.inf])[random.integers(0, 7, rows)]
    ),
    "float32": lambda random, rows: pl.Series(random.normal(0, 1e5, rows), dtype=pl.Float32),
    "boolean": lambda random, rows: pl.Series(random.integers(0, 2, rows) == 1),
    "string": lambda random, rows: pl.Series(np.array(WORDS)[random.integers(0, 6, rows)], dtype=pl.String),
    "binary": lambda random, rows: pl.Series(np.array(WORDS)[random.integers(0, 6, rows)], dtype=pl.String).cast(
        pl.Binary
    ),
    "different strings": lambda random, rows: pl.Series([f"key {n}" for n in random.integers(0, 10**9, rows)]),
    "enum": lambda random, rows: pl.Series(np.array(WORDS)[random.integers(0, 6, rows)], dtype=pl.Enum(sorted(WORDS))),
    "date": lambda random, rows: pl.Series(random.integers(-1000, 1000, rows), dtype=pl.Int32).cast(pl.Date),
    "datetime": lambda random, rows: pl.Series(random.integers(0, 50, rows)).cast(pl.Datetime("us", "Europe/Berlin")),
    "duration": lambda random, rows: pl.Series(random.integers(-50, 50, rows)).cast(pl.Duration("ms")),
    "decimal": lambda random, rows: pl.Series(random.integers(-50, 50, rows)).cast(pl.Decimal(30, 2)),
}


def table(key: str, rows: int) -> pl.DataFrame:
    """The key `k` with nulls, another key `g`, and the row's number `n`."""
    random = np.random.default_rng(rows)
    values = KEYS[key](random, rows)
    nulls = pl.Series(random.integers(0, 5, rows) == 0)
    return pl.DataFrame(
        {
            "k": pl.select(pl.when(~nulls).then(values)).to_series(),
            "g": random.integers(0, 3, rows),
            "n": np.arange(rows),
        }
    )


def both(frame: pl.DataFrame, query: Callable[[Any], Any]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What a query gives on Polars and on the core engine."""
    return query(frame.lazy()).collect(), query(ps.from_arrow(frame).lazy()).collect(engine="core").to_polars()


@pytest.mark.parametrize("rows", [0, 1, 500])
@pytest.mark.parametrize("key", KEYS)
def test_sorts(key: str, rows: int) -> None:
    frame = table(key, rows)
    for descending in (False, True):
        for nulls_last in (False, True):

            def query(f: Any, *, down: bool = descending, last: bool = nulls_last) -> Any:
                return f.sort("g", "k", descending=[False, down], nulls_last=last, maintain_order=True)

            expected, actual = both(frame, query)
            assert_frame_equal(actual, expected)


@pytest.mark.parametrize("rows", [0, 1, 500])
@pytest.mark.parametrize("key", KEYS)
def test_first_rows(key: str, rows: int) -> None:
    frame = table(key, rows)
    for k in (0, 1, 37, 1000):
        expected, actual = both(frame, lambda f, k=k: f.top_k(k, by=["k", "n"]))  # type: ignore[misc]
        assert_frame_equal(actual.sort("n"), expected.sort("n"))
        expected, actual = both(frame, lambda f, k=k: f.bottom_k(k, by=["g", "k", "n"]))  # type: ignore[misc]
        assert_frame_equal(actual.sort("n"), expected.sort("n"))


@pytest.mark.parametrize("rows", [0, 1, 500])
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("keep", ["any", "first", "last", "none"])
def test_distinct_rows(key: str, rows: int, keep: Literal["any", "first", "last", "none"]) -> None:
    frame = table(key, rows)
    subsets: list[str | list[str]] = ["k", ["g", "k"]]
    for subset in subsets:
        expected, actual = both(frame, lambda f, on=subset: f.unique(subset=on, keep=keep, maintain_order=True))  # type: ignore[misc]
        if keep == "any":
            assert_frame_equal(actual.select(subset), expected.select(subset))
        else:
            assert_frame_equal(actual, expected)


@pytest.mark.parametrize("key", KEYS)
def test_distinct_of_all_columns_in_any_order(key: str) -> None:
    expected, actual = both(table(key, 500), lambda f: f.select("k", "g").unique())
    assert_frame_equal(actual, expected, check_row_order=False)


def test_lists_and_structs_are_told_apart() -> None:
    frame = pl.DataFrame({"l": [[1, 2], [1], None, [1, 2], [], None], "s": [{"a": 1}] * 6})
    expected, actual = both(frame, lambda f: f.unique(maintain_order=True))
    assert_frame_equal(actual, expected)
