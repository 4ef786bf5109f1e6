"""Groups and their aggregates on the core engine, as Polars makes them."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

Aggregate = Callable[[Any], Any]

COLOURS = ["red", "grün", "blau", "a colour with a long name", ""]
ENUM = pl.Enum([*COLOURS, "never used"])

KEYS: dict[str, Callable[[np.random.Generator, int], pl.Series]] = {
    "int8": lambda random, rows: pl.Series(random.integers(-5, 5, rows), dtype=pl.Int8),
    "uint64": lambda random, rows: pl.Series(
        random.integers(2**63, 2**64, 20, dtype=np.uint64)[_few(random, rows, 20)]
    ),
    "int64 close together": lambda random, rows: pl.Series(random.integers(-50, 50, rows)),
    "int64 far apart": lambda random, rows: pl.Series(random.integers(-50, 50, rows) * 2**50),
    "int64 mostly different": lambda random, rows: pl.Series(random.integers(0, 2**60, rows)),
    "float64": lambda random, rows: pl.Series(
        np.array([0.0, -0.0, np.nan, -np.nan, 1.5, np.inf])[_few(random, rows, 6)]
    ),
    "float32": lambda random, rows: pl.Series(random.integers(0, 9, rows) / 8, dtype=pl.Float32),
    "boolean": lambda random, rows: pl.Series(random.integers(0, 2, rows) == 1),
    "string": lambda random, rows: pl.Series(np.array(COLOURS)[_few(random, rows, 5)], dtype=pl.String),
    "binary": lambda random, rows: pl.Series(np.array(COLOURS)[_few(random, rows, 5)], dtype=pl.String).cast(pl.Binary),
    "strings, mostly different": lambda random, rows: pl.Series([f"key {n}" for n in random.integers(0, 10**9, rows)]),
    "categorical": lambda random, rows: pl.Series(np.array(COLOURS)[_few(random, rows, 5)], dtype=pl.Categorical),
    "enum": lambda random, rows: pl.Series(np.array(COLOURS)[_few(random, rows, 5)], dtype=ENUM),
    "date": lambda random, rows: pl.Series(random.integers(-1000, 1000, rows), dtype=pl.Int32).cast(pl.Date),
    "decimal": lambda random, rows: pl.Series(random.integers(-50, 50, rows)).cast(pl.Decimal(20, 2)),
    "null": lambda random, rows: pl.Series([None] * rows, dtype=pl.Null),
    "time": lambda random, rows: pl.Series(random.integers(0, 50, rows)).cast(pl.Time),
    "duration": lambda random, rows: pl.Series(random.integers(-50, 50, rows)).cast(pl.Duration("ms")),
    "list": lambda random, rows: pl.Series([[int(n), None][: n % 3] for n in random.integers(0, 9, rows)]),
    "array": lambda random, rows: pl.Series(
        [[float(n), -0.0] for n in random.integers(0, 3, rows)], dtype=pl.Array(pl.Float64, 2)
    ),
    "struct": lambda random, rows: pl.Series(
        [{"a": int(n % 3), "b": None if n % 5 == 0 else str(n % 2)} for n in random.integers(0, 60, rows)]
    ),
    "datetime": lambda random, rows: pl.Series(random.integers(0, 50, rows)).cast(pl.Datetime("us", "Europe/Berlin")),
}

AGGREGATES: dict[str, Aggregate] = {
    "len": lambda m: m.len(),
    "count": lambda m: m.col("x").count(),
    "null_count": lambda m: m.col("x").null_count(),
    "sum": lambda m: m.col("x").sum(),
    "sum of small integers": lambda m: m.col("i").sum(),
    "sum of booleans": lambda m: m.col("b").sum(),
    "mean": lambda m: m.col("x").mean(),
    "mean of integers": lambda m: m.col("i").mean(),
    "min": lambda m: m.col("x").min(),
    "max": lambda m: m.col("x").max(),
    "nan_min": lambda m: m.col("x").nan_min(),
    "nan_max": lambda m: m.col("x").nan_max(),
    "min of strings": lambda m: m.col("s").min(),
    "max of strings": lambda m: m.col("s").max(),
    "first": lambda m: m.col("x").first(),
    "last": lambda m: m.col("s").last(),
    "std": lambda m: m.col("i").std(),
    "var": lambda m: m.col("x").var(ddof=0),
    "product": lambda m: m.col("p").product(),
    "n_unique": lambda m: m.col("s").n_unique(),
    "any": lambda m: m.col("b").any(),
    "all": lambda m: m.col("b").all(ignore_nulls=False),
    "sum of decimals": lambda m: m.col("d").sum(),
    "mean of decimals": lambda m: m.col("d").mean(),
    "min of decimals": lambda m: m.col("d").min(),
    "median": lambda m: m.col("x").median(),
    "median of integers": lambda m: m.col("i").median(),
    "quantile": lambda m: m.col("x").quantile(0.3),
    "quantile between": lambda m: m.col("i").quantile(0.85, "linear"),
    "implode": lambda m: m.col("s"),
    "implode filtered": lambda m: m.col("x").filter(m.col("b")),
    "skew": lambda m: m.col("i").skew(),
    "kurtosis": lambda m: m.col("i").kurtosis(),
    "corr": lambda m: m.corr("i", "p"),
    "cov": lambda m: m.cov("i", "p"),
    "arg_min": lambda m: m.col("u").arg_min(),
    "arg_max": lambda m: m.col("u").arg_max(),
    "min_by": lambda m: m.col("s").min_by("u"),
    "bitwise_xor": lambda m: m.col("p").bitwise_xor(),
    "filtered": lambda m: m.col("i").filter(m.col("b")).sum(),
    "of an expression": lambda m: (m.col("i") + m.col("p")).max(),
}


def _few(random: np.random.Generator, rows: int, different: int) -> np.ndarray:
    return random.integers(0, different, rows)


def table(key: str, rows: int = 2000, seed: int = 5) -> pl.DataFrame:
    """A key and values of several types, all with nulls, cut out of a longer table, in two chunks."""
    random = np.random.default_rng(seed)
    longer = rows + 10
    numbers = random.integers(-100, 100, longer) / 4
    frame = pl.DataFrame(
        {
            "k": KEYS[key](random, longer),
            "x": np.where(random.random(longer) < 0.1, np.nan, numbers),
            "i": pl.Series(random.integers(-100, 100, longer), dtype=pl.Int16),
            "p": pl.Series(random.integers(-1, 2, longer), dtype=pl.Int64),
            # Which of equal values is the least depends on Polars' chunks, so these all differ.
            "u": random.permutation(longer) / 8,
            "b": random.integers(0, 2, longer) == 1,
            "d": pl.Series(random.integers(-100, 100, longer)).cast(pl.Decimal(20, 2)),
            "s": [COLOURS[n] for n in random.integers(0, 5, longer)],
        },
        nan_to_null=False,
    )
    gaps = frame.with_columns(
        pl.when(pl.Series(random.random(longer) < 0.2)).then(None).otherwise(pl.all()).name.keep()
    )
    return pl.concat([gaps.slice(3, rows // 3), gaps.slice(3 + rows // 3, rows - rows // 3)], rechunk=False)


def compare(frame: pl.DataFrame, question: Callable[[Any, Any], Any], *, in_order: bool) -> None:
    expected = question(pl, frame.lazy()).collect()
    answer = question(ps, ps.from_arrow(frame).lazy()).collect(engine="core").to_polars()
    assert_frame_equal(answer, expected, check_row_order=in_order, rel_tol=1e-9, abs_tol=1e-12, categorical_as_str=True)


@pytest.mark.parametrize("key", KEYS)
def test_groups_by_a_key(key: str) -> None:
    compare(
        table(key),
        lambda m, rows: rows.group_by("k", maintain_order=True).agg(
            **{name: aggregate(m) for name, aggregate in AGGREGATES.items()}
        ),
        in_order=True,
    )


@pytest.mark.parametrize("name", AGGREGATES)
def test_aggregates_all_rows(name: str) -> None:
    for frame in (table("int8"), table("int8").clear(), table("int8").head(1)):
        compare(frame, lambda m, rows: rows.select(out=AGGREGATES[name](m)), in_order=True)


@pytest.mark.parametrize("key", KEYS)
def test_groups_by_two_keys(key: str) -> None:
    compare(
        table(key),
        lambda m, rows: rows.group_by("k", "s", maintain_order=True).agg(m.len(), m.col("i").sum()),
        in_order=True,
    )


@pytest.mark.parametrize("key", ["int64 mostly different", "strings, mostly different"])
@pytest.mark.parametrize("in_order", [True, False])
def test_many_groups_are_put_together_from_all_threads(key: str, in_order: bool) -> None:
    frame = table(key, 200_000)
    compare(
        pl.concat([frame, frame]),
        lambda m, rows: rows.group_by("k", maintain_order=in_order).agg(
            m.len(), first=m.col("x").first(), last=m.col("s").last(), n=m.col("s").n_unique()
        ),
        in_order=in_order,
    )


def test_a_group_by_of_nothing_has_no_rows() -> None:
    for key in KEYS:
        compare(table(key).clear(), lambda m, rows: rows.group_by("k").agg(m.len()), in_order=True)


def test_an_enum_keeps_its_categories() -> None:
    answer = ps.from_arrow(table("enum")).lazy().group_by("k").agg(ps.len()).collect(engine="core").to_polars()
    assert answer.schema["k"] == ENUM
    assert set(answer["k"].to_list()) == {*COLOURS, None}


def test_what_the_core_engine_lacks_goes_to_another() -> None:
    rows = ps.DataFrame({"k": [1, 1, 2], "x": [1.0, 2.0, 4.0]}).lazy()
    query = rows.group_by("k", maintain_order=True).agg(ps.corr("x", "k", method="spearman"))
    with pytest.raises(ps.exceptions.PenstockError, match="has no spearman correlation yet"):
        query.collect(engine="core")


def test_a_sum_of_decimals_that_is_too_large_is_an_error() -> None:
    digits = decimal.Decimal("9" * 38)
    rows = ps.DataFrame({"x": pl.Series([digits, digits], dtype=pl.Decimal(38, 0))}).lazy()
    with pytest.raises(ps.exceptions.ComputeError, match="the sum has more digits"):
        rows.select(ps.col("x").sum()).collect(engine="core")


def test_different_values_of_many_groups_are_counted_by_all_workers() -> None:
    random = np.random.default_rng(7)
    rows = 400_000
    frame = pl.DataFrame(
        {
            # One group has all values on each worker.
            "k": random.integers(0, 90_000, rows) * random.integers(0, 4, rows).clip(0, 1),
            "v": pl.Series(random.integers(0, 40, rows)).replace(7, None),
            "s": pl.Series([None, "a", "b", "a text that is longer than a view"]).gather(random.integers(0, 4, rows)),
        }
    )
    mine = ps.from_arrow(frame).lazy().group_by("k").agg(ps.col("v", "s").n_unique(), ps.len().alias("n"))
    theirs = frame.lazy().group_by("k").agg(pl.col("v", "s").n_unique(), pl.len().alias("n"))
    with ps.config(threads=2):
        answer = pl.DataFrame(mine.collect(engine="core"))
    assert_frame_equal(answer.sort("k"), theirs.collect().sort("k"), check_dtypes=False)
