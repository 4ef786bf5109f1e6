"""What crosses the border of a SQL text: columns that it reads, and what is asked of its answer."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import penstock as ps


def operators(plan: ps.LazyFrame) -> list[dict[str, Any]]:
    """What DuckDB ran."""

    def below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for child in node["inputs"]:
            yield child
            yield from below(child)

    shown = json.loads(plan.explain(analyze=True, format="json"))["plan"]
    (ran,) = [node for node in (shown, *below(shown)) if node["operation"] == "RAN"]
    return list(below(ran))


def scanned(plan: ps.LazyFrame) -> list[set[str]]:
    """The columns that DuckDB took of each scan."""
    found = []
    for operator in operators(plan):
        if operator["operation"] == "TABLE_SCAN":
            (columns,) = [item for item in operator["items"] if item.startswith("Projections: ")]
            found.append(set(columns.removeprefix("Projections: ").split(", ")))
    return found


TABLE = {"k": [i % 10 for i in range(2_000)], "v": list(range(2_000)), "w": ["x"] * 2_000}


@pytest.fixture(params=["frame", "plan"])
def table(request: pytest.FixtureRequest) -> Any:
    """A frame, which may be read again and again, and a plan that the core engine runs."""
    frame = ps.DataFrame(TABLE)
    return frame if request.param == "frame" else frame.lazy().with_columns(z=ps.col("v") * 2)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("select sum(v) as s from t", {"v"}),
        ("select k from (select k, w from t) where k > 1", {"k"}),
        ("select w from t where k = 3", {"k", "w"}),
        ("select a.v from t a join t b using (v)", {"v"}),
    ],
)
def test_columns_that_a_text_does_not_read_are_not_handed_over(table: Any, text: str, columns: set[str]) -> None:
    assert set().union(*scanned(ps.sql(text, t=table))) == columns


def test_what_is_asked_of_the_answer_reaches_the_tables(table: Any) -> None:
    answer = ps.sql("select *, v + 1 as next from t", t=table).filter(ps.col("v") >= 1_990).select("k")
    assert scanned(answer) == [{"k", "v"}]
    assert max(operator["rows"] for operator in operators(answer) if operator["operation"] != "TABLE_SCAN") == 10
    assert answer.collect().height == 10


def test_what_is_asked_of_the_answer_leaves_out_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    ps.DataFrame(TABLE).write_parquet(path, row_group_size=100)
    answer = ps.sql("select v, k from t", t=ps.scan_parquet(path)).filter(ps.col("v") < 150)
    (scan,) = json.loads(answer.explain(analyze=True, format="json"))["scans"]
    assert (scan["row_groups_kept"], scan["row_groups"]) == (2, 20)
    assert answer.collect().height == 150


def test_durations_are_numbers_of_their_unit_and_differences_of_times_are_durations() -> None:
    frame = ps.DataFrame({"took": [timedelta(seconds=2), None]})
    answer = ps.sql("select took, to_microseconds(took) as span, took // 1000000 as seconds from t", t=frame)
    assert dict(answer.collect_schema()) == {
        "took": ps.Int64,
        "span": ps.Duration("us"),
        "seconds": ps.Int64,
    }
    assert answer.collect().rows() == [(2_000_000, timedelta(seconds=2), 2), (None, None, None)]
