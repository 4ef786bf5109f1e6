"""Many cases in one query: quick enough for every frame of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import polars as pl
from semantics import catalogue
from semantics.deviations import reason
from semantics.running import Case, Query, Raised, computed, differences, expected, is_left_to_others

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
    sound = tuple(name for name in names if not reason(name) and has_rows(cases[name]))
    kept = [
        name
        for part, rows in asked(sound, lambda part: expected(frame, query_of(cases, part, shape)))
        if not isinstance(rows, Raised)
        for name in part
    ]
    query = query_of(cases, kept, shape)
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


@cache
def has_rows(case: Case) -> bool:
    """Whether Polars has an answer for the whole frame."""
    return not isinstance(expected(FRAMES["whole"], lambda m, rows: rows.select(case(m).alias("out"))), Raised)


def asked(
    names: tuple[str, ...], ask: Callable[[tuple[str, ...]], pl.DataFrame | Raised]
) -> Iterator[tuple[tuple[str, ...], pl.DataFrame | Raised]]:
    """The answers to cases, as many in one query as have one: those of a query that fails are asked in halves."""
    answer = ask(names)
    if isinstance(answer, Raised) and len(names) > 1:
        half = len(names) // 2
        yield from asked(names[:half], ask)
        yield from asked(names[half:], ask)
    else:
        yield names, answer


def left_to_others(cases: dict[str, Case], shape: Any) -> frozenset[str]:
    """The cases for which the core engine has no kernel."""
    return frozenset(
        name
        for names in batches(cases)
        for (name, *_), rows in asked(
            names, lambda some: computed(FRAMES["empty"], query_of(cases, some, shape), "core")
        )
        if is_left_to_others(rows)
    )


def query_of(cases: dict[str, Case], names: Iterable[str], shape: Any) -> Query:
    """A query of many cases, each under its own name."""
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

    def broken(self, names: Iterable[str]) -> dict[str, str]:
        """What is wrong with each case that is wrong, but for those of which we know why they differ."""
        return {name: wrong for name in names if not reason(name) and (wrong := self._difference(name))}

    def _difference(self, name: str) -> str | None:
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
        return query_of(self._cases, list(names), lambda rows, columns: rows.select(columns))
