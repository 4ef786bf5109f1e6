"""What the physical plan says of each node, before a run and after one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import penstock as ps


@pytest.fixture
def query(tmp_path: Path) -> ps.LazyFrame:
    trades = ps.DataFrame({"id": list(range(1000)), "city": ["Bern", "Rome"] * 500, "price": [1.5] * 1000})
    trades.write_parquet(tmp_path / "trades.parquet")
    cities = ps.DataFrame({"city": ["Bern", "Rome", "Oslo"], "country": ["CH", "IT", "NO"]})
    return (
        ps.scan_parquet(tmp_path / "trades.parquet")
        .filter(ps.col("id") < 100)
        .join(cities.lazy(), on="city")
        .group_by("country")
        .agg(ps.col("id").sum())
    )


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for below in tree["inputs"]:
        yield from nodes(below)


def by_operation(text: str) -> dict[str, dict[str, Any]]:
    return {node["operation"]: node for node in nodes(json.loads(text)["plan"])}


def test_before_a_run_there_are_estimates(query: ps.LazyFrame) -> None:
    found = by_operation(query.explain(level="physical", format="json"))
    assert found["SCAN PARQUET"]["estimated_rows"] == 1000
    assert found["SCAN PARQUET"]["notes"] == ["2 of 3 columns"]
    assert 90 <= found["FILTER"]["estimated_rows"] <= 110
    assert found["FRAME"]["estimated_rows"] == 3
    assert found["JOIN"]["notes"] == ["builds the right side"]
    assert not any("rows" in node for node in found.values())


def test_after_a_run_there_is_what_each_node_did(query: ps.LazyFrame) -> None:
    found = by_operation(query.explain(analyze=True, format="json"))
    counted = {name: node["rows"] for name, node in found.items() if "rows" in node and name != "PROJECT"}
    assert counted == {
        "SCAN PARQUET": 1000,
        "FILTER": 100,
        "FRAME": 3,
        "JOIN": 100,
        "AGGREGATE": 2,
    }
    assert found["FILTER"]["bytes"] > 0
    assert 0 < found["AGGREGATE"]["seconds"] < 60
    assert found["AGGREGATE"]["end_seconds"] >= found["AGGREGATE"]["start_seconds"]


def test_the_text_says_it_too(query: ps.LazyFrame) -> None:
    text = query.explain(analyze=True, format="tree")
    assert "100 rows, 1" in text
    assert "done by the scan, which leaves out row groups and pages" in text
    assert "peak memory:" in text
    assert "[" not in query.explain(analyze=True, level="optimized").split("rules:")[0]


def test_an_error_of_the_run_is_raised() -> None:
    failing = ps.LazyFrame({"s": ["x"]}).select(ps.col("s").cast(ps.Int64))
    with pytest.raises(ps.exceptions.InvalidOperationError):
        failing.explain(analyze=True)


def test_what_a_plan_says_twice_is_shown_once(query: ps.LazyFrame) -> None:
    both = query.join(query.select(ps.col("id").max()), on="id")
    text = both.explain(level="physical")
    assert text.count("SCAN") == 1
    assert "FRAGMENT 1 again: its rows were kept" in text
    assert "comm_subplan_elim" in both.explain()
    apart = both.explain(level="physical", optimizations=ps.QueryOptFlags(comm_subplan_elim=False))
    assert apart.count("SCAN") == 2


def test_dates_are_written_as_dates() -> None:
    from datetime import date, datetime

    frame = ps.LazyFrame({"d": [date(1995, 3, 15)], "t": [datetime(1995, 3, 15, 12, 30)]})
    plan = frame.filter((ps.col("d") < date(1995, 3, 15)) & (ps.col("t") > datetime(1969, 12, 31, 23, 59, 58)))
    assert "d < 1995-03-15" in plan.explain()
    assert "t > 1969-12-31T23:59:58" in plan.explain()
