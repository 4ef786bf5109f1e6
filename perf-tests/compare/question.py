"""What is asked: a query, the tables that it reads, and the share of the faster one's time that it may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

#: Rows in memory, or a Parquet file, by the names that SQL calls them.
Tables = Mapping[str, pl.DataFrame | Path]
Run = Callable[[], Any]
EngineName = Literal["penstock", "polars", "duckdb"]
#: Which of its engines Penstock is asked to take.
Asked = Literal["auto", "core", "duckdb"]
OTHERS: tuple[EngineName, ...] = ("polars", "duckdb")


@dataclass(frozen=True)
class Size:
    """How much data the questions are asked about, and where files of it may lie.

    Attributes:
        rows: Of the tables in memory and of Parquet files.
        scale: Of TPC-H: 1 is about a gigabyte of text.
    """

    rows: int
    scale: float
    folder: Path


@dataclass(frozen=True)
class Question:
    """A query, written once for each language.

    Attributes:
        tables: Makes the tables. Questions that share it are asked about the same ones.
        frames: The query for Penstock and Polars, of the library and its lazy frames in the order of `tables`.
        sql: The query for DuckDB, and for the others where there are no `frames`.
        must: The share of the faster other engine's time that ours may take; None for a figure that is only looked at.
        aim: The share that we would like.
        ordered: Whether the order of the rows is a part of the answer.
        run: What is done with a lazy frame, where it is not collected.
    """

    name: str
    tables: Callable[[], Tables]
    frames: Callable[..., Any] | None = None
    sql: str | None = None
    must: float | None = None
    aim: float | None = None
    ordered: bool = False
    run: Callable[[Any], Any] | None = None
