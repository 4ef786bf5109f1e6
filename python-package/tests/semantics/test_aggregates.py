"""Every aggregate means what it means in Polars: of all rows, of groups, and of partitions."""

from __future__ import annotations

from typing import Any

import pytest
from semantics import cases_aggregates
from semantics.batches import FRAMES, Together, batches, broken
from semantics.running import named

ALL = named(cases_aggregates)
TOGETHER = Together(ALL)


@pytest.mark.parametrize("names", batches(ALL), ids=lambda names: names[0])
def test_aggregates_mean_what_they_mean_in_polars(names: tuple[str, ...]) -> None:
    assert TOGETHER.broken(names) == {}


def _all_rows(rows: Any, expressions: list[Any]) -> Any:
    return rows.select(expressions)


def _groups(rows: Any, expressions: list[Any]) -> Any:
    return rows.group_by("g", maintain_order=True).agg(expressions)


def _partitions(rows: Any, expressions: list[Any]) -> Any:
    return rows.select(expression.over("g") for expression in expressions)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("shape", [_all_rows, _groups, _partitions])
@pytest.mark.parametrize("names", batches(ALL), ids=lambda names: names[0])
def test_aggregates_mean_the_same_in_groups_and_partitions(frame: str, shape: Any, names: tuple[str, ...]) -> None:
    assert broken(FRAMES[frame], ALL, names, shape) == {}


#: What the core engine computes in another way: k's skewness is nothing but rounding.
_NOT_CORE = ("k.skew",)
_CORE = {name: case for name, case in ALL.items() if not name.partition(": ")[2].startswith(_NOT_CORE)}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("shape", [_all_rows, _groups])
@pytest.mark.parametrize("names", batches(_CORE), ids=lambda names: names[0])
def test_aggregates_mean_the_same_on_the_core_engine(frame: str, shape: Any, names: tuple[str, ...]) -> None:
    assert broken(FRAMES[frame], _CORE, names, shape, "core") == {}
