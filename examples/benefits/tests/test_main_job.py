import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

HOME = Path(__file__).parents[1]
PARTICIPANTS = 2_000


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a small run, and what it has printed."""
    folder = tmp_path_factory.mktemp("benefits")
    return folder, run(folder)


def run(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, str(HOME / "run.py"), "--participants", str(PARTICIPANTS), "--folder", str(folder)],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def asset(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "assets" / f"{name}.parquet").to_pylist()
    return rows


def test_a_line_for_each_asset_and_table(done: tuple[Path, str]) -> None:
    _, output = done
    lines = [re.split(r"\s{2,}", line.strip()) for line in output.splitlines()[2:]]
    found = {line[0]: line[1] for line in lines if len(line) >= 5}
    assert found["participants"] == "2,000"
    assert found["eligibility_by_plan"] == "15"
    assert found["employment_by_cohort"] == "20"
    assert found["county_employment"] == "2,500"
    assert int(found["corrective_events"].replace(",", "")) > 100
    assert "roster [457(b)/union]" in found
    assert found["dbt: eligibility"] == found["dbt: eligibility_sql"] == found["eligibility_flags"]


def test_the_planted_participants_are_judged_as_the_rules_say(done: tuple[Path, str]) -> None:
    sys.path.insert(0, str(HOME))
    try:
        from benefits_job.planted import CASES
    finally:
        sys.path.remove(str(HOME))
    flags = {row["employee_id"]: row for row in asset(done[0], "eligibility_flags")}
    for number, case in enumerate(CASES, start=1):
        assert (number in flags) == case.judged, case
        if case.judged:
            row = flags[number]
            found = [row[f"{rule}_eligible"] for rule in ("tenure", "age", "hours", "fully")]
            assert found == [case.tenure, case.age, case.hours, case.fully], case


def test_plans_add_up(done: tuple[Path, str]) -> None:
    flags = asset(done[0], "eligibility_flags")
    by_plan = asset(done[0], "eligibility_by_plan")
    assert sum(row["active"] for row in by_plan) == len(flags)
    assert sum(row["eligible"] for row in by_plan) == sum(row["fully_eligible"] is True for row in flags)
    assert sum(row["participants"] for row in asset(done[0], "reasons")) == len(flags)


def test_events_take_back_what_is_above_the_limit(done: tuple[Path, str]) -> None:
    folder, output = done
    additions = asset(folder, "annual_additions")
    assert {row["status"] for row in additions} == {"ok", "near", "exceeded", "undetermined"}
    excess = sum(row["excess"] or 0 for row in additions)
    events = asset(folder, "corrective_events")
    taken = sum(row["amount"] for row in events if row["action"] in ("DISTRIBUTE", "FORFEIT"))
    assert excess == taken > 0
    assert all(len(row["participant_id"]) == 64 for row in events)
    checks = dict(re.findall(r"^check (\w+): (.*);", output, re.MULTILINE))
    assert checks == {
        "additions_keep_the_limit": "not passed (ERROR)",
        "additions_keep_away_from_the_limit": "not passed (WARN)",
        "events_add_up": "passed",
    }


def test_the_counties_are_those_of_the_file(done: tuple[Path, str]) -> None:
    rows = {(row["cohort"], row["year"]): row for row in asset(done[0], "employment_by_cohort")}
    assert {cohort: rows[cohort, 2007]["counties"] for cohort, _ in rows} == {
        "never": 309,
        "2004": 20,
        "2006": 40,
        "2007": 131,
    }
    assert all(rows[cohort, 2003]["change"] == 0 for cohort, _ in rows)


def test_the_report_opens_without_a_network(done: tuple[Path, str]) -> None:
    report = (done[0] / "report.html").read_text(encoding="utf-8")
    assert report.count("<img") == 3
    assert "http" not in re.sub(r"base64,[^\"]+", "", report)
    assert "born on a leap day, 21 on 1 March" in report


def test_a_second_run_comes_to_the_same(done: tuple[Path, str]) -> None:
    folder, _ = done
    names = ("participants", "eligibility_flags", "eligibility_by_plan", "reasons", "employment_by_cohort")
    names += ("annual_additions", "corrective_events")
    before = {name: asset(folder, name) for name in names}
    made = (folder / "raw" / "participants.parquet").stat().st_mtime_ns
    run(folder)
    assert {name: asset(folder, name) for name in names} == before
    assert (folder / "raw" / "participants.parquet").stat().st_mtime_ns == made


def test_pay_is_not_shown(done: tuple[Path, str]) -> None:
    folder, output = done
    pay = {row["annual_pay"] for row in asset(folder, "participants")[:5]} - {None, Decimal(60_000)}
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert not any(str(one) in output + report for one in pay)
