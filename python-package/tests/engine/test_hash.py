"""`hash` gives equal values equal hashes, wherever they come from."""

from typing import Any

import polars as pl
import pytest

import penstock as ps


def hashes(values: list[Any], dtype: Any, seed: int = 0) -> list[int]:
    frame = ps.from_arrow(pl.DataFrame({"x": pl.Series(values, dtype=dtype)}))
    answer = frame.select(ps.col("x").hash(seed)).to_polars()["x"]
    assert answer.dtype == pl.UInt64
    assert answer.null_count() == 0
    found: list[int] = answer.to_list()
    return found


VALUES: list[tuple[list[Any], Any]] = [
    ([1, 2, None, -128], pl.Int8),
    ([1.5, 0.25, None, float("inf")], pl.Float64),
    ([True, False, None], pl.Boolean),
    (["", "a", None, "a string that is longer than twelve bytes"], pl.String),
    ([b"", b"a", None], pl.Binary),
    ([1, 2, None], pl.Datetime("us", "Europe/Zurich")),
    ([1, 2, None], pl.Decimal(10, 2)),
]


@pytest.mark.parametrize(("values", "dtype"), VALUES, ids=[str(dtype) for _, dtype in VALUES])
def test_different_values_have_different_hashes(values: list[Any], dtype: Any) -> None:
    found = hashes(values, dtype)
    assert len(set(found)) == len(values)
    assert hashes(values, dtype) == found
    assert hashes(list(reversed(values)), dtype) == list(reversed(found))
    assert not set(hashes(values, dtype, seed=1)) & set(found)


def test_it_is_the_value_that_counts() -> None:
    assert hashes([1, -1], pl.Int8) == hashes([1, -1], pl.Int64)
    assert hashes([0.0], pl.Float64) == hashes([-0.0], pl.Float64)
    assert hashes([float("nan")], pl.Float64) == hashes([-float("nan")], pl.Float32)
    assert hashes(["a", "b"], pl.String) == hashes(["a", "b"], pl.Categorical)


def test_rows_that_duckdb_makes_have_the_same_hashes() -> None:
    frame = ps.from_arrow(pl.DataFrame({"x": [3, 1, 2]})).lazy()
    plain = frame.select(ps.col("x").hash()).collect().to_polars()
    made = ps.sql("SELECT x FROM f ORDER BY x", f=frame).select(ps.col("x").hash()).collect().to_polars()
    assert sorted(plain["x"]) == sorted(made["x"])


def test_duckdb_alone_says_that_it_cannot() -> None:
    frame = ps.from_arrow(pl.DataFrame({"x": [1]})).lazy()
    with pytest.raises(ps.exceptions.UnsupportedOperation, match="hash"):
        frame.select(ps.col("x").hash()).collect(engine="duckdb")
