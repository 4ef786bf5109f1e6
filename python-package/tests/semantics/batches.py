"""Many cases in one query: quick enough for every frame of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

import polars as pl
from semantics import catalogue
from semantics.deviations import reason
from semantics.running import Case, Raised, computed, differences, expected

FRAMES = {"whole": catalogue.frame(), "sliced": catalogue.sliced(), "empty": catalogue.empty()}
_SIZE = 50


def batches(cases: Iterable[str]) -> list[tuple[str, ...]]:
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


class Together:
    """Cases of the whole frame, which DuckDB answers many at a time: a query of its own costs each much more.

    Those that fail in Polars, and those of a query that fails, are asked one by one.
    """

    def __init__(self, cases: dict[str, Case]) -> None:
        self._cases = cases
        self._expected: dict[str, pl.DataFrame | Raised] = {}
        self._batches: dict[str, tuple[str, ...]] = {}
        self._answers: dict[tuple[str, ...], pl.DataFrame | Raised] = {}

    def difference(self, name: str) -> str | None:
        """In what the rows of a case differ from those of Polars; None if they do not."""
        if not self._expected:
            self._divide()
        batch = self._batches.get(name)
        if batch is not None:
            if batch not in self._answers:
                self._answers[batch] = computed(FRAMES["whole"], self._select(batch), "duckdb")
            answer = self._answers[batch]
            if not isinstance(answer, Raised):
                return differences(self._expected[name], answer.select(name))
        return differences(self._expected[name], computed(FRAMES["whole"], self._select([name]), "duckdb"))

    def _divide(self) -> None:
        """Columns of one length fit into one table."""
        by_height: dict[int, list[str]] = {}
        for name in self._cases:
            rows = expected(FRAMES["whole"], self._select([name]))
            self._expected[name] = rows
            if not isinstance(rows, Raised) and not reason(name):
                by_height.setdefault(rows.height, []).append(name)
        for names in by_height.values():
            for batch in batches(names):
                self._batches |= dict.fromkeys(batch, batch)

    def _select(self, names: Any) -> Any:
        return _query(self._cases, list(names), lambda rows, columns: rows.select(columns))
