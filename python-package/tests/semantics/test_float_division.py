"""Floor division of floats: the floor of the quotient by IEEE 754, to the last bit the same on both engines.

Polars has it so for columns. For a constant it multiplies by the reciprocal, which is another number where that is not
exact: `0.3 // pl.lit(0.1)` is 3.0 there, and 2.0 of a column, as in Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from semantics.running import computed, expected

EXPRESSIONS: dict[str, Any] = {
    "column // column": lambda m: m.col("a") // m.col("b"),
    "column % column": lambda m: m.col("a") % m.col("b"),
    "constant // column": lambda m: 7.5 // m.col("b"),
    "column // constant": lambda m: m.col("a") // 0.1,
    "column % constant": lambda m: m.col("a") % 0.1,
    "column / constant": lambda m: m.col("a") / 3,
}


def rows(dtype: Any) -> pl.DataFrame:
    chance = np.random.default_rng(20_261_130)
    tenths = chance.integers(-50, 50, 2_000) * 0.1
    a = np.concatenate(
        [chance.normal(size=2_000) * 10.0 ** chance.integers(-3, 6, 2_000), tenths, [np.nan, np.inf, -0.0]]
    )
    b = np.concatenate([chance.normal(size=2_000), np.full(2_000, 0.1), [1.0, 2.0, 3.0]])
    return pl.DataFrame({"a": a, "b": b}).cast(dtype)


@pytest.mark.parametrize("dtype", [pl.Float32, pl.Float64])
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_engines_agree_to_the_last_bit(name: str, dtype: Any) -> None:
    frame = rows(dtype)

    def query(m: Any, lazy: Any) -> Any:
        return lazy.select(EXPRESSIONS[name](m).alias("x"))

    core, duckdb = (computed(frame, query, engine) for engine in ("core", "duckdb"))
    assert isinstance(core, pl.DataFrame)
    assert isinstance(duckdb, pl.DataFrame)
    assert core["x"].to_numpy().tobytes() == duckdb["x"].to_numpy().tobytes()
    if name.endswith("column"):
        polars = expected(frame, query)
        assert isinstance(polars, pl.DataFrame)
        assert polars.equals(core)


def test_polars_multiplies_by_the_reciprocal_of_a_constant() -> None:
    frame = pl.DataFrame({"a": [0.3, 0.6], "b": [0.1, 0.1]})
    assert frame.select(pl.col("a") // pl.col("b"))["a"].to_list() == [2.0, 5.0]
    assert frame.select(pl.col("a") // 0.1)["a"].to_list() == [3.0, 6.0]
