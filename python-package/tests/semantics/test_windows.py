"""Every function of the rows around a row means what it means in Polars."""

from __future__ import annotations

import polars as pl
import pytest
from semantics import cases_windows
from semantics.deviations import reason
from semantics.running import computed, differences, expected, named

ALL = named(cases_windows)


@pytest.mark.parametrize("name", ALL)
def test_a_window_means_what_it_means_in_polars(frame: pl.DataFrame, name: str) -> None:
    case = ALL[name]

    def query(m, rows):  # type: ignore[no-untyped-def]
        return rows.select(case(m).alias("out"))

    difference = differences(expected(frame, query), computed(frame, query, "duckdb"))
    why = reason(name)
    if difference and why:
        pytest.xfail(why)
    assert difference is None
