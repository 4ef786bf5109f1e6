"""Functions of maps mean what they mean in Polars, whoever computes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import penstock as ps

FRAME = pl.DataFrame(
    {
        "texts": pl.Series(
            [{"x": 1, "y": None}, {}, None, {"y": 3, "x": 2, "é": -1}], dtype=pl.Map(pl.String, pl.Int32)
        ),
        "numbers": pl.Series([{1: 1.5, -2: None}, {3: 2.5}, {}, None], dtype=pl.Map(pl.Int16, pl.Float64)),
        "nested": pl.Series([{"a": [1, 2]}, {"b": None}, None, {"a": []}], dtype=pl.Map(pl.String, pl.List(pl.Int64))),
        "key": ["x", "x", "x", "é"],
        "n": pl.Series([1, None, 3, 1], dtype=pl.Int64),
        "few": pl.Series([1, 3, None, -2], dtype=pl.Int8),
        "entries": [
            [{"key": "a", "value": 1}, {"key": "b", "value": 2}],
            [{"key": "a", "value": 1}, {"key": "b", "value": 2}, {"key": "a", "value": None}],
            [],
            None,
        ],
    }
)
CASES: dict[str, Callable[[Any], Any]] = {
    "keys": lambda m: m.col("texts").map.keys(),
    "values": lambda m: m.col("texts").map.values(),
    "entries": lambda m: m.col("texts").map.entries(),
    "len": lambda m: m.col("texts").map.len(),
    "get": lambda m: m.col("texts").map.get("x"),
    "get where there is none": lambda m: m.col("texts").map.get("no"),
    "get by a column": lambda m: m.col("texts").map.get(m.col("key")),
    "contains": lambda m: m.col("texts").map.contains_key("y"),
    "contains by a column": lambda m: m.col("texts").map.contains_key(m.col("key")),
    "keys of numbers": lambda m: m.col("numbers").map.keys(),
    "values of numbers": lambda m: m.col("numbers").map.values(),
    "get by a number": lambda m: m.col("numbers").map.get(1),
    "get by a wide number": lambda m: m.col("numbers").map.get(2**40),
    "get by a wider column": lambda m: m.col("numbers").map.get(m.col("n")),
    "get by a narrower column": lambda m: m.col("numbers").map.get(m.col("few")),
    "contains by a column of numbers": lambda m: m.col("numbers").map.contains_key(m.col("n")),
    "lists as values": lambda m: m.col("nested").map.values(),
    "get a list": lambda m: m.col("nested").map.get("a"),
    "entries of lists": lambda m: m.col("nested").map.entries(),
    "to_map": lambda m: m.col("entries").list.to_map(),
    "there and back": lambda m: m.col("texts").map.entries().list.to_map(),
    "within others": lambda m: m.col("texts").map.get("x").fill_null(0) + m.col("texts").map.len(),
}


@pytest.mark.parametrize("rows", ["all", "sliced", "none"])
@pytest.mark.parametrize("name", CASES)
def test_a_function_means_what_it_means_in_polars(name: str, rows: str) -> None:
    frame = {"all": FRAME, "sliced": FRAME.slice(1, 2), "none": FRAME.clear()}[rows]
    want = frame.select(CASES[name](pl).alias("out"))
    got = ps.DataFrame(frame).lazy().select(CASES[name](ps).alias("out")).collect().to_polars()
    assert got.schema == want.schema
    assert got["out"].to_list() == want["out"].to_list()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda m: m.col("numbers").map.get(m.col("numbers").map.get(1)),
        lambda m: m.col("numbers").map.get("x"),
        lambda m: m.col("texts").map.contains_key(1),
        lambda m: m.col("n").map.keys(),
        lambda m: m.col("n").list.to_map(),
        lambda m: m.col("entries").list.eval(m.element().struct.field("key")).list.to_map(),
    ],
)
def test_what_does_not_fit_is_refused_before_it_runs(wrong: Callable[[Any], Any]) -> None:
    with pytest.raises(pl.exceptions.PolarsError):
        FRAME.lazy().select(wrong(pl)).collect()
    with pytest.raises(ps.exceptions.PenstockError) as caught:
        ps.DataFrame(FRAME).lazy().select(wrong(ps)).collect_schema()
    assert caught.value.code in ("INVALID_OPERATION", "SCHEMA_MISMATCH")


def test_a_key_that_is_null_makes_no_map() -> None:
    entries = ps.LazyFrame({"e": [[{"key": None, "value": 1}, {"key": "a", "value": 2}]]})
    with pytest.raises(ps.exceptions.ComputeError, match="one that is null"):
        entries.select(ps.col("e").list.to_map()).collect()


def test_series_have_them_too() -> None:
    maps = ps.Series("m", FRAME["texts"])
    assert maps.map.len().to_list() == [2, 0, None, 3]
    assert maps.map.get("x").to_list() == [1, None, None, 2]
    assert maps.map.contains_key(ps.Series(["y", "y", "y", "no"])).to_list() == [True, False, None, False]
    assert maps.map.entries().list.to_map().to_list() == maps.to_list()
