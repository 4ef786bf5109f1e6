"""The question about the I/O manager is asked, with a small table."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import dagster as dg
import io_manager
import pyarrow as pa

from dagster_penstock import PenstockParquetIOManager

PROGRAM = Path(__file__).parents[1] / "io_manager.py"


def test_all_ways_are_asked_and_what_they_cost_is_said() -> None:
    order = [sys.executable, str(PROGRAM), "--megabytes", "1", "--runs", "1"]
    done = subprocess.run(order, check=True, capture_output=True, text=True, timeout=110)
    assert "40,000 rows, a file of 1 MB; of 1 runs the best" in done.stdout
    for name in ("pyarrow alone", "dagster-penstock"):
        assert re.search(rf"\| {name} (\| -?\d+\.\d\d ){{4}}\|", done.stdout), done.stdout
    assert re.search(r"\| dagster-polars (\| -?\d+\.\d\d ){2}\| - \| - \|", done.stdout), done.stdout


def test_what_was_written_is_read(tmp_path: Path) -> None:
    rows = io_manager.table(1)
    instance = dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}})
    manager = PenstockParquetIOManager(base_uri=str(tmp_path))
    ways = (io_manager.Plain(tmp_path), io_manager.ByDagster(manager, lambda given: given, pa.Table, instance))
    for way in ways:
        way.write(rows)
        assert way.read() == rows.num_rows
