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


ENGINES = ["core", "duckdb"]


@pytest.fixture
def folders(tmp_path: Path) -> ps.LazyFrame:
    for year in range(2015, 2025):
        folder = tmp_path / f"year={year}"
        folder.mkdir()
        rows = ps.DataFrame({"id": list(range(1000)), "city": ["Bern", "Rome"] * 500})
        rows.write_parquet(folder / "rows.parquet", row_group_size=100)
        if year == 2020:
            rows.write_parquet(folder / "more.parquet", row_group_size=500)
    return ps.scan_parquet(tmp_path, hive_partitioning=True)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("predicate", "kept"),
    [
        (ps.col("id") < 250, (33 - 2, 102 + 0 + 10 - 10, 10, 10)),
        (ps.col("year") >= 2022, (30, 30, 3, 10)),
        ((ps.col("year") == 2020) & (ps.col("id") >= 900), (2, 12, 1, 10)),
        (ps.col("year") != 2020, (90, 90, 9, 10)),
        (ps.col("year") < 2000, (0, 0, 0, 10)),
        (ps.col("id") > 5000, (0, 102, 10, 10)),
    ],
    ids=["row groups", "folders", "both", "most", "no folder", "no row group"],
)
def test_scans_say_what_they_left_out_before_and_after(
    folders: ps.LazyFrame, engine: str, predicate: ps.Expr, kept: tuple[int, ...]
) -> None:
    plan = folders.filter(predicate).select("city", "id")
    with ps.config(engine=engine):
        before = json.loads(plan.explain(level="physical", format="json"))["scans"]
        after = json.loads(plan.explain(analyze=True, format="json"))["scans"]
        text = plan.explain(analyze=True)
    numbers = [
        [scan[key] for key in ("row_groups_kept", "row_groups", "partitions_kept", "partitions")]
        for scan in (*before, *after)
    ]
    assert numbers == [list(kept), list(kept)]
    assert [before[0]["expected"], after[0]["expected"]] == [True, False]
    assert f"row groups {kept[0]}/{kept[1]}, partitions {kept[2]}/{kept[3]}" in text


def test_duckdb_says_what_its_operators_did(query: ps.LazyFrame) -> None:
    with ps.config(engine="duckdb"):
        text = query.explain(analyze=True, format="json")
        tree = query.explain(analyze=True, format="tree")
        quiet = query.explain(level="physical", format="json")
    found = by_operation(text)
    assert found["SCAN PARQUET"]["rows"] == 100
    assert found["FRAME"]["rows"] == 3
    assert found["RAN"]["peak_bytes"] > 0
    assert found["RAN"]["seconds"] > 0
    ran = found["RAN"]["inputs"][0]
    operators = {node["operation"]: node for node in nodes(ran)}
    assert ran["rows"] == 2
    assert {"HASH_GROUP_BY", "TABLE_SCAN"} <= set(operators)
    assert operators["HASH_GROUP_BY"]["rows"] == 2
    assert all(node["engine"] == "duckdb" and "seconds" in node and "bytes" in node for node in nodes(ran))
    top = json.loads(text)["plan"]["inputs"][0]
    assert (top["engine"], top["rows"]) == ("duckdb", 2)
    assert top["bytes"] > 0
    assert top["seconds"] > 0
    assert top["spilled_bytes"] == 0
    assert "RAN as operators of duckdb  [" in tree
    assert "; peak memory " in tree
    assert "HASH_GROUP_BY" in tree
    assert "RAN" not in by_operation(quiet)


def test_nodes_name_their_engine() -> None:
    numbers = ps.DataFrame({"a": [1, 2]})
    answer = ps.sql("select a + 1 as b from numbers", numbers=numbers).filter(ps.col("b") > 2)
    engines = {
        node["operation"]: node["engine"]
        for node in nodes(json.loads(answer.explain(level="physical", format="json"))["plan"])
        if "engine" in node
    }
    assert engines["SQL"] == "duckdb"
    assert engines["FRAME"] == "core"


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_sinks_are_explained_and_run_on_duckdb(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"rows.{suffix}"
    rows = ps.LazyFrame({"a": [3, 1, 2]}).sort("a")
    writing = rows.sink_parquet(path, lazy=True) if suffix == "parquet" else rows.sink_csv(path, lazy=True)
    assert writing is not None
    with ps.config(engine="duckdb"):
        assert ("COPY (" in writing.explain(level="physical")) == (suffix == "parquet")
        assert not path.exists()
        text = writing.explain(analyze=True)
    assert path.exists()
    assert "RAN as operators of duckdb" in text
