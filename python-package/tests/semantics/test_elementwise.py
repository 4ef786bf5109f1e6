"""Every elementwise function and every window means what it means in Polars."""

from __future__ import annotations

from typing import Any

import pytest
from semantics import (
    cases_casts,
    cases_derived,
    cases_lists,
    cases_numbers,
    cases_strings,
    cases_temporal,
    cases_windows,
)
from semantics.batches import FRAMES, Together, batches, broken
from semantics.deviations import reason
from semantics.running import Case, Query, Raised, computed, differences, expected, is_left_to_others, named

ALL = named(cases_numbers, cases_casts, cases_strings, cases_lists, cases_temporal, cases_windows, cases_derived)
TOGETHER = Together(ALL)

#: What the core engine may compute: each row by itself.
ELEMENTWISE = named(cases_numbers, cases_casts, cases_strings, cases_lists, cases_temporal)

#: How many of these the core engine computes at least; the rest it leaves to the other one.
COMPUTED = 3_200


@pytest.mark.parametrize("name", ALL)
def test_an_expression_means_what_it_means_in_polars(name: str) -> None:
    difference = TOGETHER.difference(name)
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


@pytest.mark.parametrize("names", batches(ELEMENTWISE), ids=lambda names: names[0])
def test_what_the_core_engine_computes_means_the_same(names: tuple[str, ...]) -> None:
    found = {}
    for name in names:
        if reason(name):
            continue
        case = ELEMENTWISE[name]
        query = _selected(case)
        want = expected(FRAMES["whole"], query)
        for kind in ("whole", "sliced"):
            got = computed(FRAMES[kind], query, "core")
            if is_left_to_others(got):
                break
            difference = differences(want if kind == "whole" else expected(FRAMES[kind], query), got)
            # On fewer rows Polars may not notice what is refused before there are any.
            if difference and not isinstance(want, Raised):
                found[f"{name} ({kind})"] = difference
            elif difference and kind == "whole":
                found[name] = difference
    assert found == {}


def test_the_core_engine_computes_most() -> None:
    frame = FRAMES["empty"]
    left = [name for name, case in ELEMENTWISE.items() if is_left_to_others(computed(frame, _selected(case), "core"))]
    assert len(ELEMENTWISE) - len(left) >= COMPUTED, left


def _selected(case: Case) -> Query:
    return lambda m, rows: rows.select(case(m).alias("out"))
