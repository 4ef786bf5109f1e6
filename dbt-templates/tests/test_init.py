"""What ``penstock init dbt`` writes, run by dbt as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from penstock._scaffold import scaffold


def run(folder: Path, program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if not name.startswith("DBT_")},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_project_builds_at_once_and_its_model_runs_alone(tmp_path: Path) -> None:
    folder = tmp_path / "corner-shop"
    scaffold("dbt", folder)
    built = run(folder, "from dbt.cli.main import cli; cli()", "build", "--no-use-colors")
    assert "PASS=3 WARN=0 ERROR=0" in built
    with duckdb.connect(str(folder / "corner_shop.duckdb"), read_only=True) as connection:
        table = connection.table("spending")
        assert [str(one) for one in table.types] == [
            "BIGINT",
            "ENUM('CH', 'DE', 'FR')",
            "BIGINT",
            "DECIMAL(38,2)",
            "DOUBLE",
        ]
        assert [row[:2] for row in table.order("customer_id").fetchall()] == [
            (7, "CH"),
            (8, "CH"),
            (9, "DE"),
            (10, "FR"),
        ]
    alone = run(folder, "from penstock._cli import main; raise SystemExit(main())", "dbt", "run-model", "spending")
    assert "spending_sql has the same rows" in alone
