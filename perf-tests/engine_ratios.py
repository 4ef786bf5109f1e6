"""How long do queries take, as a share of what Polars takes for the same ones?

Both engines run in this process, over the same 10 million rows in memory, warm and by turns; the best of N runs
counts, because only noise makes a run longer. Answers are compared before any time counts. On a machine that others
use as well, the processor time of all threads says more than the clock.

    python perf-tests/engine_ratios.py [--rows 10000000] [--runs 15] [name ...]
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

import penstock as ps


@dataclass(frozen=True)
class Question:
    """A query, written once for both libraries, and the share of Polars' time that it may take."""

    name: str
    query: Callable[[Any, Any], Any]
    limit: float
    ordered: bool = True


QUESTIONS = [
    Question(
        "filter-project",
        lambda lib, f: f.filter(lib.col("a") > 0.5).select(
            (lib.col("b") * lib.col("c") + lib.col("a")).alias("x"), (lib.col("n") * 2 - 1).alias("y")
        ),
        limit=1.0,
    ),
    Question(
        "project",
        lambda lib, f: f.select(
            (lib.col("a") * lib.col("b") + lib.col("c")).alias("x"),
            (lib.col("a") - lib.col("b")).alias("y"),
        ),
        limit=1.0,
    ),
    Question("filter-all", lambda lib, f: f.filter((lib.col("a") > 0.9) & (lib.col("b") < 0.5)), limit=1.0),
    Question(
        "when-then",
        lambda lib, f: f.select(
            lib.when(lib.col("a") > 0.5).then(lib.col("b")).otherwise(lib.col("c")).alias("x"),
            lib.col("n").is_between(10, 500).alias("y"),
        ),
        limit=1.0,
    ),
    Question("text", lambda lib, f: f.filter(lib.col("s") == "key7").select("n", "s"), limit=1.0),
]


def table(rows: int) -> pl.DataFrame:
    """Four columns of numbers and one of text, without nulls."""
    random = np.random.default_rng(1)
    keys = pl.Series("key", [f"key{i}" for i in range(10)])
    return pl.DataFrame(
        {
            "a": random.random(rows),
            "b": random.random(rows),
            "c": random.random(rows),
            "n": random.integers(0, 1000, rows),
            "s": keys.gather(random.integers(0, 10, rows)),
        }
    )


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


def main() -> None:
    """Ask the questions and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    theirs = table(arguments.rows)
    ours = ps.from_arrow(theirs)
    print(f"{arguments.rows:,} rows, {os.cpu_count()} cores, Polars {pl.__version__}, best of {arguments.runs}")
    for question in QUESTIONS:
        if arguments.names and question.name not in arguments.names:
            continue
        polars = question.query(pl, theirs.lazy())
        penstock = question.query(ps, ours.lazy())
        assert_frame_equal(
            pl.DataFrame(penstock.collect()), polars.collect(), check_row_order=question.ordered, rel_tol=1e-9
        )
        reference, measured = Times(), Times()
        for _ in range(arguments.runs):
            reference.add(polars.collect)
            measured.add(penstock.collect)
        print(
            f"{question.name:16} wall {measured.wall:7.1f} ms, polars {reference.wall:7.1f} ms"
            f" | cpu {measured.cpu:7.1f} ms, polars {reference.cpu:7.1f} ms"
            f" | ratio {measured.wall / reference.wall:5.2f} (at most {question.limit}),"
            f" of cpu {measured.cpu / reference.cpu:5.2f}"
        )


if __name__ == "__main__":
    main()
