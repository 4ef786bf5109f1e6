"""How large frames are, how large plans are guessed to be, and what is said of each column."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import penstock as ps

ROWS: dict[str, list[Any]] = {
    "id": list(range(1_000)),
    "city": ["Bern", "a name that is far too long for a view"] * 500,
    "far": [True, None] * 500,
    "day": [date(2026, 1, 1)] * 1_000,
    "list": [[1, 2, 3]] * 1_000,
}


@pytest.fixture
def frame() -> ps.DataFrame:
    return ps.DataFrame(ROWS)


def test_a_lazy_frame_over_a_frame_is_as_large(frame: ps.DataFrame) -> None:
    size = frame.lazy().estimated_size()
    assert size is not None
    assert size == pytest.approx(frame.estimated_size(), rel=0.01)
    assert frame.lazy().estimated_size("kb") == pytest.approx(size / 1024)
    assert frame.lazy().select("id").estimated_size() == 8_000
    with pytest.raises(ValueError, match="unit must be one of"):
        frame.lazy().estimated_size("pages")  # type: ignore[arg-type]


def test_what_a_plan_takes_away_makes_it_smaller(frame: ps.DataFrame) -> None:
    whole = frame.lazy().estimated_size()
    assert whole is not None
    tenth = frame.lazy().head(100).estimated_size()
    assert tenth == pytest.approx(whole / 10, rel=0.01)
    filtered = frame.lazy().filter(ps.col("far")).estimated_size()
    assert filtered is not None
    assert 0 < filtered < whole
    assert frame.lazy().select(ps.len()).estimated_size() in (4, 8)


def test_files_are_measured_by_their_footers(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    rows = pl.DataFrame({"id": range(1_000), "city": [f"city {i:05}" for i in range(1_000)]})
    rows.write_parquet(path)
    scan = ps.scan_parquet(path)
    assert scan.select("id").estimated_size() == 8_000
    assert scan.select("city").estimated_size() == pytest.approx(1_000 * (4 + 10), rel=0.3)
    half = scan.filter(ps.col("id") < 500).select("id").estimated_size()
    assert half == pytest.approx(4_000, rel=0.05)
    scan.collect_schema()
    path.unlink()
    with pytest.raises(FileNotFoundError):
        scan.estimated_size()


def test_nobody_knows_how_large_text_files_and_sql_are(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a\n1\n")
    assert ps.scan_csv(path).estimated_size() is None
    assert ps.sql("select 1 as a").estimated_size() is None


def test_statistics_of_a_lazy_frame_are_those_of_its_rows(frame: ps.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    frame.write_parquet(path)
    eager = frame.stats()
    assert eager.columns == ["column", "dtype", "rows", "nulls", "min", "max", "distinct", "bytes"]
    for lazy in (frame.lazy(), ps.scan_parquet(path)):
        said = lazy.stats()
        assert said.drop("bytes").rows() == eager.drop("bytes").rows()
    known = dict(frame.lazy().stats().select("column", "bytes").rows())
    assert known["id"] == 8_000
    assert known["city"] == sum(map(len, ROWS["city"])) + 4 * 1_001
    assert known["day"] == 4_000
    held = dict(eager.select("column", "bytes").rows())
    assert known["list"] == held["list"]
    assert known["far"] == held["far"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, None, 1, 3], ("4", "1", "1", "3", "3")),
        ([None, None], ("2", "2", "None", "None", "1")),
        ([2.5, float("nan")], ("2", "0", "2.5", "2.5", "2")),
        (["b", "a", None], ("3", "1", "a", "b", "3")),
        ([[1], [2]], ("2", "0", "None", "None", "None")),
        ([], ("0", "0", "None", "None", "0")),
    ],
    ids=["numbers", "nulls", "nan", "texts", "lists", "no rows"],
)
def test_what_is_said_of_a_column(values: list[Any], expected: tuple[str, ...]) -> None:
    for frame in (ps.DataFrame({"x": values}), ps.LazyFrame({"x": values})):
        row = frame.stats().to_dicts()[0]
        assert tuple(str(row[name]) for name in ("rows", "nulls", "min", "max", "distinct")) == expected
        assert row["bytes"] >= 0
