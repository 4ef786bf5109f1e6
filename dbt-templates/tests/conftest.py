import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Build:
    """What a run of dbt came to."""

    ok: bool
    output: str
    statuses: dict[str, str]
    messages: dict[str, str]


class Project:
    """A copy of the sample project, to which models can be added."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("target", "tests", "logs", "dbt_packages"))
        shutil.copytree(ROOT / "sample" / "tests", folder / "sample" / "tests")
        self.folder = folder / "sample"
        self.database = folder / "sample.duckdb"

    def add(self, name: str, text: str) -> None:
        (self.folder / "models" / name).write_text(text)

    def forget_packages(self) -> None:
        """Saves `dbt deps`, for models that need no package."""
        (self.folder / "packages.yml").unlink()

    def penstock(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What the command `penstock` makes of the arguments."""
        return self._run("from penstock._cli import main; raise SystemExit(main())", *arguments)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=self.folder,
            env=os.environ | {"PENSTOCK_SAMPLE_DATABASE": str(self.database), "DBT_PROFILES_DIR": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )

    def dbt(self, *arguments: str) -> Build:
        done = self._run("from dbt.cli.main import cli; cli()", *arguments, "--no-use-colors")
        results: list[dict[str, Any]] = []
        found = self.folder / "target" / "run_results.json"
        if found.exists():
            results = json.loads(found.read_text())["results"]
        return Build(
            done.returncode == 0,
            done.stdout + done.stderr,
            {one["unique_id"].split(".")[2]: one["status"] for one in results},
            {one["unique_id"].split(".")[2]: one["message"] or "" for one in results},
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "package")
