"""What must see all rows has Polars' answer with a quarter of its input for memory, or says who has the memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import penstock as ps
from penstock.exceptions import MemoryLimitError

ROWS = 1_500_000
KEYS = 1_000_000


def _numbers() -> pl.DataFrame:
    rows = pl.int_range(ROWS, eager=True)
    return pl.DataFrame(
        {"k": rows * 7_919 % KEYS * 1_000_003, "x": rows, "y": rows.reverse(), "v": rows % 1000, "w": rows % 7}
    )


def _grouped(frame: Any, lib: Any) -> Any:
    groups = frame.group_by("k").agg(lib.col("x").sum(), lib.col("y").first(), lib.col("v").max())
    return groups.select(lib.len().alias("n"), lib.col("x").sum(), lib.col("y").sum(), lib.col("v").sum())


def _unique(frame: Any, lib: Any) -> Any:
    rows = frame.unique(subset=["k"], keep="last", maintain_order=True)
    return rows.select(lib.len().alias("n"), lib.col("x").sum(), lib.col("x").last().alias("end"))


def _joined(frame: Any, lib: Any) -> Any:
    other = frame.select(lib.col("k"), lib.col("x").alias("x2"), lib.col("y").alias("y2"))
    pairs = frame.join(other, on="k", how="left")
    return pairs.select(lib.len().alias("n"), (lib.col("x") * 3 + lib.col("y2")).sum().alias("s"))


@pytest.mark.parametrize("question", [_grouped, _unique, _joined])
def test_a_quarter_of_the_input_is_memory_enough(question: Callable[[Any, Any], Any]) -> None:
    numbers = _numbers()
    expected = question(numbers.lazy(), pl).collect()
    frame = ps.from_arrow(numbers)
    with ps.config(memory_limit=int(numbers.estimated_size()) // 4, engine="core"):
        answer = question(frame.lazy(), ps).collect()
    assert pl.DataFrame(answer).rows() == expected.rows()


def test_what_cannot_be_divided_says_who_has_the_memory() -> None:
    frame = ps.from_arrow(_numbers())
    with ps.config(memory_limit=6 << 20, engine="core"), pytest.raises(MemoryLimitError) as refused:
        frame.lazy().select(ps.col("k").n_unique()).collect()
    assert "the aggregates asked for" in str(refused.value)
    assert "are in use (the aggregates " in str(refused.value)
