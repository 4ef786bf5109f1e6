"""What do larger chunks cost in memory, and what are they good for?

A Parquet file is filtered, computed on, and written again, and grouped by a key of many values, with chunks of so many
rows; each in a process of its own, which says the best time of three and the most that columns have held.

    python perf-tests/chunks.py [--rows 5000000] [--sizes 16384 65536 262144 1048576]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import penstock as ps

QUESTIONS = ("stream to a file", "group")


def written(folder: Path, rows: int) -> Path:
    random = np.random.default_rng(51)
    path = folder / "rows.parquet"
    table = {"key": random.integers(0, max(1, rows // 10), rows), "x": random.random(rows), "y": random.random(rows)}
    pq.write_table(pa.table(table), path, row_group_size=122_880)
    return path


def answer(question: str, path: Path, size: int, runs: int = 3) -> dict[str, float]:
    """Seconds, bytes and rows of a question."""
    frame = ps.scan_parquet(path).filter(ps.col("x") > 0.1)
    best = float("inf")
    with ps.config(batch_rows=size):
        for _ in range(runs):
            started = time.perf_counter()
            if question == "group":
                rows = frame.group_by("key").agg(ps.col("y").sum()).select(ps.len()).collect().item()
            else:
                frame.with_columns(z=ps.col("x") * ps.col("y")).sink_parquet(path.with_name("out.parquet"))
                rows = pq.read_metadata(path.with_name("out.parquet")).num_rows
            best = min(best, time.perf_counter() - started)
    return {"seconds": best, "peak": ps.memory_use().columns_peak, "rows": rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--sizes", type=int, nargs="+", default=[16_384, 65_536, 262_144, 1_048_576])
    parser.add_argument("--one", nargs=3, metavar=("QUESTION", "PATH", "SIZE"), help="a single one, as JSON")
    chosen = parser.parse_args()
    if chosen.one:
        question, path, size = chosen.one
        print(json.dumps(answer(question, Path(path), int(size))))
        return
    print(f"{'':20} {'rows of a chunk':>16} {'seconds':>9} {'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder), chosen.rows)
        for question in QUESTIONS:
            rows = set()
            for size in chosen.sizes:
                program = [sys.executable, __file__, "--one", question, str(path), str(size)]
                found = json.loads(subprocess.run(program, check=True, capture_output=True, text=True).stdout)
                rows.add(found["rows"])
                print(f"{question:20} {size:16,} {found['seconds']:9.2f} {found['peak'] / 1e6:9.1f}", flush=True)
            assert len(rows) == 1, rows


if __name__ == "__main__":
    main()
