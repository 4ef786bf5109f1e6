"""What ``penstock init dagster`` writes, loaded and run by Dagster's own commands as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import penstock as ps
from penstock._scaffold import scaffold


def run(folder: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DAGSTER_", "PYTEST_"))}
    done = subprocess.run(
        command,
        cwd=folder,
        # `dg` calls `dagster` by its name.
        env=environment
        | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "DAGSTER_DISABLE_TELEMETRY": "1"},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.timeout(360)
def test_a_new_project_loads_materializes_and_passes_its_tests_and_checks(tmp_path: Path) -> None:
    folder = tmp_path / "corner-shop"
    scaffold("dagster", folder)
    assert "definitions loaded successfully" in run(folder, "dg", "check", "defs")
    launched = run(folder, "dg", "launch", "--assets", "*")
    assert "RUN_SUCCESS" in launched
    assert launched.count("ASSET_CHECK_EVALUATION") == 5
    assert ps.read_parquet(folder / "storage" / "spending.parquet").height == 4
    assert "1 passed" in run(folder, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")
