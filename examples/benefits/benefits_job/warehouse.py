"""An asset: the tables that dbt builds out of what Dagster keeps."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb

from benefits_job.settings import HOME, Settings

_PROJECT = HOME / "dbt"
_DBT = "from dbt.cli.main import cli; cli()"
#: What the models in Python run on.
_PYTHON_ENGINE = "penstock (jvm) in dbt"


@dataclass(frozen=True, slots=True)
class Built:
    """A table that dbt has built.

    Attributes:
        name: Its name.
        rows: How many it has.
        seconds: How long it took.
        engine: What computed it.
    """

    name: str
    rows: int
    seconds: float
    engine: str


@dg.asset(group_name="warehouse", deps=["participants", "annual_additions", "corrective_events"])
def warehouse(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Tables in DuckDB, built and tested by dbt in a process of its own, which is the only one to open the database."""
    settings = Settings.from_environment()
    target = settings.folder / "dbt"
    environment = os.environ | {
        "DBT_PROFILES_DIR": str(_PROJECT),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "PENSTOCK_BENEFITS_STORAGE": str(settings.storage),
        "PENSTOCK_BENEFITS_WAREHOUSE": str(settings.warehouse),
    }
    target.mkdir(parents=True, exist_ok=True)
    log = target / "output.txt"
    arguments = [sys.executable, "-c", _DBT, "build", "--project-dir", str(_PROJECT), "--no-use-colors"]
    peak = 0
    with (
        log.open("w") as output,
        subprocess.Popen(  # noqa: S603 - our own arguments
            arguments, env=environment, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        while process.poll() is None:
            peak = max(peak, _peak_bytes(process.pid))
            time.sleep(0.05)
    context.log.info(log.read_text())
    if process.returncode:
        raise dg.Failure(f"dbt has failed:\n{log.read_text()}")
    results = json.loads((target / "run_results.json").read_text())["results"]
    built = _built(settings, results)
    return dg.MaterializeResult(
        metadata={
            "tables": dg.MetadataValue.json([[one.name, one.rows, one.seconds, one.engine] for one in built]),
            "tests_passed": sum(one["status"] == "pass" for one in results),
            "penstock/peak_rss_bytes": peak,
        }
    )


def _peak_bytes(process: int) -> int:
    """The most memory that a process had so far; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _built(settings: Settings, results: list[dict[str, Any]]) -> list[Built]:
    """The tables of a run, counted when dbt has let go of the database."""
    tables = []
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for one in results:
            kind, _, name = one["unique_id"].split(".")[:3]
            if kind == "model":
                rows = len(connection.table(name))
                is_python = (_PROJECT / "models" / f"{name}.py").exists()
                engine = _PYTHON_ENGINE if is_python else "duckdb (sql) in dbt"
                tables.append(Built(name, rows, one["execution_time"], engine))
    return tables
