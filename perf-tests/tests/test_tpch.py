"""The 22 queries of TPC-H over Parquet files have the answers that DuckDB has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from compare.answers import difference
from compare.engines import DuckDB, Penstock
from compare.question import Question, Size, Tables
from compare.questions import tpch, tpch_frames

SCALE = 0.01
ROWS = {
    "customer": 1500,
    "lineitem": 60175,
    "nation": 25,
    "orders": 15000,
    "part": 2000,
    "partsupp": 8000,
    "region": 5,
    "supplier": 100,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tpch")


@pytest.fixture(scope="module")
def asked(folder: Path) -> Mapping[str, Question]:
    return {question.name: question for question in tpch.questions(Size(rows=0, scale=SCALE, folder=folder))}


@pytest.fixture(scope="module")
def tables(asked: Mapping[str, Question]) -> Tables:
    return asked["tpch-q01"].tables()


@pytest.fixture(scope="module")
def duckdb(tables: Tables) -> Iterator[DuckDB]:
    engine = DuckDB(tables)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def penstock(tables: Tables) -> Penstock:
    return Penstock(tables, "auto")


def test_the_tables_have_the_rows_of_the_specification(duckdb: DuckDB, tables: Tables) -> None:
    for name, rows in ROWS.items():
        run = duckdb.ask(Question(name, lambda: tables, sql=f"select count(*) from {name}"))
        assert run is not None
        assert run().column(0).to_pylist() == [rows], name


def test_there_are_22_queries() -> None:
    names = [f"q{number:02}" for number in range(1, 23)]
    assert list(tpch.queries()) == names
    assert list(tpch_frames.QUERIES) == names


@pytest.mark.parametrize("name", [f"{family}-{name}" for family in ("tpch", "tpch-sql") for name in tpch.queries()])
def test_penstock_answers_as_duckdb(
    name: str, asked: Mapping[str, Question], penstock: Penstock, duckdb: DuckDB
) -> None:
    ours, theirs = penstock.ask(asked[name]), duckdb.ask(asked[name])
    assert ours is not None
    assert theirs is not None
    mine, other = ours(), theirs()
    # No rows agree in the keys of a sort at this scale, so there is one right order.
    assert difference(mine, other, ordered=True) is None
    assert mine.columns == other.column_names
