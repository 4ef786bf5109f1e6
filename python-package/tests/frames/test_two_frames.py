"""Joins, concatenations and pivots give what Polars gives."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from support.same import assert_same

import penstock as ps

LEFT: dict[str, Any] = {"k": [1, 2, 2, None, 5], "v": ["a", "b", "c", "d", "e"], "w": [1.0, 2.0, None, 4.0, 5.0]}
RIGHT: dict[str, Any] = {"k": [2, 2, 3, None], "v": ["p", "q", "r", "s"], "z": [10, 20, 30, 40]}

JOINS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "inner": lambda m, a, b: a.join(b, on="k"),
    "left": lambda m, a, b: a.join(b, on="k", how="left"),
    "right": lambda m, a, b: a.join(b, on="k", how="right"),
    "full": lambda m, a, b: a.join(b, on="k", how="full"),
    "full, coalesced": lambda m, a, b: a.join(b, on="k", how="full", coalesce=True),
    "left, not coalesced": lambda m, a, b: a.join(b, on="k", how="left", coalesce=False),
    "semi": lambda m, a, b: a.join(b, on="k", how="semi"),
    "anti": lambda m, a, b: a.join(b, on="k", how="anti"),
    "cross": lambda m, a, b: a.join(b, how="cross"),
    "nulls equal": lambda m, a, b: a.join(b, on="k", nulls_equal=True),
    "left, nulls equal": lambda m, a, b: a.join(b, on="k", how="left", nulls_equal=True),
    "semi, nulls equal": lambda m, a, b: a.join(b, on="k", how="semi", nulls_equal=True),
    "anti, nulls equal": lambda m, a, b: a.join(b, on="k", how="anti", nulls_equal=True),
    "another suffix": lambda m, a, b: a.join(b, on="k", suffix="_b"),
    "other names": lambda m, a, b: a.join(b.rename({"k": "kk"}), left_on="k", right_on="kk"),
    "other names, left": lambda m, a, b: a.join(b.rename({"k": "kk"}), left_on="k", right_on="kk", how="left"),
    "other names, full": lambda m, a, b: a.join(b.rename({"k": "kk"}), left_on="k", right_on="kk", how="full"),
    "other names, right": lambda m, a, b: a.join(b.rename({"k": "kk"}), left_on="k", right_on="kk", how="right"),
    "expressions": lambda m, a, b: a.join(b, left_on=m.col("k") + 1, right_on="k"),
    "several keys": lambda m, a, b: a.join(a.with_columns(w=m.col("w") + 0), on=["k", "v"]),
    "several keys, full": lambda m, a, b: a.join(b.with_columns(v=m.lit("b")), on=["k", "v"], how="full"),
    "no match": lambda m, a, b: a.join(b.filter(m.col("k") > 100), on="k", how="left"),
    "no rows at the left": lambda m, a, b: a.filter(m.col("k") > 100).join(b, on="k", how="full"),
    "m:1": lambda m, a, b: a.join(b.unique("k"), on="k", validate="m:1"),
    "1:1": lambda m, a, b: a.unique("k").join(b.unique("k"), on="k", validate="1:1"),
    "with itself": lambda m, a, b: a.join(a, on="k"),
    "where": lambda m, a, b: a.join_where(b, m.col("k") * 10 > m.col("z")),
    "where, several": lambda m, a, b: a.join_where(b, m.col("k") * 10 > m.col("z"), m.col("k") == m.col("k_right")),
}

ORDERED_JOINS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "left": lambda m, a, b: a.join(b, on="k", how="left", maintain_order="left"),
    "left, then right": lambda m, a, b: a.join(b, on="k", maintain_order="left_right"),
    "right": lambda m, a, b: a.join(b, on="k", how="right", maintain_order="right"),
    "right, then left": lambda m, a, b: a.join(b, on="k", maintain_order="right_left"),
}

CONCATS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "vertical": lambda m, a, b: m.concat([a, a]),
    "vertical of one": lambda m, a, b: m.concat([a]),
    "vertical, relaxed": lambda m, a, b: m.concat([a.select("k"), a.select(k="w")], how="vertical_relaxed"),
    "diagonal": lambda m, a, b: m.concat([a, b], how="diagonal"),
    "diagonal, relaxed": lambda m, a, b: m.concat([a, b.select(k=m.col("k") + 0.5)], how="diagonal_relaxed"),
    "horizontal": lambda m, a, b: m.concat([a, a.select(x=m.col("k") * 2)], how="horizontal"),
    "horizontal, extended": lambda m, a, b: m.concat([a, b.select("z")], how="horizontal_extend"),
    "aligned": lambda m, a, b: m.concat(
        [a.select("k", "w").unique("k", keep="first"), b.select("k", "z").unique("k", keep="first")], how="align"
    ),
    "aligned at the left": lambda m, a, b: m.concat(
        [a.select("k", "w").filter(m.col("k") != 2), b.select("k", "z").filter(m.col("k") != 2)], how="align_left"
    ),
    "aligned at both": lambda m, a, b: m.concat(
        [a.filter(m.col("v") == "b").select("k", "w"), b.filter(m.col("z") == 10).select("k", "z")], how="align_inner"
    ),
    "aligned at the right": lambda m, a, b: m.concat([a.select("w", "k"), b.select("k", "z")], how="align_right"),
    "aligned in full": lambda m, a, b: m.concat(
        [a.select("w", "k"), b.select("k", "z"), a.select("k", x=m.col("w") * 2)], how="align_full"
    ),
    "aligned by two columns": lambda m, a, b: m.concat(
        [a.select("w", "k", "v"), a.select("k", "v", y="w").reverse()], how="align"
    ),
    "one that is aligned": lambda m, a, b: m.concat([a], how="align"),
}

LONG: dict[str, Any] = {
    "id": [1, 1, 2, 2, 3],
    "on": ["b", "a", "b", "a", "c"],
    "v": [1, 2, 3, 4, 5],
    "w": [0.5, 1.5, 2.5, 3.5, 4.5],
}

PIVOTS: dict[str, Callable[[Any, Any], Any]] = {
    "one value": lambda m, f: f.pivot("on", index="id", values="v"),
    "sorted columns": lambda m, f: f.pivot("on", index="id", values="v", sort_columns=True),
    "summed": lambda m, f: f.pivot("on", index="id", values="v", aggregate_function="sum"),
    "counted": lambda m, f: f.pivot("on", index="id", values="v", aggregate_function="len"),
    "mean": lambda m, f: f.pivot("on", index="id", values="w", aggregate_function="mean"),
    "two values": lambda m, f: f.pivot("on", index="id", values=["v", "w"]),
    "two values with a separator": lambda m, f: f.pivot("on", index="id", values=["v", "w"], separator="-"),
    "all other values": lambda m, f: f.pivot("on", index="id"),
    "declared columns": lambda m, f: f.pivot("on", ["a", "c"], index="id", values="v", aggregate_function="sum"),
    "by an expression": lambda m, f: f.pivot(
        "on", index="id", values="v", aggregate_function=m.element().max() - m.element().min()
    ),
    "of numbers": lambda m, f: f.pivot("id", index="on", values="v"),
    "of two columns": lambda m, f: f.pivot(["on", "id"], index="w", values="v"),
}


@pytest.mark.parametrize("name", JOINS)
def test_a_join_gives_the_rows_that_polars_gives(name: str) -> None:
    assert_same(lambda m: JOINS[name](m, m.LazyFrame(LEFT), m.LazyFrame(RIGHT)), any_row_order=True)


@pytest.mark.parametrize("name", ["inner", "left", "full", "semi", "cross"])
def test_eager_frames_are_joined_too(name: str) -> None:
    assert_same(lambda m: JOINS[name](m, m.DataFrame(LEFT), m.DataFrame(RIGHT)), any_row_order=True)


@pytest.mark.parametrize("name", ORDERED_JOINS)
def test_a_join_keeps_the_order_that_is_asked_for(name: str) -> None:
    assert_same(lambda m: ORDERED_JOINS[name](m, m.LazyFrame(LEFT), m.LazyFrame(RIGHT)))


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("name", [name for name in JOINS if name not in ("m:1", "1:1")])  # these ask for unique rows
def test_both_engines_join_as_polars_does(name: str, engine: Any) -> None:
    with ps.config(engine=engine):
        assert_same(lambda m: JOINS[name](m, m.LazyFrame(LEFT), m.LazyFrame(RIGHT)), any_row_order=True)


@pytest.mark.parametrize("engine", ["core", "duckdb"])
@pytest.mark.parametrize("name", ORDERED_JOINS)
def test_both_engines_keep_the_order_that_is_asked_for(name: str, engine: Any) -> None:
    with ps.config(engine=engine):
        assert_same(lambda m: ORDERED_JOINS[name](m, m.LazyFrame(LEFT), m.LazyFrame(RIGHT)))


@pytest.mark.parametrize("validate", ["1:1", "1:m", "m:1"])
def test_a_join_with_too_many_matches_is_refused(validate: str) -> None:
    def ask(m: Any) -> Any:
        return m.LazyFrame(LEFT).join(m.LazyFrame(RIGHT), on="k", validate=validate)

    with pytest.raises(ps.exceptions.ComputeError):
        ask(ps).collect()
    with pytest.raises(pl.exceptions.ComputeError):
        ask(pl).collect()


@pytest.mark.parametrize(
    "ask",
    [
        lambda f: f.join(f, on="k", how="sideways"),
        lambda f: f.join(f, on="k", validate="2:2"),
        lambda f: f.join(f),
        lambda f: f.join(f, on="k", left_on="k"),
        lambda f: f.join(f, left_on=["k", "v"], right_on="k"),
        lambda f: f.join(f, on="k", how="cross"),
        lambda f: f.join_where(f),
    ],
)
def test_a_join_that_makes_no_sense_is_refused(ask: Callable[[ps.LazyFrame], object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        ask(ps.LazyFrame(LEFT))


@pytest.mark.parametrize("name", CONCATS)
def test_frames_are_put_together_as_polars_does(name: str) -> None:
    assert_same(lambda m: CONCATS[name](m, m.DataFrame(LEFT), m.DataFrame(RIGHT)))


@pytest.mark.parametrize("name", ["vertical", "diagonal", "horizontal"])
def test_lazy_frames_are_put_together_too(name: str) -> None:
    assert_same(lambda m: CONCATS[name](m, m.LazyFrame(LEFT), m.LazyFrame(RIGHT)))


def test_frames_of_other_columns_or_heights_do_not_fit() -> None:
    with pytest.raises(ps.exceptions.SchemaError):
        ps.concat([ps.DataFrame(LEFT), ps.DataFrame(RIGHT)])
    with pytest.raises(ps.exceptions.ShapeError):
        ps.concat([ps.DataFrame({"a": [1]}), ps.DataFrame({"b": [1, 2]})], how="horizontal")
    with pytest.raises(ps.exceptions.DuplicateError):
        ps.concat([ps.DataFrame({"a": [1]}), ps.DataFrame({"a": [1]})], how="horizontal")
    with pytest.raises(ValueError, match=r"\w"):
        ps.concat([])


@pytest.mark.parametrize("name", PIVOTS)
def test_a_pivot_gives_the_frame_that_polars_gives(name: str) -> None:
    assert_same(lambda m: PIVOTS[name](m, m.DataFrame(LONG)))


def test_a_declared_pivot_stays_lazy() -> None:
    assert_same(lambda m: m.LazyFrame(LONG).pivot("on", ["a", "b"], index="id", values="v").sort("id"))


def test_a_cell_of_several_values_needs_an_aggregate() -> None:
    rows = {"id": [1, 1], "on": ["a", "a"], "v": [1, 2]}
    with pytest.raises(ps.exceptions.ComputeError):
        ps.DataFrame(rows).pivot("on", index="id", values="v")
