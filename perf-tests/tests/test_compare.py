"""What compares engines sees differences, and says what was missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from compare import report
from compare.answers import difference
from compare.asking import Finding, Room, memory, timed
from compare.question import Question, Size
from compare.questions import chosen
from compare.times import Times, peak

FRAME = pl.DataFrame({"k": [3, 1, 2], "v": [0.5, float("nan"), None], "s": ["a", None, "b"]})


def test_the_order_of_rows_counts_only_where_it_is_asked_for() -> None:
    other = FRAME.sort("k")
    assert difference(FRAME, other, ordered=False) is None
    assert difference(FRAME, other, ordered=True) is not None


def test_the_last_digits_of_floats_do_not_count() -> None:
    assert difference(FRAME, FRAME.with_columns(pl.col("v") * (1 + 1e-13)), ordered=False) is None
    assert difference(FRAME, FRAME.with_columns(pl.col("v") * (1 + 1e-5)), ordered=False) is not None


@pytest.mark.parametrize("rows", [1000, 200_000])
def test_one_other_value_is_a_difference(rows: int) -> None:
    frame = pl.DataFrame({"k": range(rows), "v": [float(row) for row in range(rows)]})
    wrong = frame.with_columns(v=pl.when(pl.col("k") == rows // 2).then(-1.0).otherwise("v"))
    assert difference(frame, frame.reverse(), ordered=False) is None
    assert difference(frame, wrong, ordered=False) is not None
    assert difference(frame, frame.head(rows - 1), ordered=False) is not None


def test_numbers_may_have_any_width() -> None:
    narrow = pl.DataFrame(
        {"x": pl.Series([1, 2], dtype=pl.Int32), "y": pl.Series(["1.50", "2.25"]).str.to_decimal(scale=2)}
    )
    wide = pl.DataFrame({"a": [1.0, 2.0], "b": [1.5, 2.25]})
    assert difference(narrow, wide, ordered=True) is None


def question(**changes: Any) -> Question:
    given: dict[str, Any] = {
        "tables": lambda: {"t": FRAME},
        "frames": lambda lib, f: f.select(lib.col("k") + 1),
        "sql": "select k + 1 from t",
        "must": 1e9,
    }
    return Question("plus-one", **{**given, **changes})


def test_all_engines_are_timed() -> None:
    finding = timed(question(), Room("auto"), warm=0.1, runs=2)
    assert finding.notes == {}
    assert {name: len(times.walls) for name, times in finding.times.items()} == {
        "penstock": 2,
        "polars": 2,
        "duckdb": 2,
    }
    assert finding.ratio is not None
    assert not finding.missed


def test_an_engine_that_disagrees_with_two_is_left_out() -> None:
    finding = timed(question(sql="select k + 2 from t"), Room("auto"), warm=0, runs=1)
    assert set(finding.times) == {"penstock", "polars"}
    assert finding.notes["duckdb"].startswith("has another answer")


def test_an_answer_that_nobody_shares_is_a_failure() -> None:
    wrong = question(frames=None, sql="select k + 2 from t where k > 1")
    room = Room("auto")
    agreed = timed(wrong, room, warm=0, runs=1)
    assert "penstock" not in agreed.notes
    failed = timed(question(frames=lambda lib, f: f.select(lib.col("none"))), room, warm=0, runs=1)
    assert failed.missed
    assert failed.times == {}


def test_a_ratio_is_that_to_the_faster_other_one() -> None:
    finding = Finding(question(must=0.7))
    finding.times = {
        "penstock": Times([30, 20], [9, 8]),
        "polars": Times([40, 50], [4, 4]),
        "duckdb": Times([25, 90], [16, 2]),
    }
    assert finding.ratio == 0.8
    assert finding.cpu_ratio == 4
    assert finding.missed
    assert "MISSED" in report.line(finding)


def test_a_report_has_three_files(tmp_path: Path) -> None:
    finding = timed(question(), Room("auto"), warm=0, runs=1)
    failed = Finding(question(), notes={"penstock": "ValueError: no"})
    report.write(tmp_path, [finding, failed], "a machine; some runs")
    assert "| plus-one |" in (tmp_path / "bench.md").read_text()
    assert "ValueError: no" in (tmp_path / "bench.md").read_text()
    document = json.loads((tmp_path / "bench.json").read_text())
    assert [row["missed"] for row in document["questions"]] == [False, True]
    assert document["questions"][0]["engines"]["duckdb"]["wall_ms"]["best"] > 0
    assert (tmp_path / "bench.svg").read_text().startswith("<?xml")


def test_a_process_that_grows_is_seen_to() -> None:
    # Other threads of the process take and give back some megabytes meanwhile.
    large = peak(lambda: b"x" * (256 << 20))
    assert 200 < large.grown < 400
    assert large.whole > large.grown
    assert peak(lambda: None).grown < 50


@pytest.mark.parametrize("name", ["penstock", "polars", "duckdb"])
def test_memory_is_measured(name: Any) -> None:
    assert memory(question(), name, "auto").whole > 0


def test_names_are_unique(tmp_path: Path) -> None:
    names = [question.name for question in chosen(Size(1000, 0.01, tmp_path), [])]
    assert len(names) == len(set(names))
    assert len(chosen(Size(1000, 0.01, tmp_path), ["tpch-q", "db-group-by"])) == 32


@pytest.mark.parametrize(
    "question", chosen(Size(1000, 0.01, Path()), ["filter-p", "sort-", "window", "roll", "index-", "db-"])
)
def test_engines_agree(question: Question) -> None:
    finding = timed(question, Room("auto"), warm=0, runs=1)
    assert finding.notes == {}
