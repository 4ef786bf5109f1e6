"""How long joins take, as a share of the faster of Polars and DuckDB, and how much memory they need.

All engines run in this process, over the same rows in memory (DuckDB over tables of its own), warm and by turns; the
best of N runs counts. Answers are compared before any time counts.

    python perf-tests/join_ratios.py [--rows 10000000] [--runs 7] [--memory] [--threads] [name ...]

`--memory` asks how far each engine's process grows above its inputs, each in a process of its own. `--threads` asks
what a second thread is good for.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
from engine_ratios import Times

import penstock as ps

ENGINES = ["penstock", "polars", "duckdb"]


@dataclass(frozen=True)
class Question:
    """A join of two tables, written once for each library, and the share of the faster one's time that it may take.

    Attributes:
        tables: Makes the left and the right table.
        sql: The same for DuckDB, over tables `l` and `r`.
        limit: None for a figure that is only looked at.
    """

    name: str
    tables: Callable[[int], tuple[pl.DataFrame, pl.DataFrame]]
    query: Callable[[Any, Any], Any]
    sql: str
    limit: float | None = None


def joined(name: str, tables: Callable[[int], tuple[pl.DataFrame, pl.DataFrame]], how: str, *on: str) -> Question:
    """A join by columns that have the same names on both sides."""
    using = ", ".join(on)
    return Question(
        name,
        tables,
        lambda left, right: left.join(right, on=list(on), how=how),
        f"select * from l {how} join r using ({using})",
        limit=1.0,
    )


def keyed(share: float, matched: float = 1.0) -> Callable[[int], tuple[pl.DataFrame, pl.DataFrame]]:
    """Rows with random keys, and a table of unique keys that has `share` as many rows, of which `matched` are found."""

    def tables(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        random = np.random.default_rng(1)
        count = max(1, int(rows * share))
        left = pl.DataFrame({"k": random.integers(0, int(count / matched), rows), "v": random.random(rows)})
        return left, pl.DataFrame({"k": random.permutation(int(count / matched))[:count], "w": random.random(count)})

    return tables


def changed(
    tables: Callable[[int], tuple[pl.DataFrame, pl.DataFrame]], *columns: pl.Expr
) -> Callable[[int], tuple[pl.DataFrame, pl.DataFrame]]:
    """The same tables with other columns."""
    return lambda rows: tuple(table.with_columns(*columns) for table in tables(rows))  # type: ignore[return-value]


def skewed(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Half of the left rows have one key."""
    left, right = keyed(0.1)(rows)
    return left.with_columns(k=pl.when(pl.col("v") < 0.5).then(7).otherwise(pl.col("k"))), right


def repeated(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each right key comes about four times, a quarter of the left rows is there."""
    random = np.random.default_rng(1)
    count = rows // 10
    left = pl.DataFrame({"k": random.integers(0, count, rows // 4), "v": random.random(rows // 4)})
    return left, pl.DataFrame({"k": random.integers(0, count // 4, count) * 4, "w": random.random(count)})


def db_benchmark(right: str) -> Callable[[int], tuple[pl.DataFrame, pl.DataFrame]]:
    """The tables of the db-benchmark's join task: three keys as integers and as text, nine of ten in both tables."""

    def tables(rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        random = np.random.default_rng(108)
        sizes = {"id1": max(rows // 1_000_000, 10), "id2": max(rows // 1000, 10), "id3": rows}
        halves = {}
        for name, size in sizes.items():
            keys = random.permutation(int(size * 1.1)) + 1
            common, rest = keys[: int(size * 0.9)], keys[int(size * 0.9) :]
            half = size - len(common)
            halves[name] = np.concatenate([common, rest[:half]]), np.concatenate([common, rest[half : 2 * half]])

        def table(count: int, names: list[str], side: int, value: str) -> pl.DataFrame:
            columns = {}
            for name in names:
                keys = halves[name][side]
                more = random.choice(keys, max(0, count - len(keys)))
                columns[name] = random.permutation(np.concatenate([keys[:count], more]))
            texts = [pl.format("id{}", name).alias(f"id{int(name[2]) + 3}") for name in names]
            return pl.DataFrame(columns).with_columns(*texts, pl.Series(value, np.round(random.random(count) * 100, 6)))

        left = table(rows, ["id1", "id2", "id3"], 0, "v1")
        names = {"small": ["id1"], "medium": ["id1", "id2"], "big": ["id1", "id2", "id3"]}[right]
        return left, table({"small": sizes["id1"], "medium": sizes["id2"], "big": rows}[right], names, 1, "v2")

    return tables


FAR = pl.col("k") * 1_000_003
TEXT = pl.format("customer number {}", pl.col("k")).alias("k")
SECOND = (pl.col("k") % 1000).alias("j")

QUESTIONS = [
    joined("inner-1m", keyed(0.1), "inner", "k"),
    joined("inner-1m-far", changed(keyed(0.1), FAR), "inner", "k"),
    joined("inner-1m-some", changed(keyed(0.1, matched=0.5), FAR), "inner", "k"),
    joined("left-1m", keyed(0.1, matched=0.5), "left", "k"),
    joined("left-1m-far", changed(keyed(0.1, matched=0.5), FAR), "left", "k"),
    joined("semi-1m", keyed(0.1, matched=0.5), "semi", "k"),
    joined("semi-1m-far", changed(keyed(0.1, matched=0.5), FAR), "semi", "k"),
    joined("anti-1m-far", changed(keyed(0.1, matched=0.5), FAR), "anti", "k"),
    joined("inner-1m-text", changed(keyed(0.1), TEXT), "inner", "k"),
    joined("inner-1m-two", changed(keyed(0.1), SECOND), "inner", "k", "j"),
    joined("inner-1m-two-far", changed(keyed(0.1), SECOND, FAR * 1_000_003), "inner", "k", "j"),
    joined("inner-1m-text-two", changed(keyed(0.1), SECOND, TEXT), "inner", "k", "j"),
    joined("inner-1m-skew", skewed, "inner", "k"),
    joined("inner-1m-repeated", repeated, "inner", "k"),
    joined("inner-1k", keyed(0.0001), "inner", "k"),
    joined("inner-10m", keyed(1), "inner", "k"),
    joined("inner-10m-far", changed(keyed(1), FAR), "inner", "k"),
    joined("inner-10m-text", changed(keyed(1), TEXT), "inner", "k"),
    joined("db-q1", db_benchmark("small"), "inner", "id1"),
    joined("db-q2", db_benchmark("medium"), "inner", "id2"),
    joined("db-q3", db_benchmark("medium"), "left", "id2"),
    joined("db-q4", db_benchmark("medium"), "inner", "id5"),
    joined("db-q5", db_benchmark("big"), "inner", "id3"),
]


def fingerprint(frame: pl.DataFrame) -> tuple[int, int]:
    """The same for the same rows in any order."""
    rows = frame.select(sorted(frame.columns)).hash_rows()
    return frame.height, int(rows.sum())


class Asked:
    """A question, ready to run on one engine after the other."""

    def __init__(self, question: Question, rows: int, engines: list[str]) -> None:
        left, right = question.tables(rows)
        self.runs: dict[str, Callable[[], Any]] = {}
        if "polars" in engines:
            self.runs["polars"] = question.query(left.lazy(), right.lazy()).collect
        if "penstock" in engines:
            penstock = question.query(ps.from_arrow(left).lazy(), ps.from_arrow(right).lazy())
            self.runs["penstock"] = penstock.collect
        if "duckdb" in engines:
            connection = duckdb.connect()
            connection.execute('create table l as select * from "left"')
            connection.execute('create table r as select * from "right"')
            self.runs["duckdb"] = lambda: connection.sql(question.sql).to_arrow_table()


def compare(question: Question, rows: int, runs: int) -> None:
    """One line: the best times of all engines."""
    asked = Asked(question, rows, ENGINES)
    answers = {name: fingerprint(pl.DataFrame(asked.runs[name]())) for name in ("penstock", "polars")}
    if answers["penstock"] != answers["polars"]:
        message = f"{question.name}: {answers}"
        raise AssertionError(message)
    times = {name: Times() for name in ENGINES}
    for _ in range(runs):
        for name, run in asked.runs.items():
            times[name].add(run)
    best = min(times["polars"].wall, times["duckdb"].wall)
    limit = "" if question.limit is None else f" (at most {question.limit})"
    print(
        f"{question.name:18}"
        + ",".join(f" {name} {times[name].wall:7.1f} ms (cpu {times[name].cpu:7.1f})" for name in ENGINES)
        + f" | ratio {times['penstock'].wall / best:5.2f}{limit}",
        flush=True,
    )


def peak(question: Question, rows: int, engine: str) -> float:
    """How many megabytes the process grows by while it joins, above what the inputs take."""
    asked = Asked(question, rows, [engine])
    Path("/proc/self/clear_refs").write_text("5")
    before = resident("VmRSS")
    result = asked.runs[engine]()
    del result
    return resident("VmHWM") - before


def resident(what: str) -> float:
    """A line of the process's status, in megabytes."""
    status = Path("/proc/self/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith(what))) / 1024


def grown(question: Question, rows: int) -> None:
    """One line: the peaks of all engines, each in a process of its own."""
    peaks = {}
    for engine in ENGINES:
        command = [sys.executable, __file__, "--rows", str(rows), "--peak-of", engine, question.name]
        peaks[engine] = float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    best = min(peaks["polars"], peaks["duckdb"])
    print(
        f"{question.name:18}"
        + ",".join(f" {name} {peaks[name]:7.0f} MB" for name in ENGINES)
        + f" | ratio {peaks['penstock'] / best:5.2f} to the smaller,"
        f" {peaks['penstock'] / peaks['polars']:5.2f} to Polars (at most 1.3)",
        flush=True,
    )


def scaled(question: Question, rows: int, runs: int) -> None:
    """One line: the times on one thread and on two."""
    asked = Asked(question, rows, ["penstock"])
    times = {1: Times(), 2: Times()}
    for _ in range(runs):
        for threads, best in times.items():
            with ps.config(threads=threads):
                best.add(asked.runs["penstock"])
    print(
        f"{question.name:18} one thread {times[1].wall:7.1f} ms, two {times[2].wall:7.1f} ms"
        f" | {times[1].wall / times[2].wall:4.2f} times as fast (at least 1.7)",
        flush=True,
    )


def main() -> None:
    """Ask the questions and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--threads", action="store_true")
    parser.add_argument("--peak-of", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    chosen = [question for question in QUESTIONS if not arguments.names or question.name in arguments.names]
    if arguments.peak_of:
        print(peak(chosen[0], arguments.rows, arguments.peak_of))
        return
    print(f"{arguments.rows:,} rows, {os.cpu_count()} cores, Polars {pl.__version__}, DuckDB {duckdb.__version__}")
    for question in chosen:
        if arguments.memory:
            grown(question, arguments.rows)
        elif arguments.threads:
            scaled(question, arguments.rows, arguments.runs)
        else:
            compare(question, arguments.rows, arguments.runs)


if __name__ == "__main__":
    main()
