"""What a run of one model says of its twin in SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from penstock.dbt._run_model import Asked, _compared, _Compiled
from penstock.exceptions import ConfigError

TWINS = {
    "same": "select 2 as a union all select 1",
    "less": "select 1 as a",
    "more": "select 1 as a union all select 2 union all select 3",
    "oftener": "select 1 as a union all select 2 union all select 2",
    "wider": "select 1 as a, 2 as b",
}


def said(table: str, **options: Any) -> str:
    with duckdb.connect() as session:
        for name, rows in TWINS.items():
            session.execute(f"create table {name} as {rows}")
        relation = session.sql("select 1 as a union all select 2")
        compiled = _Compiled("", f'"memory"."main"."{table}"', "")
        return _compared(Asked("m", Path(), **options), compiled, relation, session)


@pytest.mark.parametrize(
    ("twin", "text"),
    [
        ("same", "m_sql has the same rows"),
        ("less", "m_sql has no row (2,)"),
        ("more", "m_sql has a row that the model has not: (3,)"),
        ("oftener", "m_sql has a row that the model has not: (2,)"),
        ("wider", "m_sql has other columns: [('a', 'INTEGER'), ('b', 'INTEGER')]"),
        ("nowhere", ""),
    ],
)
def test_the_first_row_that_differs_is_named(twin: str, text: str) -> None:
    assert said(twin) == text


def test_a_twin_that_was_asked_for_must_be_there() -> None:
    with pytest.raises(ConfigError, match="no table of the model other"):
        said("nowhere", twin="other")


def test_parts_of_the_rows_are_not_compared() -> None:
    assert said("same", limit=1) == "m_sql is not compared: not all rows were read"
