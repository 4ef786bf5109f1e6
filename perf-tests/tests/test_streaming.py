"""The questions about streams have the same answers everywhere, and say so in a process of their own."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import streaming

import penstock as ps


@pytest.mark.parametrize("question", streaming.QUESTIONS)
def test_all_rows_come_through(question: str, tmp_path: Path) -> None:
    path = streaming.written(tmp_path, 50_000)
    ask = streaming.QUESTIONS[question]
    rows = pl.scan_parquet(path).filter(pl.col("x") > 0.1).select(pl.len()).collect().item()
    assert ask(ps, path) == ask(pl, path) == rows


def test_a_process_of_its_own_reports(tmp_path: Path) -> None:
    path = streaming.written(tmp_path, 1_000)
    found = streaming.answer("batches to Python", "penstock", path, runs=1)
    assert found["seconds"] > 0
    assert found["peak"] > 10
    assert found["rows"] == streaming.batches(pl, path)
