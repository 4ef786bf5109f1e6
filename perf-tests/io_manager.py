"""What does it cost to store and load a large table with the I/O manager, beside pyarrow alone and dagster-polars?

One table is written to a Parquet file and read again, in turns, so that all have the same weather; the best run counts.
Runs of Dagster include all of a run: events, metadata, checks of types. PIPE-11 asks for less than 5 s over pyarrow.

    python perf-tests/io_manager.py [--megabytes 1000] [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from dagster_polars import PolarsParquetIOManager

from dagster_penstock import PenstockParquetIOManager

#: Seconds over pyarrow that are too many (PIPE-11).
GATE = 5.0

#: Its version 0.27 reads with an argument that Polars 2 has no more.
WRITES_ONLY = "dagster-polars"


def table(megabytes: int) -> pa.Table:
    """Numbers that hardly compress, and texts and days that do: a file of about as many megabytes."""
    rows = megabytes * 40_000
    random = np.random.default_rng(11)
    names = pa.array([f"customer number {i}" for i in range(1000)])
    return pa.table(
        {
            "id": np.arange(rows),
            "amount": random.random(rows),
            "rate": random.random(rows),
            "exact": random.integers(0, 2**62, rows),
            "name": names.take(pa.array(random.integers(0, 1000, rows))),
            "day": pa.array(random.integers(0, 20_000, rows).astype("int32")).cast(pa.date32()),
        }
    )


class Plain:
    """pyarrow alone; the file is on the disk in the end, as that of the I/O manager is."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "plain.parquet"

    def write(self, rows: pa.Table) -> None:
        pq.write_table(rows, self._path, compression="zstd", row_group_size=122_880)
        handle = os.open(self._path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    def read(self) -> int:
        return int(pq.read_table(self._path).num_rows)

    def size(self) -> int:
        return self._path.stat().st_size


class ByDagster:
    """An asset that is stored, and one that loads it, each in a run of its own."""

    def __init__(self, manager: Any, made: Callable[[pa.Table], Any], kind: Any, instance: dg.DagsterInstance) -> None:
        self._resources = {"io_manager": manager}
        self._made, self._instance = made, instance
        self._rows: Any = None
        self._count = 0

        def big() -> Any:
            return self._rows

        def check(big: Any) -> None:
            self._count = len(big)

        big.__annotations__ = {"return": kind}
        check.__annotations__ = {"big": kind, "return": None}
        self._big, self._check = dg.asset(big), dg.asset(check)

    def write(self, rows: pa.Table) -> None:
        self._rows = self._made(rows)
        self._run([self._big])

    def read(self) -> int:
        self._run([self._big.to_source_asset(), self._check])
        return self._count

    def _run(self, assets: list[Any]) -> None:
        assert dg.materialize(assets, resources=self._resources, instance=self._instance).success


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    rows = table(arguments.megabytes)
    instance = dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})
    best: dict[tuple[str, str], float] = {}
    with tempfile.TemporaryDirectory() as folder:
        plain = Plain(Path(folder))
        ours = PenstockParquetIOManager(base_uri=f"{folder}/ours")
        polars = PolarsParquetIOManager(base_dir=f"{folder}/polars")
        ways: dict[str, Any] = {
            "pyarrow alone": plain,
            "dagster-penstock": ByDagster(ours, lambda given: given, pa.Table, instance),
            "dagster-polars": ByDagster(polars, pl.DataFrame, pl.DataFrame, instance),
        }
        for run in range(arguments.runs + 1):
            for name, way in ways.items():
                start = time.perf_counter()
                way.write(rows)
                written = time.perf_counter()
                if name == WRITES_ONLY:
                    best["write", name] = min(best.get(("write", name), written - start), written - start)
                    continue
                if way.read() != rows.num_rows:
                    sys.exit(f"{name} has read other rows than it has written")
                read = time.perf_counter()
                if run:  # the first one warms up
                    for what, seconds in (("write", written - start), ("read", read - written)):
                        best[what, name] = min(best.get((what, name), seconds), seconds)
        print(f"{rows.num_rows:,} rows, a file of {plain.size() / 1e6:,.0f} MB; of {arguments.runs} runs the best\n")
    print("| | write: s | over pyarrow: s | read: s | over pyarrow: s |")
    print("| --- | ---: | ---: | ---: | ---: |")
    over = {}
    for name in ways:
        cells = []
        for what in ("write", "read"):
            if (what, name) not in best:
                cells += ["-", "-"]
                continue
            seconds = best[what, name]
            over[what, name] = seconds - best[what, "pyarrow alone"]
            cells += [f"{seconds:.2f}", f"{over[what, name]:.2f}"]
        print(f"| {name} | {' | '.join(cells)} |")
    slow = [what for what in ("write", "read") if over[what, "dagster-penstock"] >= GATE]
    if slow:
        sys.exit(f"{GATE:.0f} s or more over pyarrow: {', '.join(slow)}")


if __name__ == "__main__":
    main()
