"""Difference-in-differences as table functions of SQL."""

import json

import polars as pl
import pytest
from support.counties import CONFIG, counties

import penstock as ps

TEXT = json.dumps(CONFIG)


def test_sql_gives_the_same_effects() -> None:
    expected = ps.did.att_gt(counties(), CONFIG).to_polars()
    query = f"SELECT * FROM did_att_gt((SELECT * FROM counties), '{TEXT}')"
    assert ps.sql(query, counties=counties()).collect().to_polars().equals(expected)
    by_name = ps.sql("FROM did_att_gt(counties, $config)", counties=counties(), parameters={"config": TEXT})
    assert by_name.collect().to_polars().equals(expected)


def test_calls_stand_in_common_table_expressions_and_see_them() -> None:
    query = """
        WITH early AS (SELECT * FROM counties WHERE year < $last),
             effects AS (SELECT * FROM did_att_gt((SELECT * FROM early), $config)),
             info AS (SELECT * FROM did_panel_info(early, $config))
        SELECT count(*) AS effects, any_value(n_rows) AS n_rows FROM effects, info
    """
    answer = ps.sql(query, counties=counties(), parameters={"config": TEXT, "last": 2007}).collect()
    expected = ps.did.att_gt(counties().filter(pl.col("year") < 2007), CONFIG).to_polars().height
    assert answer.rows() == [(expected, 2000)]


def test_results_are_summarised_in_sql() -> None:
    result = ps.did.att_gt(counties(), CONFIG)
    parameters = {"result": result.to_json(draws=True)}
    query = """SELECT * FROM did_aggregate($result, '{"type": "dynamic"}')"""
    answer = ps.sql(query, parameters=parameters).collect().to_polars()
    assert answer.equals(result.aggregate("dynamic"))
    query = """SELECT * FROM did_aggregate(counties, $result, '{"type": "simple"}')"""
    assert ps.sql(query, counties=counties(), parameters=parameters).collect()["term"].to_list() == ["ATT"]


def test_tables_are_written_from_calls() -> None:
    query = f"CREATE TABLE effects AS SELECT * FROM did_att_gt(counties, '{TEXT}')"
    assert ps.sql(query, counties=counties(), allow_side_effects=True).collect().rows() == [(12,)]


def test_errors_say_where_the_call_is() -> None:
    query = "SELECT *\nFROM did_att_gt(counties, '{\"yname\": 3}')"
    with pytest.raises(ps.exceptions.ConfigError, match="line 2, column 6") as raised:
        ps.sql(query, counties=counties()).collect()
    assert raised.value.reference == "DID-E03"
    with pytest.raises(ps.exceptions.SQLInterfaceError, match="argument 1 of did_att_gt at line 1, column 15"):
        ps.sql("SELECT * FROM did_att_gt(1 + 2, '{}')").collect()


def test_other_table_functions_are_there_too() -> None:
    expected = ps.benefits.regulatory_limits().collect().to_polars()
    assert ps.sql("FROM benefits.regulatory_limits()").collect().to_polars().equals(expected)
