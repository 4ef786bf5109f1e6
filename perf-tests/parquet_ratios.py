"""How long does Parquet take, as a share of what Polars takes, or DuckDB where it is faster?

All engines run in this process over the same files, warm and by turns; the best of N runs counts, because only noise
makes a run longer. Answers are compared before any time counts. The JVM compiles for some seconds before its figures
mean anything, so each question is asked a few times before.

    python perf-tests/parquet_ratios.py [--rows 20000000] [--runs 15] [--warm 30] [--folder FOLDER] [name ...]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

import penstock as ps

CODECS = ("zstd", "snappy", "uncompressed")


@dataclass(frozen=True)
class Question:
    """The same work for each library, and the share of the fastest one's time that ours may take.

    Attributes:
        penstock: Ours.
        others: What it is compared with, by name.
        limit: None for a figure that is only looked at.
        check: Fails when the answers differ.
    """

    name: str
    penstock: Callable[[], Any]
    others: dict[str, Callable[[], Any]]
    limit: float | None
    check: Callable[[], None] = lambda: None


@dataclass
class Times:
    """The best of several runs, in milliseconds."""

    wall: float = float("inf")
    cpu: float = float("inf")

    def add(self, run: Callable[[], object]) -> None:
        """Run once more."""
        cpu = time.process_time()
        start = time.perf_counter()
        result = run()
        self.wall = min(self.wall, (time.perf_counter() - start) * 1e3)
        self.cpu = min(self.cpu, (time.process_time() - cpu) * 1e3)
        del result


def table(rows: int) -> pl.DataFrame:
    """24 bytes a row: two columns that do not compress, one of few values."""
    random = np.random.default_rng(1)
    return pl.DataFrame({"a": random.random(rows), "b": random.random(rows), "n": random.integers(0, 1000, rows)})


def filtered(lib: Any, path: Path) -> Any:
    """A filter and aggregates."""
    return (
        lib.scan_parquet(path)
        .filter(lib.col("a") > 0.5)
        .select(lib.col("b").sum(), lib.col("n").mean(), lib.len().alias("rows"))
    )


def questions(folder: Path, frame: pl.DataFrame) -> list[Question]:
    """All questions, whose files are written first."""
    asked = []
    ours = ps.from_arrow(frame)
    connection = duckdb.connect()
    target = folder / "written.parquet"
    for codec in CODECS:
        path = folder / f"{codec}.parquet"
        frame.write_parquet(path, compression=codec)  # type: ignore[arg-type]
        sql = f"select sum(b), avg(n), count(*) from '{path}' where a > 0.5"
        asked.append(
            Question(
                f"filter-aggregate-{codec}",
                lambda path=path: filtered(ps, path).collect(),  # type: ignore[misc]
                {
                    "polars": lambda path=path: filtered(pl, path).collect(),  # type: ignore[misc]
                    "duckdb": lambda sql=sql: connection.sql(sql).fetchall(),  # type: ignore[misc]
                },
                1.0,
                lambda path=path: assert_frame_equal(  # type: ignore[misc]
                    pl.DataFrame(filtered(ps, path).collect()), filtered(pl, path).collect(), rel_tol=1e-9
                ),
            )
        )
        asked.append(
            Question(
                f"one-column-{codec}",
                lambda path=path: ps.scan_parquet(path).select(ps.col("n").sum()).collect(),  # type: ignore[misc]
                {"polars": lambda path=path: pl.scan_parquet(path).select(pl.col("n").sum()).collect()},  # type: ignore[misc]
                1.2,
            )
        )
        asked.append(
            Question(
                f"read-{codec}",
                lambda path=path: ps.read_parquet(path),  # type: ignore[misc]
                {"polars": lambda path=path: pl.read_parquet(path)},  # type: ignore[misc]
                1.2,
                lambda path=path: assert_frame_equal(pl.DataFrame(ps.read_parquet(path)), frame),  # type: ignore[misc]
            )
        )
        asked.append(
            Question(
                f"write-{codec}",
                lambda codec=codec: ours.lazy().sink_parquet(target, compression=codec),  # type: ignore[misc]
                {"polars": lambda codec=codec: frame.lazy().sink_parquet(target, compression=codec)},  # type: ignore[misc]
                1.2,
            )
        )
    schema_path = folder / f"{CODECS[0]}.parquet"
    asked.append(
        Question(
            "schema",
            lambda: ps.scan_parquet(schema_path).collect_schema(),
            {"polars": lambda: pl.scan_parquet(schema_path).collect_schema()},
            None,
        )
    )
    return asked


def main() -> None:
    """Ask the questions and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--warm", type=int, default=30)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    print(f"{arguments.rows:,} rows, {os.cpu_count()} cores, Polars {pl.__version__}, best of {arguments.runs}")
    with tempfile.TemporaryDirectory(prefix="penstock-", dir=arguments.folder) as name:
        for question in questions(Path(name), table(arguments.rows)):
            if not arguments.names or any(question.name.startswith(wanted) for wanted in arguments.names):
                ask(question, arguments.warm, arguments.runs)


def ask(question: Question, warm: int, runs: int) -> None:
    """Ask one question."""
    question.check()
    for _ in range(warm):
        question.penstock()
    measured, others = Times(), {name: Times() for name in question.others}
    for _ in range(runs):
        measured.add(question.penstock)
        for name, other in question.others.items():
            others[name].add(other)
    compared = ", ".join(f"{name} {times.wall:7.1f} ms (cpu {times.cpu:7.1f})" for name, times in others.items())
    limit = "" if question.limit is None else f" (at most {question.limit})"
    fastest = min(times.wall for times in others.values())
    least = min(times.cpu for times in others.values())
    print(
        f"{question.name:30} {measured.wall:7.1f} ms (cpu {measured.cpu:7.1f}), {compared}"
        f" | ratio {measured.wall / fastest:5.2f}{limit}, of cpu {measured.cpu / least:5.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
