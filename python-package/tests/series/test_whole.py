"""Series as a whole: copies, sizes, summaries, choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal, assert_series_equal

import penstock as ps


def numbers(m: Any) -> Any:
    return m.Series("a", [3, None, 1])


def days(m: Any) -> Any:
    return m.Series("d", [dt.date(2020, 1, 17), None])


SERIES: dict[str, Callable[[Any], Any]] = {
    "zip_with": lambda m: numbers(m).zip_with(m.Series([True, False, None]), m.Series([7, 8, 9])),
    "zip_with one": lambda m: numbers(m).zip_with(m.Series([True, False, None]), m.Series([7])),
    "clear": lambda m: numbers(m).clear(),
    "clear some": lambda m: numbers(m).clear(2),
    "clone": lambda m: numbers(m).clone(),
    "new_from_index": lambda m: numbers(m).new_from_index(0, 3),
    "append": lambda m: numbers(m).append(m.Series("b", [4])),
    "extend_constant": lambda m: numbers(m).extend_constant(1, 2),
    "rle": lambda m: numbers(m).rle(),
    "to_physical": lambda m: days(m).to_physical(),
    "reinterpret": lambda m: numbers(m).reinterpret(signed=False),
    "repeat_by": lambda m: numbers(m).repeat_by(m.Series([1, 2, 0])),
    "peak_max": lambda m: numbers(m).peak_max(),
    "lower_bound": lambda m: numbers(m).lower_bound(),
    "join": lambda m: m.Series("a", ["x", "y"]).str.join("-"),
    "normalize": lambda m: m.Series("a", ["e\u0301"]).str.normalize(),
    "splitn": lambda m: m.Series("a", ["x,y"]).str.splitn(",", 2),
    "extract_many": lambda m: m.Series("a", ["x,y"]).str.extract_many(["y"]),
    "bin.get": lambda m: m.Series("a", [b"xy"]).bin.get(m.Series([1])),
    "dt.combine": lambda m: days(m).dt.combine(dt.time(3)),
    "dt.replace": lambda m: days(m).dt.replace(day=3),
    "dt.round": lambda m: days(m).dt.round("1mo"),
}

FRAMES: dict[str, Callable[[Any], Any]] = {
    "integers": lambda m: numbers(m).describe(),
    "floats": lambda m: m.Series("a", [1.5, None]).describe(),
    "text": lambda m: m.Series("a", ["x", None]).describe(),
    "dates": lambda m: days(m).describe(),
    "booleans": lambda m: m.Series("a", [True]).describe(),
    "durations": lambda m: m.Series("a", [dt.timedelta(1)]).describe(),
    "lists": lambda m: m.Series("a", [[1]]).describe(),
    "percentiles": lambda m: numbers(m).describe(percentiles=[0.1]),
}


@pytest.mark.parametrize("name", SERIES)
def test_a_series_is_what_it_is_in_polars(name: str) -> None:
    assert_series_equal(SERIES[name](ps).to_polars(), SERIES[name](pl))


@pytest.mark.parametrize("name", FRAMES)
def test_a_summary_is_what_it_is_in_polars(name: str) -> None:
    assert_frame_equal(FRAMES[name](ps).to_polars(), FRAMES[name](pl))


def test_values_that_stand_alone() -> None:
    assert numbers(ps).is_sorted() is numbers(pl).is_sorted() is False
    assert numbers(ps).index_of(1) == numbers(pl).index_of(1) == 2
    assert ps.Series([1, 2, 3]).search_sorted(2) == pl.Series([1, 2, 3]).search_sorted(2) == 1
    assert numbers(ps).entropy() == pytest.approx(numbers(pl).entropy())
    assert numbers(ps).max_by(ps.Series([1, 2, 3])) == numbers(pl).max_by(pl.Series([1, 2, 3])) == 1
    assert numbers(ps).min_by(ps.Series([1, 2, 3])) == numbers(pl).min_by(pl.Series([1, 2, 3])) == 3


def test_append_changes_the_series_and_wants_the_same_type() -> None:
    series = numbers(ps)
    kept = series.clone()
    assert series.append(ps.Series([4])) is series
    assert (series.to_list(), kept.to_list()) == ([3, None, 1, 4], [3, None, 1])
    with pytest.raises(ps.exceptions.SchemaError, match="int64 in one frame and float64 in another"):
        series.append(ps.Series([4.5]))


def test_sizes_have_units() -> None:
    size = ps.Series([1.5] * 1_000).estimated_size()
    assert size >= 8_000
    assert ps.Series([1.5] * 1_000).estimated_size("kb") == size / 1024
