"""Many cases in one query: quick enough for every frame of the catalogue."""

from __future__ import annotations

from itertools import islice
from typing import Any

import polars as pl
from semantics import catalogue
from semantics.deviations import reason
from semantics.running import Case, Raised, computed, differences, expected

FRAMES = {"whole": catalogue.frame(), "sliced": catalogue.sliced(), "empty": catalogue.empty()}
_SIZE = 50


def batches(cases: dict[str, Case]) -> list[tuple[str, ...]]:
    """The names of the cases, some at a time."""
    names = iter(cases)
    return list(iter(lambda: tuple(islice(names, _SIZE)), ()))


def broken(
    frame: pl.DataFrame, cases: dict[str, Case], names: tuple[str, ...], shape: Any, engine: str = "duckdb"
) -> dict[str, str]:
    """What is wrong with each case that is wrong.

    Cases that fail in Polars are left out: a query with one of them has no rows to compare. So are those that fail for
    the whole frame, because on fewer rows Polars may not notice what Penstock refuses before it sees any.
    """
    kept = []
    for name in names:
        if reason(name):
            continue
        plain = expected(FRAMES["whole"], _query(cases, [name], lambda rows, columns: rows.select(columns)))
        if not isinstance(plain, Raised) and not isinstance(expected(frame, _query(cases, [name], shape)), Raised):
            kept.append(name)
    query = _query(cases, kept, shape)
    want, got = expected(frame, query), computed(frame, query, engine)
    if isinstance(want, Raised) or isinstance(got, Raised):
        difference = differences(want, got)
        return {"all": difference} if difference else {}
    found = {}
    for name in kept:
        difference = differences(want.select(name), got.select(name))
        if difference:
            found[name] = difference
    return found


def _query(cases: dict[str, Case], names: list[str], shape: Any) -> Any:
    return lambda m, rows: shape(rows, [cases[name](m).alias(name) for name in names])
