"""Every elementwise function means what it means in Polars."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from semantics import cases_casts, cases_numbers, cases_strings
from semantics.deviations import reason
from semantics.running import Case, computed, differences, expected, named

ALL = named(cases_numbers, cases_casts, cases_strings)


@pytest.mark.parametrize("name", ALL)
def test_an_expression_means_what_it_means_in_polars(frame: pl.DataFrame, name: str) -> None:
    query = selected(ALL[name])
    difference = differences(expected(frame, query), computed(frame, query, "duckdb"))
    why = reason(name)
    if difference and why:
        pytest.xfail(why)
    assert difference is None


def selected(case: Case) -> Any:
    """The query that computes an expression for each row."""
    return lambda m, rows: rows.select(case(m).alias("out"))
