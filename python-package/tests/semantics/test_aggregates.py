"""Every aggregate means what it means in Polars: of all rows, of groups, and of partitions."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from semantics import cases_aggregates
from semantics.deviations import reason
from semantics.running import Case, computed, differences, expected, named

ALL = named(cases_aggregates)
Shape = Any


def _all_rows(case: Case) -> Shape:
    return lambda m, rows: rows.select(case(m).alias("out"))


def _groups(case: Case) -> Shape:
    return lambda m, rows: rows.group_by("g", maintain_order=True).agg(case(m).alias("out"))


def _partitions(case: Case) -> Shape:
    return lambda m, rows: rows.select(case(m).over("g").alias("out"))


@pytest.mark.parametrize("shape", [_all_rows, _groups, _partitions])
@pytest.mark.parametrize("name", ALL)
def test_an_aggregate_means_what_it_means_in_polars(frame: pl.DataFrame, name: str, shape: Shape) -> None:
    query = shape(ALL[name])
    difference = differences(expected(frame, query), computed(frame, query, "duckdb"))
    why = reason(name)
    if difference and why:
        pytest.xfail(why)
    assert difference is None
