"""Sorted frames are merged as Polars merges them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.same import assert_same

import penstock as ps

MERGES: dict[str, Callable[[Any], Any]] = {
    "numbers": lambda m: m.DataFrame({"k": [1, 3, 3], "v": list("abc")}).merge_sorted(
        m.DataFrame({"k": [0, 3, 4], "v": list("xyz")}), key="k"
    ),
    "in order": lambda m: m.DataFrame({"k": [1, 3, 3], "v": list("abc")}).merge_sorted(
        m.DataFrame({"k": [0, 3, 4], "v": list("xyz")}), key="k", maintain_order=True
    ),
    "nulls": lambda m: m.DataFrame({"k": [None, 1, 5], "v": [1, 2, 3]}).merge_sorted(
        m.DataFrame({"k": [None, 0, 7], "v": [4, 5, 6]}), "k"
    ),
    "texts": lambda m: m.DataFrame({"k": ["a", "größe"]}).merge_sorted(m.DataFrame({"k": ["b"]}), key="k"),
    "lists": lambda m: m.DataFrame({"k": [[1], [2]]}).merge_sorted(m.DataFrame({"k": [[1, 2]]}), key="k"),
    "two keys": lambda m: m.DataFrame({"k": [1, 1, 3], "j": [1, 4, 2]}).merge_sorted(
        m.DataFrame({"k": [1, 2, 3], "j": [2, 1, 1]}), key=["k", "j"]
    ),
    "none at the left": lambda m: m.DataFrame({"k": [1]}).head(0).merge_sorted(m.DataFrame({"k": [1, 2]}), key="k"),
    "none at the right": lambda m: m.DataFrame({"k": [1, 2]}).merge_sorted(m.DataFrame({"k": [1]}).head(0), key="k"),
    "slices": lambda m: (
        m.DataFrame({"k": [9, 1, 3]}).slice(1).merge_sorted(m.DataFrame({"k": [0, 2, 1]}).slice(0, 2), key="k")
    ),
    "in no order": lambda m: m.DataFrame({"k": [3, 1, 5, 2], "v": list("abcd")}).merge_sorted(
        m.DataFrame({"k": [4, 0, 7, 1], "v": list("wxyz")}), key="k"
    ),
    "nulls at the end": lambda m: m.DataFrame({"k": [1, 5, None]}).merge_sorted(
        m.DataFrame({"k": [0, 7, None]}), key="k"
    ),
    "only nulls": lambda m: m.DataFrame({"k": [0, 7]}).merge_sorted(
        m.DataFrame({"k": [None, None]}, schema={"k": m.Int64}), key="k"
    ),
    "structs": lambda m: m.DataFrame({"k": [{"a": 1}, {"a": 3}]}).merge_sorted(
        m.DataFrame({"k": [{"a": 2}, {"a": 3}]}), key="k", maintain_order=True
    ),
    "lazy": lambda m: m.LazyFrame({"k": [1, 3]}).merge_sorted(m.LazyFrame({"k": [2]}), key="k"),
    "several": lambda m: m.merge_sorted(
        [m.DataFrame({"k": [1, 5]}), m.DataFrame({"k": [2]}), m.DataFrame({"k": [0, 9]})], "k"
    ),
    "several, lazy": lambda m: m.merge_sorted([m.LazyFrame({"k": [1]}), m.LazyFrame({"k": [0]})], key=["k"]),
    "one": lambda m: m.merge_sorted([m.DataFrame({"k": [1]})], key="k"),
}


@pytest.mark.parametrize("name", MERGES)
def test_merges(name: str) -> None:
    assert_same(MERGES[name])


@pytest.mark.parametrize("rows", [0, 1, 5000, 300_000])
def test_many_rows_are_merged(rows: int) -> None:
    def merged(m: Any) -> Any:
        frame = m.DataFrame({"n": list(range(rows))}, schema={"n": m.Int64})
        left = frame.select(k=m.col("n") // 3, text=m.col("n").cast(m.String), v=m.col("n"))
        right = frame.select(k=m.col("n") // 2, text=m.lit("größer als sieben Bytes"), v=-m.col("n"))
        return left.merge_sorted(right.head(rows // 2), key="k", maintain_order=True)

    assert_same(merged)


def test_rows_of_files_are_merged(tmp_path: Path) -> None:
    for name, step in (("left", 2), ("right", 3)):
        pl.DataFrame({"k": range(0, 100_000, step), "side": name}).write_parquet(tmp_path / f"{name}.parquet")

    def merged(m: Any) -> Any:
        left, right = (m.scan_parquet(tmp_path / f"{name}.parquet") for name in ("left", "right"))
        return left.merge_sorted(right, key="k", maintain_order=True).filter(m.col("k") % 7 == 0)

    assert_same(merged)


def test_lazy_frames_stay_lazy() -> None:
    assert isinstance(MERGES["several, lazy"](ps), ps.LazyFrame)
    assert isinstance(MERGES["several"](ps), ps.DataFrame)


def test_rows_with_equal_keys_keep_the_order_of_the_frames() -> None:
    frames = [ps.DataFrame({"k": [1, 1], "v": [f"{name}0", f"{name}1"]}) for name in "abc"]
    assert ps.merge_sorted(frames, "k")["v"].to_list() == ["a0", "a1", "b0", "b1", "c0", "c1"]


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_what_is_not_a_number_comes_last(engine: Any) -> None:
    nan = float("nan")
    left, right = ps.LazyFrame({"k": [-0.0, 1.0, nan]}), ps.LazyFrame({"k": [0.0, 2.0, nan]})
    merged = left.merge_sorted(right, key="k").collect(engine=engine)
    assert str(merged["k"].to_list()) == "[-0.0, 0.0, 1.0, 2.0, nan, nan]"


def test_frames_that_differ_are_refused() -> None:
    one = ps.LazyFrame({"k": [1], "v": [1]})
    with pytest.raises(ps.exceptions.SchemaError):
        one.merge_sorted(one.rename({"v": "w"}), key="k").collect_schema()
    with pytest.raises(ps.exceptions.SchemaError):
        one.merge_sorted(one.with_columns(ps.col("v").cast(ps.String)), key="k").collect_schema()
    with pytest.raises(ps.exceptions.ColumnNotFoundError):
        one.merge_sorted(one, key="x").collect_schema()
    with pytest.raises(ps.exceptions.InvalidOperationError, match="at least one key"):
        one.merge_sorted(one, key=[]).collect_schema()
    with pytest.raises(ValueError, match="nothing to merge"):
        ps.merge_sorted([], "k")
    with pytest.raises(TypeError, match="is none"):
        ps.merge_sorted([1, 2], "k")  # type: ignore[type-var]


def test_the_plan_says_what_is_merged() -> None:
    one = ps.LazyFrame({"k": [1]})
    assert "merge_sorted" in repr(one.merge_sorted(one, key="k"))
    assert 'merge_sorted col("k")' in " ".join(one.merge_sorted(one, key="k").explain(optimized=False).split())


keys = st.lists(st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(0, 3)), max_size=30)


@given(keys, keys)
@settings(max_examples=60, deadline=None)
def test_random_rows_are_merged_as_in_polars(left: Any, right: Any) -> None:
    def side(m: Any, rows: Any) -> Any:
        columns = {"k": [k for k, _ in rows], "j": [j for _, j in rows]}
        return m.DataFrame(columns, schema={"k": m.Int64, "j": m.Int64}).sort("k", "j")

    assert_same(lambda m: side(m, left).merge_sorted(side(m, right), key=["k", "j"], maintain_order=True))
    # A merge is what a sort makes of all rows.
    merged = side(ps, left).merge_sorted(side(ps, right), key=["k", "j"])
    assert merged.to_polars().equals(pl.concat([side(pl, left), side(pl, right)]).sort("k", "j"))
