"""SQL over frames: by argument, by variable, by registration."""

from typing import Any

import duckdb
import pandas as pd
import polars as pl
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
