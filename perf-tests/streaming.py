"""How many rows a second go through a query whose rows are never in memory together, and how much does that take?

A Parquet file of several columns is read, filtered, computed with and handed on: in batches to Python, or to another
file. Each question runs in a process of its own, some times; the best run counts, and the most memory of all.

    python perf-tests/streaming.py [--rows 20000000] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import penstock as ps

#: What must be reached, and what should (FR-26).
GATE, GOAL = 500_000, 1_000_000


def written(folder: Path, rows: int) -> Path:
    """The file that is read: numbers, texts and days."""
    path = folder / "rows.parquet"
    random = np.random.default_rng(3)
    names = pl.Series("name", [f"customer number {i}" for i in range(1000)])
    pl.DataFrame(
        {
            "id": np.arange(rows),
            "k": random.integers(0, 10_000, rows),
            "x": random.random(rows),
            "name": names.gather(random.integers(0, 1000, rows)),
            "day": pl.Series(random.integers(0, 20_000, rows).astype(np.int32)).cast(pl.Date),
        }
    ).write_parquet(path, row_group_size=500_000)
    return path


def computed(lib: Any, path: Path) -> Any:
    """What all questions do with the rows: nine of ten stay."""
    frame = lib.scan_parquet(path).filter(lib.col("x") > 0.1)
    return frame.with_columns((lib.col("x") * 2 + lib.col("k")).alias("y"), lib.col("day").dt.year().alias("year"))


def batches(lib: Any, path: Path) -> int:
    """To Python, batch by batch."""
    return sum(batch.height for batch in computed(lib, path).collect_batches())


def to_file(lib: Any, path: Path) -> int:
    """To another file."""
    out = path.with_name(f"{lib.__name__}.parquet")
    computed(lib, path).sink_parquet(out)
    return int(lib.scan_parquet(out).select(lib.len()).collect().item())


def to_groups(lib: Any, path: Path) -> int:
    """To a sum for each of ten thousand keys."""
    return int(computed(lib, path).group_by("k").agg(lib.len(), lib.col("y").sum()).collect()["len"].sum())


QUESTIONS: dict[str, Callable[[Any, Path], int]] = {
    "batches to Python": batches,
    "file to file": to_file,
    "file to groups": to_groups,
}
LIBRARIES = {"penstock": ps, "polars": pl}


def ask(question: str, library: str, path: Path, runs: int) -> None:
    """Print the best time in seconds, the rows and the peak of memory as JSON."""
    best, rows = float("inf"), 0
    for _ in range(runs + 1):
        start = time.perf_counter()
        rows = QUESTIONS[question](LIBRARIES[library], path)
        best = min(best, time.perf_counter() - start)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    # Of this program alone: what getrusage says includes the peak of the process that started it.
    peak = int(status["VmHWM"].split()[0]) // 1024
    print(json.dumps({"seconds": best, "rows": rows, "peak": peak}))


def answer(question: str, library: str, path: Path, runs: int) -> dict[str, Any]:
    """What a process of its own says."""
    order = [sys.executable, __file__, "--ask", question, library, str(path), "--runs", str(runs)]
    done = subprocess.run(order, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ask", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.ask:
        question, library, path = arguments.ask
        ask(question, library, Path(path), arguments.runs)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), arguments.rows)
        size = path.stat().st_size / 1e6
        print(f"{arguments.rows:,} rows, a file of {size:,.0f} MB; of {arguments.runs} runs the best\n")
        print("| question | rows/s | Polars: rows/s | peak MB | Polars: peak MB |")
        print("| --- | ---: | ---: | ---: | ---: |")
        slow = []
        for question in QUESTIONS:
            found = {library: answer(question, library, path, arguments.runs) for library in LIBRARIES}
            if found["penstock"]["rows"] != found["polars"]["rows"]:
                sys.exit(f"{question}: {found['penstock']['rows']} rows, and {found['polars']['rows']} of Polars")
            speed = {library: arguments.rows / one["seconds"] for library, one in found.items()}
            peaks = {library: one["peak"] for library, one in found.items()}
            print(
                f"| {question} | {speed['penstock']:,.0f} | {speed['polars']:,.0f} "
                f"| {peaks['penstock']:,} | {peaks['polars']:,} |"
            )
            if speed["penstock"] < GATE:
                slow.append(question)
        print(f"\nAt least {GATE:,} rows a second must go through, and {GOAL:,} should.")
    if slow:
        sys.exit(f"slower than {GATE:,} rows a second: {', '.join(slow)}")


if __name__ == "__main__":
    main()
