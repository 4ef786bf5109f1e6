"""SQL over frames: by argument, by variable, by registration."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import polars.testing as pl_testing
import pyarrow as pa
import pytest

import penstock as ps

trips = ps.DataFrame({"city": ["Bern", "Basel", "Bern"], "km": [12.5, 3.0, None]})


def test_tables_are_given_by_name() -> None:
    answer = ps.sql("select city, sum(km) as km from t group by city order by city", t=trips)
    assert isinstance(answer, ps.LazyFrame)
    assert answer.collect().rows() == [("Basel", 3.0), ("Bern", 12.5)]


def test_tables_are_variables_of_the_caller() -> None:
    rooms = {"city": ["Bern"], "room": [7]}
    local = ps.DataFrame(rooms)
    answer = ps.sql("select room, km from local join trips using (city) where km is not null")
    assert answer.collect().rows() == [(7, 12.5)]
    assert local.height == 1


def test_names_may_be_quoted() -> None:
    tables: dict[str, Any] = {"my table": trips}
    answer = ps.sql('select count(*) as n from "my table"', **tables)
    assert answer.collect().item() == 3


@pytest.mark.parametrize(
    "table",
    [
        pl.DataFrame({"a": [1, 2]}),
        pl.LazyFrame({"a": [1, 2]}),
        pd.DataFrame({"a": [1, 2]}),
        pa.table({"a": [1, 2]}),
        duckdb.sql("select unnest([1, 2])::bigint as a"),
        ps.LazyFrame({"a": [1, 2]}),
    ],
    ids=["polars", "polars, lazy", "pandas", "pyarrow", "duckdb", "ours, lazy"],
)
def test_tables_may_be_those_of_other_libraries(table: object) -> None:
    assert ps.sql("select sum(a)::bigint as s from t", t=table).collect().item() == 3


def test_an_answer_goes_on_as_a_frame() -> None:
    answer = ps.sql("select city, km * 2 as double from trips").filter(ps.col("double") > 10).select("city")
    assert answer.collect_schema() == {"city": ps.String}
    assert answer.collect().rows() == [("Bern",)]


def test_the_schema_is_known_before_the_query_runs() -> None:
    answer = ps.sql("select city, km > 5 as far, 1::smallint as one from trips")
    assert answer.collect_schema() == {"city": ps.String, "far": ps.Boolean, "one": ps.Int16}


def test_a_table_may_be_read_twice() -> None:
    answer = ps.sql("select count(*) as n from trips a join trips b on a.city = b.city")
    assert answer.collect().item() == 5


def test_an_eager_answer() -> None:
    assert ps.sql("select 1 as a", eager=True).rows() == [(1,)]


def test_frames_answer_queries_over_themselves() -> None:
    assert trips.sql("select max(km) as top from self").item() == 12.5
    assert trips.lazy().sql("select max(km) as top from me", table_name="me").collect().item() == 12.5


def test_a_context_knows_tables_by_name() -> None:
    with ps.SQLContext({"t": trips}, eager=True) as context:
        context.register("u", ps.DataFrame({"x": [1]}))
        assert context.tables() == ["t", "u"]
        assert context.execute("select count(*) as n from t, u").item() == 3
        context.unregister("u")
        with pytest.raises(ps.exceptions.SQLInterfaceError, match="u"):
            context.execute("select * from u")
    assert "SQLContext(tables=" in repr(ps.SQLContext(t=trips))


def test_a_context_takes_the_variables_of_the_caller() -> None:
    here = ps.DataFrame({"x": [1]})
    context = ps.SQLContext(register_globals=True)
    assert {"here", "trips"} <= set(context.tables())
    assert ps.SQLContext.execute_global("select x from here", eager=True).item() == here.item()


def test_text_that_is_no_sql_is_refused_with_its_place() -> None:
    with pytest.raises(ps.exceptions.SQLSyntaxError, match="selec"):
        ps.sql("selec 1").collect()


def test_tables_and_columns_that_are_not_there_are_named() -> None:
    with pytest.raises(ps.exceptions.SQLInterfaceError, match="nowhere"):
        ps.sql("select * from nowhere").collect_schema()
    with pytest.raises(ps.exceptions.PenstockError, match="kmm"):
        ps.sql("select kmm from trips").collect_schema()


@pytest.mark.parametrize(
    "text",
    [
        "create table x as select 1",
        "insert into t values ('a', 1)",
        "attach 'x.db'",
        "copy t to 'x.csv'",
        "install httpfs",
        "load httpfs",
        "set threads = 1",
        "select 1; select 2",
        "drop table t",
        "pragma version",
    ],
)
def test_only_queries_are_answered(text: str) -> None:
    with pytest.raises((ps.exceptions.SQLInterfaceError, ps.exceptions.SQLSyntaxError)):
        ps.sql(text, t=trips).collect()


def test_tables_that_a_query_does_not_name_are_not_looked_at(tmp_path: Path) -> None:
    gone = ps.scan_parquet(tmp_path / "gone.parquet")
    tables = {"Trips": trips, "gone": gone, 'a "b"': trips}
    context = ps.SQLContext(tables)
    assert context.execute("select count(*) as n from trips").collect().item() == 3
    assert context.execute('select count(*) as n from "A ""b"""').collect().item() == 3
    with pytest.raises(ps.exceptions.PenstockError, match=r"gone\.parquet"):
        context.execute("select * from Gone").collect_schema()


def test_sql_reads_parquet_files_itself(tmp_path: Path) -> None:
    path = tmp_path / "trips.parquet"
    pl.DataFrame({"city": ["Bern", "Basel", None], "km": [12, 3, None]}).write_parquet(path)
    plan = ps.sql("select city from t where km < 20", t=ps.scan_parquet(path)).explain(level="physical")
    assert "read_parquet" in plan
    assert plan.count("FRAGMENT") == 1


@pytest.mark.parametrize(
    ("options", "column"),
    [
        ({"n_rows": 2}, pl.Series("a", [1])),
        ({"row_index_name": "row"}, pl.Series("a", [1])),
        ({"schema": {"a": ps.Int32, "b": ps.String}}, pl.Series("b", ["x"])),
        ({}, pl.Series("when", [datetime(2026, 1, 2, tzinfo=UTC)])),
        ({}, pl.Series("bytes", [b"\x00\xff"])),
        ({}, pl.Series("took", [timedelta(seconds=1)])),
        ({}, pl.Series("share", [float("nan")])),
        ({}, pl.Series("A", [1])),
    ],
    ids=["n_rows", "row index", "schema", "zone", "binary", "duration", "float", "names alike"],
)
def test_sql_leaves_files_that_duckdb_reads_otherwise_to_us(
    options: dict[str, Any], column: pl.Series, tmp_path: Path
) -> None:
    path = tmp_path / "rows.parquet"
    pl.DataFrame({"a": [1], column.name: column}).write_parquet(path)
    plan = ps.sql("select * from t", t=ps.scan_parquet(path, **options)).explain(level="physical")
    assert "read_parquet" not in plan


PLAIN = [
    pl.Series("x", [True, False, None, True]),
    pl.Series("x", [-128, 127, None, 0], dtype=pl.Int8),
    pl.Series("x", [0, 65535, None, 1], dtype=pl.UInt16),
    pl.Series("x", [-(2**31), 2**31 - 1, None, 0], dtype=pl.Int32),
    pl.Series("x", [0, 2**64 - 1, None, 1], dtype=pl.UInt64),
    pl.Series("x", [-(2**63), 2**63 - 1, None, 0]),
    pl.Series("x", [Decimal("-1.5"), Decimal("9999.99"), None, Decimal(0)], dtype=pl.Decimal(9, 2)),
    pl.Series("x", [Decimal("-1.5"), Decimal("9" * 30), None, Decimal(0)], dtype=pl.Decimal(38, 2)),
    pl.Series("x", ["", "a text that is longer than a view", None, "\u00e9\0"]),
    pl.Series("x", [date(1, 1, 1), date(9999, 12, 31), None, date(1970, 1, 1)]),
    pl.Series("x", [datetime(1, 1, 1), datetime(9999, 12, 31), None, datetime(1970, 1, 1)], dtype=pl.Datetime("us")),
    pl.Series("x", ["a", "b", None, "a"], dtype=pl.Categorical),
]


def test_sql_over_files_sees_nan(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    pl.DataFrame({"x": [float("nan"), 0.0, 1.0]}).write_parquet(path, row_group_size=2)
    answer = ps.sql("select count(*) as n from t where x > 10", t=ps.scan_parquet(path))
    assert answer.collect().item() == 1


@pytest.mark.parametrize("values", PLAIN, ids=lambda values: str(values.dtype))
@pytest.mark.parametrize(
    "text",
    [
        "select * from t",
        "select max(x) as x, min(x) as y, count(x) as n from t",
        "select x from t where x > (select min(x) from t)",
    ],
    ids=["rows", "extremes", "greater"],
)
def test_sql_over_files_and_over_frames_is_the_same(values: pl.Series, text: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    frame = values.to_frame()
    frame.write_parquet(path, row_group_size=2)
    over_files = ps.sql(text, t=ps.scan_parquet(path))
    assert "read_parquet" in over_files.explain(level="physical")
    expected = ps.sql(text, t=frame).collect()
    assert over_files.collect_schema() == expected.schema
    pl_testing.assert_frame_equal(pl.DataFrame(over_files.collect()), pl.DataFrame(expected), check_row_order=False)


def test_sql_over_several_files_and_twice_over_one(tmp_path: Path) -> None:
    for number in range(3):
        pl.DataFrame({"a": [number, number + 10]}).write_parquet(tmp_path / f"{number}.parquet")
    scan = ps.scan_parquet(tmp_path / "*.parquet")
    assert ps.sql("select a from t where a > 10 order by a", t=scan).collect().rows() == [(11,), (12,)]
    assert ps.sql("select count(*) as n from t x, t y where x.a = y.a + 10", t=scan).collect().item() == 3


def test_sql_over_a_broken_file_says_which(tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    pl.DataFrame({"a": list(range(10_000))}).write_parquet(path, compression="uncompressed")
    lazy = ps.sql("select sum(a * a) as s from t", t=ps.scan_parquet(path))
    lazy.collect_schema()
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(ps.exceptions.PenstockError, match=r"broken\.parquet"):
        lazy.collect()


VALUES = [
    7,
    2**40,
    -1.5,
    float("nan"),
    True,
    "Bern",
    "x'; drop table t; --",
    "",
    "nul \0 inside",
    b"\x00\xff",
    None,
    Decimal("123.450"),
    date(2026, 1, 2),
    datetime(2026, 1, 2, 3, 4, 5, 678),
    [1, 2, 3],
    ["a", "it's"],
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_of_parameters_come_back_as_they_are(value: Any) -> None:
    for query, parameters in (
        ("select $x as x", {"x": value}),
        ("select ? as x", [value]),
        ("select $1 as x where $1 is not distinct from $1", (value,)),
    ):
        answer = ps.sql(query, parameters=parameters)
        expected = ps.select(ps.lit(value).alias("x")) if not isinstance(value, list) else ps.DataFrame({"x": [value]})
        assert str(answer.collect().to_dicts()) == str(expected.to_dicts())
        assert list(answer.collect_schema()) == ["x"]


def test_parameters_are_given_by_name_and_by_number() -> None:
    by_name = ps.sql(
        "select city from trips where km > $least and city = $where", parameters={"least": 5, "where": "Bern"}
    )
    assert by_name.collect().rows() == [("Bern",)]
    by_order = ps.sql("select city from trips where city = ? and km > ?", parameters=["Basel", 1])
    assert by_order.collect().rows() == [("Basel",)]
    by_number = ps.sql("select $2 || $1 || $2 as x", parameters=("b", "a"))
    assert by_number.collect().item() == "aba"
    assert ps.sql("select city from trips limit $n", parameters={"n": 1}, eager=True).height == 1
    assert trips.sql("select count(*) as n from self where city = $c", parameters={"c": "Bern"}).item() == 2
    assert trips.lazy().sql("select ? as x from self", parameters=[1]).collect().height == 3
    assert ps.SQLContext(t=trips, eager=True).execute("select $x as x from t", parameters={"x": 1}).height == 3
    assert ps.SQLContext.execute_global("select $x as x from trips", parameters={"x": 1}, eager=True).height == 3


def test_what_looks_like_a_parameter_and_is_none() -> None:
    text = """select '?$x' as a, $$?$x$$ as b, "k?" as c, e'\\'?' as d, $x as x -- $y ?
              from (select 1 as "k?") /* $z */"""
    assert ps.sql(text, parameters={"x": 5}).collect().rows() == [("?$x", "?$x", 1, "'?", 5)]


def test_queries_with_parameters_go_on_and_meet() -> None:
    one = ps.sql("select city, $x as x from trips", parameters={"x": 1})
    two = ps.sql("select city, $x as y from one where x = ?", one=one, parameters={"x": 2, "1": 1})
    assert two.filter(ps.col("city") == "Basel").collect().rows() == [("Basel", 2)]
    plan = two.explain(level="physical")
    assert "CAST('2'" not in plan
    again = ps.LazyFrame.deserialize(two.serialize()) if hasattr(ps.LazyFrame, "deserialize") else two
    assert again.collect().height == 3


@pytest.mark.parametrize(
    ("query", "parameters", "message"),
    [
        ("select $x as x", None, r"no value for the parameter \$x"),
        ("select $x as x", {"y": 1}, r"no value for the parameter \$x"),
        ("select ? + ? as x", [1], r"no value for the parameter \$2"),
        ("select $x as x", [1], r"no value for the parameter \$x"),
        ("select 1 as x", {"y": 1}, r"no parameter \$y"),
        ("select $x as x", {"x": 1, "y": 1}, r"no parameter \$y"),
        ("select ? as x", [1, 2, 3], r"no parameter \$2, \$3"),
        ("select '$x' as x", {"x": 1}, r"no parameter \$x"),
    ],
)
def test_parameters_and_values_must_fit(query: str, parameters: Any, message: str) -> None:
    with pytest.raises(ps.exceptions.SQLInterfaceError, match=message):
        ps.sql(query, parameters=parameters).collect_schema()


def test_values_that_cannot_be_bound_are_refused() -> None:
    with pytest.raises(TypeError):
        ps.sql("select $x as x", parameters={"x": object()})
    with pytest.raises(TypeError, match="a mapping or a sequence, not str"):
        ps.sql("select ? as x", parameters="no")
    with pytest.raises((ps.exceptions.SQLInterfaceError, ps.exceptions.SQLSyntaxError)):
        ps.sql("select $x as x; drop table t", parameters={"x": 1}).collect_schema()
