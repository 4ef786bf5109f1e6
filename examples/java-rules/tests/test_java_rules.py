"""The rule, called from a notebook, a Dagster asset and a dbt model."""

import os
import runpy
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import dagster as dg
import duckdb

FOLDER = Path(__file__).parents[1]


def test_the_notebook_runs_from_the_first_cell_to_the_last() -> None:
    names = runpy.run_path(str(FOLDER / "notebook.py"))
    assert names["paid"]["net"].to_list() == [Decimal("4784.00"), Decimal("1824.00"), None, Decimal("3588.00")]
    assert names["capped"]["net"].to_list() == [Decimal("5000.00"), Decimal("1805.00"), None, Decimal("3700.00")]
    assert names["well_paid"].rows() == [("Ada",), ("Di",)]


def test_the_asset_is_materialized() -> None:
    definitions = runpy.run_path(str(FOLDER / "definitions.py"))
    result = dg.materialize(
        [definitions["salaries"], definitions["net_salaries"]], resources={"io_manager": dg.mem_io_manager}
    )
    assert result.success
    net = result.output_for_node("net_salaries")
    assert net.rows() == [("Ada", Decimal("4784.00")), ("Bo", Decimal("1824.00"))]


def test_the_dbt_model_is_built(tmp_path: Path) -> None:
    project = tmp_path / "dbt"
    shutil.copytree(FOLDER / "dbt", project, ignore=shutil.ignore_patterns("target", "logs", "*.duckdb"))
    database = tmp_path / "rules.duckdb"
    done = subprocess.run(
        [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "run", "--no-use-colors"],
        cwd=project,
        env=os.environ
        | {
            "JAVA_RULES_DATABASE": str(database),
            "RULES_JAR": str(FOLDER / "target" / "java-rules.jar"),
            "DBT_PROFILES_DIR": str(project),
        },
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.sql("select name, net from net_salaries order by name").fetchall()
    assert rows == [("Ada", Decimal("4784.00")), ("Bo", Decimal("1824.00"))]
