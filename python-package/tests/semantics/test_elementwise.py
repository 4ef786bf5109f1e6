"""Every elementwise function and every window means what it means in Polars."""

from __future__ import annotations

from typing import Any

import pytest
from semantics import cases_casts, cases_lists, cases_numbers, cases_strings, cases_temporal, cases_windows
from semantics.batches import FRAMES, batches, broken
from semantics.deviations import reason
from semantics.running import computed, differences, expected, named

ALL = named(cases_numbers, cases_casts, cases_strings, cases_lists, cases_temporal, cases_windows)


@pytest.mark.parametrize("name", ALL)
def test_an_expression_means_what_it_means_in_polars(name: str) -> None:
    case = ALL[name]

    def query(m: Any, rows: Any) -> Any:
        return rows.select(case(m).alias("out"))

    difference = differences(expected(FRAMES["whole"], query), computed(FRAMES["whole"], query, "duckdb"))
    why = reason(name)
    if difference and why:
        pytest.xfail(why)
    assert difference is None


@pytest.mark.parametrize("frame", ["sliced", "empty"])
@pytest.mark.parametrize("names", batches(ALL), ids=lambda names: names[0])
def test_expressions_mean_the_same_in_parts_of_frames(frame: str, names: tuple[str, ...]) -> None:
    def select(rows: Any, expressions: list[Any]) -> Any:
        return rows.select(*expressions, "k").select(e.meta.output_name() for e in expressions)

    assert broken(FRAMES[frame], ALL, names, select) == {}
