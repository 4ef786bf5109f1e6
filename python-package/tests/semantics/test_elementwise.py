"""Every elementwise function and every window means what it means in Polars."""

from __future__ import annotations

from functools import cache
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
from semantics.batches import FRAMES, Together, asked, batches, broken, has_rows, left_to_others, query_of
from semantics.deviations import reason
from semantics.running import Query, Raised, computed, differences, expected, named

ALL = named(cases_numbers, cases_casts, cases_strings, cases_lists, cases_temporal, cases_windows, cases_derived)
TOGETHER = Together(ALL)

#: What the core engine may compute: each row by itself.
ELEMENTWISE = named(cases_numbers, cases_casts, cases_strings, cases_lists, cases_temporal)

#: How many of these the core engine computes at least; the rest it leaves to the other one.
COMPUTED = 3_200


@pytest.mark.parametrize("names", batches(ALL), ids=lambda names: names[0])
def test_expressions_mean_what_they_mean_in_polars(names: tuple[str, ...]) -> None:
    assert TOGETHER.broken(names) == {}


@pytest.mark.parametrize("frame", ["sliced", "empty"])
@pytest.mark.parametrize("names", batches(ALL), ids=lambda names: names[0])
def test_expressions_mean_the_same_in_parts_of_frames(frame: str, names: tuple[str, ...]) -> None:
    def select(rows: Any, expressions: list[Any]) -> Any:
        return rows.select(*expressions, "k").select(e.meta.output_name() for e in expressions)

    assert broken(FRAMES[frame], ALL, names, select) == {}


def _select(rows: Any, expressions: list[Any]) -> Any:
    return rows.select(expressions)


@cache
def _left() -> frozenset[str]:
    return left_to_others(ELEMENTWISE, _select)


@pytest.mark.parametrize("frame", ["whole", "sliced"])
@pytest.mark.parametrize("names", batches(ELEMENTWISE), ids=lambda names: names[0])
def test_what_the_core_engine_computes_means_the_same(frame: str, names: tuple[str, ...]) -> None:
    found = {}
    for name in names:
        if has_rows(ELEMENTWISE[name]) or reason(name) or name in _left():
            continue
        # On fewer rows Polars may not notice what is refused before there are any.
        if frame == "whole" and not isinstance(computed(FRAMES[frame], _all((name,)), "core"), Raised):
            found[name] = "Polars refuses it"
    sound = tuple(name for name in names if has_rows(ELEMENTWISE[name]) and not reason(name) and name not in _left())
    for part, got in asked(sound, lambda some: computed(FRAMES[frame], _all(some), "core")):
        want = expected(FRAMES[frame], _all(part))
        if isinstance(want, Raised) or isinstance(got, Raised):
            found |= {name: difference for name in part if (difference := _alone(name, frame))}
            continue
        for name in part:
            difference = differences(want.select(name), got.select(name))
            if difference:
                found[name] = difference
    assert found == {}


def _all(names: tuple[str, ...]) -> Query:
    return query_of(ELEMENTWISE, names, _select)


def _alone(name: str, frame: str) -> str | None:
    """In what a case differs that is asked by itself."""
    return differences(expected(FRAMES[frame], _all((name,))), computed(FRAMES[frame], _all((name,)), "core"))


def test_the_core_engine_computes_most() -> None:
    assert len(ELEMENTWISE) - len(_left()) >= COMPUTED, _left()
