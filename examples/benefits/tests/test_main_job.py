import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
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


YEARS = (2023, 2024, 2025)


def asset(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "assets" / f"{name}.parquet").to_pylist()
    return rows


def by_year(folder: Path, name: str) -> dict[int, list[dict[str, Any]]]:
    """What a folder has for each plan year, and nothing else."""
    files = sorted(path.name for path in (folder / "assets" / name).iterdir())
    assert files == [f"{year}.parquet" for year in YEARS]
    return {year: asset(folder, f"{name}/{year}") for year in YEARS}


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """What dbt has built."""
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        rows: list[dict[str, Any]] = connection.table(name).to_arrow_table().to_pylist()
        return rows


def test_a_line_for_each_asset_and_table(done: tuple[Path, str]) -> None:
    _, output = done
    lines = [re.split(r"\s{2,}", line.strip()) for line in output.splitlines()[2:]]
    found = {line[0]: line[1] for line in lines if len(line) >= 5}
    assert found["participants"] == "2,000"
    assert found["eligibility_by_plan"] == "15"
    assert found["employment_by_cohort"] == "20"
    assert found["county_employment"] == "2,500"
    assert all(int(found[f"corrective_events [{year}]"].replace(",", "")) > 100 for year in YEARS)
    assert "roster [457(b)/union]" in found
    total = sum(int(found[f"annual_additions [{year}]"].replace(",", "")) for year in YEARS)
    assert found["dbt: additions"] == f"{total:,}"
    assert found["dbt: eligibility"] == found["dbt: eligibility_sql"] == found["eligibility_flags"]


def test_each_line_says_what_memory_it_took(done: tuple[Path, str]) -> None:
    _, output = done
    lines = [re.split(r"\s{2,}", line.strip()) for line in output.splitlines()[2:]]
    peaks = {line[0]: int(line[3].replace(",", "")) for line in lines if len(line) >= 5}
    assert {"eligibility_flags", "annual_additions [2025]", "dbt: repeated_excess"} <= set(peaks)
    # Python, the JVM and DuckDB together, for a table that is small: anything near a gigabyte is a leak.
    assert all(50 < peak < 1_000 for peak in peaks.values()), peaks


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


def test_events_take_back_what_is_above_the_limit_of_each_year(done: tuple[Path, str]) -> None:
    folder, output = done
    events = by_year(folder, "corrective_events")
    for year, additions in by_year(folder, "annual_additions").items():
        assert {row["status"] for row in additions} == {"ok", "near", "exceeded", "undetermined"}
        assert {row["limitation_year_end"].year for row in additions} == {year}
        excess = sum(row["excess"] or 0 for row in additions)
        taken = sum(row["amount"] for row in events[year] if row["action"] in ("DISTRIBUTE", "FORFEIT"))
        assert excess == taken > 0
        assert f"{year}: ${taken:,} of ${excess:,}" in output
    assert all(len(row["participant_id"]) == 64 for rows in events.values() for row in rows)


def test_a_year_has_the_limit_of_the_law(done: tuple[Path, str]) -> None:
    limits = {
        year: max(row["annual_limit"] for row in rows if row["annual_limit"] is not None)
        for year, rows in by_year(done[0], "annual_additions").items()
    }
    assert limits == {2023: 66_000, 2024: 69_000, 2025: 70_000}


def test_checks_are_told_in_the_output_and_in_the_report(done: tuple[Path, str]) -> None:
    folder, output = done
    checks = dict(re.findall(r"^check (\w+): ([^;\n]*)", output, re.MULTILINE))
    assert checks == {
        "participants_are_there_once": "passed",
        "plans_are_known": "passed",
        "flags_are_about_participants": "passed",
        "additions_keep_the_limit": "not passed (ERROR)",
        "additions_keep_away_from_the_limit": "not passed (WARN)",
        "one_row_for_each_participant_and_year": "passed",
        "events_add_up": "passed",
        "events_are_there_once": "passed",
        "events_name_nobody": "passed",
    }
    report = (folder / "report.html").read_text(encoding="utf-8")
    for name, verdict in checks.items():
        assert f"<td>{name.replace('_', ' ')}</td><td>{verdict}</td>" in report


def test_marts_tell_what_the_assets_tell(done: tuple[Path, str]) -> None:
    folder, _ = done
    additions = by_year(folder, "annual_additions")
    mart = {(row["plan_year"], row["status"]): row["participants"] for row in table(folder, "mart_additions")}
    assert mart == Counter((year, row["status"]) for year, rows in additions.items() for row in rows)
    corrections = table(folder, "mart_corrections")
    for year in YEARS:
        own = [row for row in corrections if row["plan_year"] == year and row["percent_of_excess"] is not None]
        assert sum(row["percent_of_excess"] for row in own) == pytest.approx(100, abs=0.2)


def test_years_in_a_row_are_counted(done: tuple[Path, str]) -> None:
    folder, _ = done
    over: dict[int, dict[int, Decimal]] = {}
    for year, rows in by_year(folder, "annual_additions").items():
        for row in rows:
            if row["status"] == "exceeded":
                over.setdefault(row["participant_id"], {})[year] = row["excess"]
    found = {(row["participant_id"], row["plan_year"]): row for row in table(folder, "repeated_excess")}
    assert len(found) == sum(map(len, over.values()))
    for (participant, year), row in found.items():
        years = over[participant]
        first = year
        while first - 1 in years:
            first -= 1
        assert row["years_in_a_row"] == year - first + 1
        assert row["excess_so_far"] == sum(excess for one, excess in years.items() if one <= year)
    assert {row["years_in_a_row"] for row in found.values()} == {1, 2, 3}


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
    assert report.count("<img") == 5
    assert "http" not in re.sub(r"base64,[^\"]+", "", report)
    assert "born on a leap day, 21 on 1 March" in report


def test_a_second_run_comes_to_the_same(done: tuple[Path, str]) -> None:
    folder, _ = done
    names = ("participants", "eligibility_flags", "eligibility_by_plan", "reasons", "employment_by_cohort")
    names += tuple(f"{name}/{year}" for name in ("annual_additions", "corrective_events") for year in YEARS)
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
