"""Frames that grow, in place and not, and rows that are looked at across columns."""

from collections.abc import Callable
from typing import Any

import pytest
from support.same import assert_same

import penstock as ps

NUMBERS = {"a": [1, 2, None], "b": [4.0, None, 6.5]}

STEPS: dict[str, Callable[[Any, Any], Any]] = {
    "vstack": lambda m, f: f.vstack(f),
    "extend": lambda m, f: f.extend(f),
    "hstack": lambda m, f: f.hstack([m.Series("c", [7, 8, 9])]),
    "hstack a frame": lambda m, f: f.hstack(m.DataFrame({"c": [7, 8, 9], "d": ["x", "y", None]})),
    "insert_column": lambda m, f: f.insert_column(1, m.Series("c", [7, 8, 9])),
    "insert_column from the end": lambda m, f: f.insert_column(-1, m.Series("c", [7, 8, 9])),
    "insert_column of an expression": lambda m, f: f.insert_column(0, (m.col("a") * 2).alias("c")),
    "replace_column": lambda m, f: f.replace_column(0, m.Series("c", [7, 8, 9])),
    "map_columns": lambda m, f: f.map_columns("a", lambda column: column.cast(m.Float64)),
    "sum_horizontal": lambda m, f: f.sum_horizontal().to_frame(),
    "sum_horizontal with nulls": lambda m, f: f.sum_horizontal(ignore_nulls=False).to_frame(),
    "mean_horizontal": lambda m, f: f.mean_horizontal().to_frame(),
    "min_horizontal": lambda m, f: f.min_horizontal().to_frame(),
    "max_horizontal": lambda m, f: f.max_horizontal().to_frame(),
    "is_duplicated": lambda m, f: f.vstack(f.head(2)).is_duplicated().to_frame(),
    "is_unique": lambda m, f: f.vstack(f.head(2)).is_unique().to_frame(),
    "interpolate": lambda m, f: f.interpolate(),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_frame_changes_as_that_of_polars(name: str) -> None:
    assert_same(lambda m: STEPS[name](m, m.DataFrame(NUMBERS)))


def test_changing_in_place_binds_the_object_to_new_rows() -> None:
    frame = ps.DataFrame(NUMBERS)
    kept, lazy = frame.clone().head(10), frame.lazy()
    assert frame.extend(kept) is frame
    assert frame.height == 6
    assert frame.insert_column(0, ps.Series("z", range(6))) is frame
    assert frame.columns == ["z", "a", "b"]
    assert frame.drop_in_place("a").to_list() == [1, 2, None, 1, 2, None]
    assert frame.columns == ["z", "b"]
    assert kept.columns == ["a", "b"]
    assert kept.height == lazy.collect().height == 3


@pytest.mark.parametrize("lazy", [False, True])
@pytest.mark.parametrize("how", ["left", "inner", "full"])
@pytest.mark.parametrize("include_nulls", [False, True])
def test_a_frame_is_updated_as_in_polars(how: str, include_nulls: bool, lazy: bool) -> None:
    def ask(m: Any) -> Any:
        mine = m.DataFrame({"k": [1, 2, 3], "v": [10, None, 30], "w": ["a", "b", "c"]})
        other = m.DataFrame({"k": [2, 3, 4], "v": [None, 31, 41], "x": [0, 0, 0]})
        mine, other = (mine.lazy(), other.lazy()) if lazy else (mine, other)
        return mine.update(other, on="k", how=how, include_nulls=include_nulls)

    assert_same(ask, any_row_order=True)


def test_a_frame_is_updated_row_by_row() -> None:
    assert_same(lambda m: m.DataFrame({"a": [1, 2, 3]}).update(m.DataFrame({"a": [None, 20]})))
