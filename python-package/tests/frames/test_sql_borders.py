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


SPANS = {
    "k": ps.Series([1, 2, 2], dtype=ps.Int64),
    "us": ps.Series([timedelta(seconds=2), None, timedelta(microseconds=7)], dtype=ps.Duration("us")),
    "ns": ps.Series([timedelta(days=1), timedelta(0), None], dtype=ps.Duration("ns")),
    "other": ps.Series([None, timedelta(hours=-1), timedelta(hours=1)], dtype=ps.Duration("us")),
}


@pytest.mark.parametrize("kind", ["frame", "plan", "file"])
@pytest.mark.parametrize(
    ("text", "types"),
    [
        (
            "select * from t",
            {"k": ps.Int64, "us": ps.Duration("us"), "ns": ps.Duration("ns"), "other": ps.Duration("us")},
        ),
        (
            "select ns as n, k from (select * from t order by ns) where ns is not null",
            {"n": ps.Duration("ns"), "k": ps.Int64},
        ),
        (
            "select k, max(us) as us, count(ns) as n from t group by k",
            {"k": ps.Int64, "us": ps.Duration("us"), "n": ps.Int64},
        ),
        ("select a.ns from t a join t b using (ns)", {"ns": ps.Duration("ns")}),
        ("with w as (select us from t) select us from w union all select other from t", {"us": ps.Duration("us")}),
        (
            "select coalesce(us, other) as c, lag(ns) over (order by k) as l from t",
            {"c": ps.Duration("us"), "l": ps.Duration("ns")},
        ),
        ("select ns from t where $n = k", {"ns": ps.Duration("ns")}),
        # Computed with: a number of its unit. Others are what they were.
        ("select us, ns from t where us > 1", {"us": ps.Int64, "ns": ps.Duration("ns")}),
        ("select sum(us)::bigint as s, max(ns) as m from t", {"s": ps.Int64, "m": ps.Duration("ns")}),
        # Mixed with what is none, or is one of another unit.
        ("select us from t union all select k from t", {"us": ps.Int64}),
        ("select coalesce(us, ns) as c from t", {"c": ps.Int64}),
        ("select us::bigint as n, us from t", {"n": ps.Int64, "us": ps.Duration("us")}),
        ("select 'x'::ENUM('x', 'penstock duration us') as e, k from t", {"e": ps.String, "k": ps.Int64}),
        ("select 'penstock duration us'::ENUM('penstock duration us') as e from t", {"e": ps.String}),
    ],
)
def test_durations_that_are_handed_on_stay_durations(
    kind: str, text: str, types: dict[str, Any], tmp_path: Path
) -> None:
    frame = ps.DataFrame(SPANS)
    frame.write_parquet(tmp_path / "t.parquet")
    table = {"frame": frame, "plan": frame.lazy().sort("k"), "file": ps.scan_parquet(tmp_path / "t.parquet")}[kind]
    answer = ps.sql(text, t=table, parameters={"n": 1} if "$n" in text else None)
    assert dict(answer.collect_schema()) == types
    rows = answer.collect()
    assert dict(rows.schema) == types
    known = {name: set(column.to_list()) for name, column in SPANS.items()}
    for name, type_ in types.items():
        if isinstance(type_, ps.Duration):
            assert set(rows[name].to_list()) <= known["us"] | known["other"] | known["ns"]


def test_durations_come_back_as_they_were_and_can_be_asked_for() -> None:
    frame = ps.DataFrame(SPANS)
    answer = ps.sql("select * from t", t=frame)
    assert answer.collect().equals(frame)
    asked = answer.filter(ps.col("us") > timedelta(seconds=1)).select("other", d=ps.col("us") * 2)
    assert asked.collect().rows() == [(None, timedelta(seconds=4))]
