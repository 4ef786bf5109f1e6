"""Series compute what those of Polars compute."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_series_equal

import penstock as ps

NUMBERS = [3, None, -1, 3, 0]
FLOATS = [1.5, float("nan"), None, -2.0, 9.0]

COLUMNS: dict[str, Callable[[Any, Any], Any]] = {
    "plus one": lambda m, s: s + 1,
    "from one": lambda m, s: 1 - s,
    "half": lambda m, s: s / 2,
    "floor": lambda m, s: s // 2,
    "rest": lambda m, s: s % 2,
    "power": lambda m, s: s**2,
    "negative": lambda m, s: -s,
    "absolute": lambda m, s: abs(s),
    "and itself": lambda m, s: s + s,
    "and another": lambda m, s: s * m.Series("b", [1, 2, 3, 4, 5]),
    "and one value": lambda m, s: s + m.Series("b", [10]),
    "equal": lambda m, s: s == 3,
    "unequal": lambda m, s: s != 3,
    "greater": lambda m, s: s > m.Series("b", [1, 2, 3, 4, 5]),
    "both": lambda m, s: (s > 0) & (s < 3),
    "not": lambda m, s: ~(s > 0),
    "is_null": lambda m, s: s.is_null(),
    "is_in": lambda m, s: s.is_in([3, 0]),
    "is_between": lambda m, s: s.is_between(0, 3),
    "clip": lambda m, s: s.clip(0, 2),
    "fill_null": lambda m, s: s.fill_null(7),
    "cum_sum": lambda m, s: s.cum_sum(),
    "shift": lambda m, s: s.shift(1),
    "diff": lambda m, s: s.diff(),
    "reverse": lambda m, s: s.reverse(),
    "sort": lambda m, s: s.sort(),
    "sort descending": lambda m, s: s.sort(descending=True, nulls_last=True),
    "unique": lambda m, s: s.unique(maintain_order=True),
    "drop_nulls": lambda m, s: s.drop_nulls(),
    "rank": lambda m, s: s.rank(),
    "head": lambda m, s: s.head(2),
    "tail": lambda m, s: s.tail(-1),
    "slice": lambda m, s: s.slice(1, 2),
    "filter": lambda m, s: s.filter(s > 0),
    "filter by truths": lambda m, s: s.filter(m.Series([True, False, True, False, None])),
    "cast": lambda m, s: s.cast(m.Float32),
    "rolling_sum": lambda m, s: s.rolling_sum(2, min_samples=1),
    "replace": lambda m, s: s.replace({3: 30}),
    "numpy's root": lambda m, s: np.sqrt(abs(s.cast(m.Float64))),
}

SCALARS: dict[str, Callable[[Any], Any]] = {
    "sum": lambda s: s.sum(),
    "mean": lambda s: s.mean(),
    "min": lambda s: s.min(),
    "max": lambda s: s.max(),
    "median": lambda s: s.median(),
    "std": lambda s: s.std(),
    "var": lambda s: s.var(ddof=0),
    "count": lambda s: s.count(),
    "null_count": lambda s: s.null_count(),
    "n_unique": lambda s: s.n_unique(),
    "first": lambda s: s.first(),
    "last": lambda s: s.last(),
    "arg_max": lambda s: s.arg_max(),
    "quantile": lambda s: s.quantile(0.25),
    "product": lambda s: s.product(),
    "has_nulls": lambda s: s.has_nulls(),
    "is_empty": lambda s: s.is_empty(),
    "dot": lambda s: s.dot(s),
    "any": lambda s: (s > 1).any(),
    "all": lambda s: (s > 1).all(),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_series_gives_the_values_that_polars_gives(name: str) -> None:
    ours, theirs = COLUMNS[name](ps, ps.Series("a", NUMBERS)), COLUMNS[name](pl, pl.Series("a", NUMBERS))
    assert isinstance(ours, ps.Series)
    assert_series_equal(ours.to_polars(), theirs, check_names=False)


@pytest.mark.parametrize("name", SCALARS)
def test_a_series_gives_the_value_that_polars_gives(name: str) -> None:
    assert SCALARS[name](ps.Series("a", NUMBERS)) == pytest.approx(SCALARS[name](pl.Series("a", NUMBERS)))


@pytest.mark.parametrize("name", ["is_nan", "is_finite", "floor", "ceil", "round", "sqrt", "abs", "sign"])
def test_functions_of_floats_are_those_of_polars(name: str) -> None:
    ours, theirs = getattr(ps.Series("a", FLOATS), name)(), getattr(pl.Series("a", FLOATS), name)()
    assert_series_equal(ours.to_polars(), theirs)


def test_namespaces_are_those_of_expressions() -> None:
    texts = ps.Series("a", ["ab", None, "žluť"])
    assert texts.str.len_chars().to_list() == [2, None, 4]
    assert texts.str.contains("b").to_list() == [True, None, False]
    assert ps.Series("a", [dt.date(2024, 2, 29)]).dt.month().to_list() == [2]
    lists = ps.Series("a", [[1, 2], [], None])
    assert lists.list.len().to_list() == [2, 0, None]
    assert lists.list.first().to_list() == [1, None, None]
    structs = ps.Series("a", [{"x": 1, "y": "p"}])
    assert structs.struct.field("x").to_list() == [1]
    assert structs.struct.fields == ["x", "y"]
    assert structs.struct.unnest().columns == ["x", "y"]
    assert ps.Series("a", [b"abc"]).bin.size().to_list() == [3]


def test_values_are_counted() -> None:
    counts = ps.Series("a", ["x", "y", "x"]).value_counts(sort=True)
    assert counts.rows() == [("x", 2), ("y", 1)]
    assert counts.columns == ["a", "count"]


def test_series_of_other_lengths_do_not_go_together() -> None:
    with pytest.raises(ps.exceptions.ShapeError):
        ps.Series("a", [1, 2]) + ps.Series("b", [1, 2, 3])


def test_sorting_in_place_binds_the_object_to_new_values() -> None:
    series = ps.Series("a", [2, 1])
    other = series.head(2)
    assert series.sort(in_place=True) is series
    assert series.to_list() == [1, 2]
    assert other.to_list() == [2, 1]


def test_a_series_has_no_truth_value_and_is_no_key() -> None:
    with pytest.raises(TypeError, match="no truth value"):
        bool(ps.Series("a", [1]) == 1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(ps.Series("a", [1]))


def test_signatures_are_those_of_expressions() -> None:
    import inspect

    assert str(inspect.signature(ps.Series.round)).startswith("(self, decimals: 'int' = 0")
    assert ps.Series.round.__doc__ == ps.Expr.round.__doc__


@pytest.mark.parametrize(
    ("space", "kind"),
    [("str", "str"), ("dt", "dt"), ("list", "list"), ("bin", "bin"), ("struct", "struct"), ("map", "map")],
)
def test_a_namespace_has_all_methods_of_that_of_expressions(space: str, kind: str) -> None:
    ours, theirs = type(getattr(ps.Series("a", [1]), space)), type(getattr(ps.col("a"), kind))
    missing = {name for name in dir(theirs) if not name.startswith("_")} - set(dir(ours))
    assert missing == set()
