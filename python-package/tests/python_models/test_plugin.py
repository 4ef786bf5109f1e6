"""What the plugin of dbt-duckdb makes of its options and of the YAML, and what SQL functions answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

import penstock as ps
from penstock.dbt._sources import Files, SourceTable, format_of
from penstock.dbt._sql_functions import SqlFunction, _parameters, declared, register
from penstock.exceptions import ConfigError

JAR = Path(__file__).parents[3] / "examples" / "java-rules" / "target" / "java-rules.jar"


@pytest.fixture(autouse=True, scope="module")
def _rules() -> None:
    assert JAR.is_file(), "make setup builds it"
    ps.add_jar(JAR)


@pytest.mark.parametrize(
    ("form", "types"),
    [
        ("(int64, utf8) -> utf8", ["BIGINT", "VARCHAR"]),
        ("(decimal128(38, 2), uint8) -> bool", ["DECIMAL(38,2)", "UTINYINT"]),
        (
            "(list<struct<start: timestamp[us], end: list<int32>>>, date32) -> struct<a: int64>",
            ['STRUCT("start" TIMESTAMP, "end" INTEGER[])[]', "DATE"],
        ),
        ("(timestamp[us, Europe/Zurich]) -> int64", ["TIMESTAMPTZ"]),
        ("() -> int64", []),
    ],
)
def test_signatures_are_types_of_duckdb(form: str, types: list[str]) -> None:
    assert _parameters("f", form) == types


def test_a_type_that_duckdb_lacks_is_named() -> None:
    with pytest.raises(ConfigError, match=r"f takes float16, .*Say the types under parameters"):
        _parameters("f", "(float16) -> float16")


def test_the_jars_own_functions_are_declared_under_their_last_names() -> None:
    found = {one.name: one.function for one in declared(None, [JAR])}
    assert found == {"net_pay": "rules.net_pay", "worked_hours": "rules.worked_hours"}
    assert declared(None, []) == []
    assert declared({}, [JAR]) == []


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"f": "rules.net_pai"}, 'did you mean "rules.net_pay"?'),
        ({"f": {"rate": "0.1"}}, "which is no function"),
        ({"f": "benefits.regulatory_limits"}, "of the kind table, and SQL calls scalar ones"),
    ],
)
def test_functions_that_cannot_be_called_are_refused(said: Any, text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        declared(said, [JAR])
    assert text.lower() in str(raised.value).lower()


def test_functions_answer_on_every_cursor_for_nulls_and_many_rows_and_say_what_is_wrong() -> None:
    functions = declared({"net_pay": "rules.net_pay", "none_pay": {"function": "rules.net_pay", "rate": "0"}}, [JAR])
    with duckdb.connect() as connection:
        before = connection.cursor()
        register(connection, functions)
        rows = "range(10000) t(i)"
        for cursor in (before, connection.cursor(), connection):
            sums = cursor.sql(f"select sum(net_pay(i, 30)), sum(none_pay(i, 30)), count(net_pay(i, null)) from {rows}")
            assert [float(one) for one in sums.fetchall()[0]] == [45_995_400.0, 49_995_000.0, 0.0]
        assert connection.sql(f"select net_pay(i, 30) as n from {rows} where i < 0").fetchall() == []
        assert [str(one) for one in connection.sql("select net_pay(1, 2)").types] == ["DECIMAL(38,2)"]
        with pytest.raises(duckdb.Error, match="No function matches"):
            connection.sql("select net_pay('x')").fetchall()
        for cursor in (connection, connection.cursor()):
            with pytest.raises(ConfigError, match="DuckDB has a function net_pay"):
                register(cursor, functions)
        # Of those that are registered together, none is if one cannot be.
        right = SqlFunction("other_pay", "rules.net_pay", ["BIGINT", "BIGINT"])
        wrong = SqlFunction("third_pay", "rules.net_pay", ["BIGINT", "BIGINT"], {"rat": 1})
        with pytest.raises(ConfigError, match='Did you mean "rate"'):
            register(connection, [right, wrong])
        register(connection, [right])


@pytest.mark.parametrize(
    ("path", "said", "format_"),
    [
        ("a/b.parquet", None, "parquet"),
        ("b.csv.gz", None, "csv"),
        ("b.tsv", None, "csv"),
        ("b.jsonl", None, "ndjson"),
        ("b.feather", None, "ipc"),
        ("b.bin", "ipc", "ipc"),
        ("folder", "parquet", "parquet"),
    ],
)
def test_the_end_of_a_name_says_the_format(path: str, said: str | None, format_: str) -> None:
    assert format_of(path, said) == format_


@pytest.mark.parametrize(
    ("meta", "text"),
    [
        ({"path": "x.duckdb"}, "does not say its format"),
        ({"path": "x.csv", "format": "xlsx"}, "format is 'xlsx'"),
        ({"path": 3}, "must be a path or a list"),
        ({"path": []}, "must be a path or a list"),
        ({"path": "{nam}.csv"}, "has something in braces"),
        ({"query": "select 1", "function": "f"}, "a query and a function"),
        ({"query": "select 1", "tables": ["x"]}, "tables is ['x'], and must be a mapping"),
        ({"query": "select 1", "tables": {"x": {"paht": "y"}}}, "files have 'paht'"),
        ({}, "meta says nothing of where the rows are"),
    ],
)
def test_sources_that_make_no_sense_are_refused(meta: Any, text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        SourceTable.of(meta, {"identifier": "t", **meta})
    assert text in str(raised.value)


def test_a_function_of_one_table_is_given_it_without_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    for where in ({"path": str(path)}, {"tables": {"any": str(path)}}):
        turned = {"function": "reshape.transpose", "settings": {"names": ["row"]}, **where}
        assert SourceTable.of(turned, {"identifier": "t"}).read().collect().rows() == [(1,), (2,)]


def test_a_source_is_read_anew_each_time(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    frame = Files.of(str(path), {}).scan({})
    assert [frame.collect().rows() for _ in range(2)] == [[(1,)], [(1,)]]
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        assert connection.sql("select * from frame union all select * from frame").fetchall() == [(1,), (1,)]
