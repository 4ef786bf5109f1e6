"""The numbers of categories."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import penstock as ps

LEVELS = ["low", "mid", "high", "ä;1"]


def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "e": pl.Series(["high", None, "low", "ä;1", "high"], dtype=pl.Enum(LEVELS)),
            "c": pl.Series(["q", None, "r", "q", "s"], dtype=pl.Categorical(pl.Categories.random())),
        }
    )


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("column", ["e", "c"])
def test_numbers_are_those_of_polars(column: str, engine: Any) -> None:
    want = frame().select(pl.col(column).cat.physical())
    got = ps.DataFrame(frame()).lazy().select(ps.col(column).cat.physical()).collect(engine=engine).to_polars()
    assert got.equals(want)
    assert got.schema == want.schema


def test_numbers_go_into_other_expressions() -> None:
    categories = ps.DataFrame(frame())
    assert categories.filter(ps.col("c").cat.physical() == 0)["c"].to_list() == ["q", "q"]
    assert categories.select(ps.col("e").cat.physical().max()).item() == 3
    assert categories.head(0).select(ps.col("c").cat.physical()).rows() == []
    assert categories["c"].cat.physical().to_list() == [0, None, 1, 0, 2]


def test_numbers_become_categories_of_an_enum_again() -> None:
    numbers = ps.DataFrame(frame()).select(ps.col("e").cat.physical())
    made = numbers.select(ps.col("e").cat.to(ps.Enum(LEVELS)))
    assert made.schema == {"e": ps.Enum(LEVELS)}
    assert made.to_polars().equals(frame().select("e"))
    assert ps.Series([2, None]).cat.to(ps.Enum(LEVELS)).to_list() == ["high", None]


def test_numbers_that_are_none_of_a_category() -> None:
    numbers = ps.DataFrame({"a": [0, 4, -1, None]})
    lenient = numbers.select(ps.col("a").cat.to(ps.Enum(LEVELS), strict=False))
    assert lenient["a"].to_list() == ["low", None, None, None]
    with pytest.raises(ps.exceptions.ComputeError, match="there is no category 4 among 4"):
        numbers.select(ps.col("a").cat.to(ps.Enum(LEVELS)))


def test_what_has_no_categories_says_so() -> None:
    with pytest.raises(ps.exceptions.SchemaError, match=r"cat\.physical is for categories, and a is utf8"):
        ps.DataFrame({"a": ["x"]}).select(ps.col("a").cat.physical())
    with pytest.raises(TypeError, match="needs an Enum"):
        ps.col("a").cat.to(ps.Categorical())
    with pytest.raises(ps.exceptions.InvalidOperationError, match="utf8"):
        ps.DataFrame({"a": ["x"]}).select(ps.col("a").cat.to(ps.Enum(LEVELS)))


def test_series_have_the_functions_of_categories() -> None:
    mine, theirs = ps.Series("c", frame()["c"]), frame()["c"]
    assert mine.cat.len_chars().to_list() == theirs.cat.len_chars().to_list()
    assert mine.cat.len_bytes().to_list() == theirs.cat.len_bytes().to_list()
    assert mine.cat.starts_with("q").to_list() == theirs.cat.starts_with("q").to_list()
    assert mine.cat.ends_with("s").to_list() == theirs.cat.ends_with("s").to_list()
    assert mine.cat.slice(0, 1).to_list() == theirs.cat.slice(0, 1).to_list()
