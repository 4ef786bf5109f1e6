"""The three engines, each with the tables of a question in the form that it likes best."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import duckdb
import polars as pl

import penstock as ps
from compare.question import Asked, EngineName, Question, Run, Tables


class Engine(Protocol):
    """An engine that has been given tables."""

    def ask(self, question: Question) -> Run | None:
        """The question as a call that answers it, or None where it is not written for this engine."""
        ...

    def close(self) -> None:
        """Let go of the tables."""
        ...


class Frames:
    """Polars, or Penstock, over lazy frames."""

    def __init__(self, library: Any, frames: dict[str, Any], collect: Callable[[Any], Any]) -> None:
        self._library = library
        self._frames = frames
        self._collect = collect

    def ask(self, question: Question) -> Run | None:
        lazy = self.lazy(question)
        run = question.run or self._collect
        return lambda: run(lazy)

    def lazy(self, question: Question) -> Any:
        """The question as a lazy frame."""
        if question.frames is not None:
            return question.frames(self._library, *self._frames.values())
        return self._library.SQLContext(self._frames, eager=False).execute(question.sql, eager=False)

    def close(self) -> None:
        self._frames = {}


class Penstock(Frames):
    """Penstock, over the memory of the given frames, or over the files."""

    def __init__(self, tables: Tables, engine: Asked) -> None:
        frames = {
            name: ps.scan_parquet(table) if isinstance(table, Path) else ps.from_arrow(table).lazy()
            for name, table in tables.items()
        }
        ps.select(ps.lit(1))  # the JVM starts now, and not in the first question
        super().__init__(ps, frames, lambda lazy: lazy.collect(engine=engine))
        self._engine = engine

    def places(self, question: Question) -> str:
        """Which engines run the question's parts, the last part first."""
        plan = self.lazy(question).explain(level="physical", engine=self._engine)
        return ", ".join(dict.fromkeys(re.findall(r"^ *FRAGMENT \d+ on (\w+)", plan, re.MULTILINE)))


def polars(tables: Tables) -> Frames:
    """Polars, over the given frames."""
    frames = {
        name: pl.scan_parquet(table) if isinstance(table, Path) else table.lazy() for name, table in tables.items()
    }
    return Frames(pl, frames, lambda lazy: lazy.collect())


class DuckDB:
    """DuckDB, over tables of its own, or over the files."""

    def __init__(self, tables: Tables) -> None:
        self._connection = duckdb.connect()
        for name, table in tables.items():
            if isinstance(table, Path):
                self._connection.execute(f"create view {name} as select * from '{table}'")
            else:
                self._connection.register("given", table)
                self._connection.execute(f"create table {name} as select * from given")
                self._connection.unregister("given")

    def ask(self, question: Question) -> Run | None:
        sql = question.sql
        if sql is None:
            return None
        if sql.startswith("copy"):
            return lambda: self._connection.execute(sql)
        return lambda: self._connection.sql(sql).to_arrow_table()

    def close(self) -> None:
        self._connection.close()


def opened(name: EngineName, tables: Tables, engine: Asked) -> Engine:
    """An engine with tables; `engine` is the one that Penstock is asked to take."""
    if name == "penstock":
        return Penstock(tables, engine)
    return polars(tables) if name == "polars" else DuckDB(tables)
