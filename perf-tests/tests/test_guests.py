"""The questions about the workforce and about partitions have answers, at sizes that take no time."""

import tempfile
from pathlib import Path

import chunks
import duckdb
import pandas as pd
import partitions
import polars as pl
import pytest
import workforce

import penstock as ps
from dagster_penstock import PenstockParquetIOManager


@pytest.mark.parametrize("employees", [0, 1, 3_000])
def test_all_four_have_the_same_answers(employees: int) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table snapshot as " + workforce.SNAPSHOT.format(count=employees))
        table = connection.table("snapshot").to_arrow_table()
        asked = [
            workforce.lazy(pl, pl.DataFrame(table)),
            workforce.in_duckdb(connection),
            workforce.lazy(ps, ps.from_arrow(table)),
        ]
        if employees:  # pandas has other types for what is empty
            asked.append(workforce.pandas(table.to_pandas()))
        for name in asked[0]:
            workforce.check(name, {str(i): questions[name]() for i, questions in enumerate(asked)})


def test_a_wrong_answer_is_found() -> None:
    right = pl.DataFrame({"level_id": [1, 2], "mean": [1.0, 2.0]})
    with pytest.raises(AssertionError, match="mean"):
        workforce.check("level grouping", {"one": right, "two": right.with_columns(mean=pl.Series([1.0, 2.1]))})
    with pytest.raises(AssertionError, match="two"):
        workforce.check("level grouping", {"one": right, "two": pd.DataFrame({"level_id": [1], "mean": [1.0]})})


def test_a_line_says_how_much_faster(capsys: pytest.CaptureFixture[str]) -> None:
    workforce.say("total", {"pandas": 5.0, "penstock": 2.0, "polars": 1.0, "duckdb": 3.0})
    assert "pandas: 5.0 ms, penstock: 2.0 ms, speedup: 2.5" in capsys.readouterr().out


@pytest.mark.filterwarnings("ignore:.*backfill_policy")
def test_partitions_are_written_and_read_by_both_managers() -> None:
    for kind in (
        lambda folder: partitions.PlainIOManager(folder=folder),
        lambda folder: PenstockParquetIOManager(base_uri=folder),
    ):
        with tempfile.TemporaryDirectory() as folder:
            assert all(seconds > 0 for seconds in partitions.run(kind(folder), 5, 3))


@pytest.mark.parametrize("question", chunks.QUESTIONS)
def test_chunks_of_all_sizes_have_the_same_rows(question: str, tmp_path: Path) -> None:
    path = chunks.written(tmp_path, 3_000)
    kept = pl.scan_parquet(path).filter(pl.col("x") > 0.1)
    expected = kept.select(pl.len() if question == "stream to a file" else pl.col("key").n_unique()).collect().item()
    for size in (100, 1_000_000):
        found = chunks.answer(question, path, size, runs=1)
        assert found["rows"] == expected
        assert found["peak"] > 0
