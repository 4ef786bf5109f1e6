"""Functions of lists and structs where one column of answers does not show it all."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

FRAME = pl.DataFrame(
    {
        "k": [1, 2, 3, 4],
        "list": [[3, 1, None, 2], [], None, [5, 5]],
        "struct": [{"x": 1, "y": "a"}, None, {"x": None, "y": "c"}, {"x": 4, "y": None}],
    }
)

#: What makes several columns, or needs a frame of its own.
QUERIES: dict[str, Any] = {
    "unnest": lambda m, r: r.select(m.col("struct").struct.unnest()),
    "unnest in with_columns": lambda m, r: r.with_columns(m.col("struct").struct.unnest()),
    "unnest under other names": lambda m, r: r.select("k", m.col("struct").struct.unnest().name.prefix("s_")),
    "what is around it": lambda m, r: r.select(m.col("struct").struct.unnest().is_null()),
    "unnest of more": lambda m, r: r.select(m.col("struct").struct.with_fields(z=m.field("x")).struct.unnest()),
    "unnest of what is made": lambda m, r: r.select(m.struct("k", b=m.col("k") + 1).struct.unnest()),
    "unnest in groups": lambda m, r: r.group_by(m.lit(1)).agg(m.col("struct").struct.unnest()),
    "unnest of a reversed column": lambda m, r: r.select(m.col("struct").reverse().struct.unnest()),
    "unnest of nothing": lambda m, r: r.select(m.col("k").struct.unnest()),
    "several fields": lambda m, r: r.select(m.col("struct").struct.field("x", "y")),
    "fields in the struct's order": lambda m, r: r.select(m.col("struct").struct.field(["y", "x"])),
    "all fields": lambda m, r: r.select(m.col("struct").struct.field("*")),
    "fields by a pattern": lambda m, r: r.select(m.col("struct").struct.field("^x$")),
    "no field by a pattern": lambda m, r: r.select("k", m.col("struct").struct.field("^q.*$")),
    "a field that is not there": lambda m, r: r.select(m.col("struct").struct.field("x", "q")),
    "a field of two structs": lambda m, r: r.select("struct", t="struct").select(
        m.col("struct", "t").struct.field("x").name.keep()
    ),
    "with_fields of an aggregate": lambda m, r: r.group_by("k", maintain_order=True).agg(
        m.col("struct").first().struct.with_fields(z=m.field("x") + 1)
    ),
    "with_fields of a column that is turned": lambda m, r: r.select(
        m.col("struct").reverse().struct.with_fields(z=m.field("x") + 1)
    ),
    "eval of lists that are turned": lambda m, r: r.select(m.col("list").reverse().list.eval(m.element() + 1)),
    "rank of lists that are turned": lambda m, r: r.select(m.col("list").reverse().list.eval(m.element().rank())),
    "agg in a filter": lambda m, r: r.filter(m.col("list").list.agg(m.element().rank().max()) > 1),
    "agg as a key": lambda m, r: r.sort(m.col("list").list.agg(m.element().cum_sum().max()), maintain_order=True),
    "agg in groups": lambda m, r: r.group_by(m.col("k") > 2, maintain_order=True).agg(
        m.col("list").list.agg(m.element().cum_sum().max()).sum()
    ),
    "agg in a window": lambda m, r: r.select(
        m.col("list").list.agg(m.element().cum_sum().max()).sum().over(m.col("k") > 2)
    ),
    "eval of lists that a group makes": lambda m, r: r.group_by(m.lit(1)).agg(
        m.col("k").implode().list.eval(m.element() * 2)
    ),
    "a sum of lists that a group makes": lambda m, r: r.group_by(m.lit(1)).agg(
        m.col("k").implode().list.agg(m.element().sum())
    ),
    "lists inside of lists": lambda m, r: r.select(
        m.col("list").list.eval(m.struct(l=m.element())).list.eval(m.element().struct.with_fields(m.field("l") + 1))
    ),
    "the rank inside of each inner list": lambda m, r: (
        r.group_by("k", maintain_order=True)
        .agg("list")
        .select(m.col("list").list.eval(m.element().list.eval(m.element().rank())))
    ),
    "small differences": lambda m, r: r.select(m.col("list").cast(m.List(m.UInt8)).list.diff()),
    "every second of nulls": lambda m, r: r.select(
        m.col("list").list.gather_every(m.when(m.col("k") > 1).then(m.col("k")))
    ),
    "no rows": lambda m, r: r.head(0).select(
        m.col("list").list.eval(m.element().rank()), s=m.col("list").list.agg(m.element().first())
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_it_means_what_it_means_in_polars(name: str) -> None:
    query = QUERIES[name]
    try:
        want = query(pl, FRAME.lazy()).collect()
    except pl.exceptions.PolarsError:
        with pytest.raises(ps.exceptions.PenstockError):
            query(ps, ps.DataFrame(FRAME).lazy()).collect()
        return
    assert_frame_equal(query(ps, ps.DataFrame(FRAME).lazy()).collect().to_polars(), want)


def test_types_are_known_before_anything_runs() -> None:
    frame = ps.DataFrame(FRAME).lazy()
    schema = frame.select(
        ranks=ps.col("list").list.eval(ps.element().rank()),
        total=ps.col("list").list.agg(ps.element().cum_sum().max()),
        fixed=ps.col("list").list.to_array(2),
        more=ps.col("struct").struct.with_fields(z=ps.field("x") / 2),
    ).collect_schema()
    assert dict(schema) == {
        "ranks": ps.List(ps.Float64),
        "total": ps.Int64,
        "fixed": ps.Array(ps.Int64, 2),
        "more": ps.Struct({"x": ps.Int64, "y": ps.String, "z": ps.Float64}),
    }


def test_what_each_row_looks_at_survives_many_rows() -> None:
    rows = 70_000
    frame = pl.DataFrame({"i": range(rows)}).select(
        list=pl.when(pl.col("i") % 7 == 0)
        .then(None)
        .when(pl.col("i") % 5 == 0)
        .then(pl.lit([], dtype=pl.List(pl.Int64)))
        .otherwise(pl.concat_list(pl.col("i") % 11, pl.col("i"), pl.col("i") % 3))
    )
    want = frame.select(pl.col("list").list.eval(pl.element().rank()))
    got = ps.DataFrame(frame).select(ps.col("list").list.eval(ps.element().rank()))
    assert_frame_equal(got.to_polars(), want)


def test_a_chain_of_structs_stays_as_long_as_it_was_written() -> None:
    chain = ps.col("struct")
    for _ in range(24):
        chain = chain.struct.with_fields(x=ps.field("x") + ps.field("x") * 0 + 1)
    assert ps.DataFrame(FRAME).select(chain.struct.field("x"))["x"].to_list() == [25, None, None, 28]


LISTS = ps.DataFrame({"l": [list(range(20)), [], None, list(range(20)), list(range(5))], "n": [3, 0, 1, None, 5]})


def test_a_seed_draws_the_same_elements_again() -> None:
    draw = ps.col("l").list.sample(fraction=0.5, seed=7)
    first, again, other = LISTS.select(
        draw, again=draw, other=ps.col("l").list.sample(fraction=0.5, seed=8)
    ).iter_columns()
    assert first.to_list() == again.to_list() == LISTS.select(draw)["l"].to_list()
    assert first.to_list() != other.to_list()
    assert [row if row is None else len(row) for row in first.to_list()] == [10, 0, None, 10, 2]
    # As in Polars, lists of one length give the same places.
    assert first[0] == first[3]


def test_a_sample_is_a_part_of_the_list_in_its_order() -> None:
    for row, whole in zip(LISTS["l"].list.sample(fraction=0.5).to_list(), LISTS["l"].to_list(), strict=True):
        assert row is None or row == sorted(set(row) & set(whole))


def test_a_shuffled_sample_has_every_element_once() -> None:
    drawn = LISTS["l"].list.sample(fraction=1.0, shuffle=True, seed=3).to_list()
    assert [row if row is None else sorted(row) for row in drawn] == LISTS["l"].to_list()
    assert drawn[0] != LISTS["l"].to_list()[0]


def test_with_replacement_there_may_be_more_than_there_are() -> None:
    drawn = LISTS["l"].list.sample(100, with_replacement=True, seed=3).to_list()
    assert [row if row is None else len(row) for row in drawn] == [100, 0, None, 100, 100]
    assert set(drawn[4]) == set(range(5))


def test_without_a_seed_each_row_has_its_own_draw() -> None:
    frame = ps.DataFrame({"l": [list(range(50))] * 20})
    assert len({tuple(row) for row in frame["l"].list.sample(10).to_list()}) > 1


def test_as_many_elements_as_a_column_says() -> None:
    drawn = LISTS.select(ps.col("l").list.sample("n", seed=1))["l"].to_list()
    assert [row if row is None else len(row) for row in drawn] == [3, 0, None, None, 5]


def test_more_elements_than_there_are_is_an_error() -> None:
    with pytest.raises(ps.exceptions.ShapeError, match=r"without replacement cannot draw more .* 5$"):
        LISTS.filter(n=5).select(ps.col("l").list.sample(6))
    with pytest.raises(ValueError, match="n or fraction"):
        ps.col("l").list.sample(1, fraction=0.5)


def test_a_list_of_another_length_is_no_array() -> None:
    with pytest.raises(ps.exceptions.ComputeError, match=r"list.to_array\(2\) found a list of another length: 20"):
        LISTS.select(ps.col("l").list.to_array(2))
    with pytest.raises(OverflowError, match="-1"):
        ps.col("l").list.to_array(-1)


def test_parts_of_arrays_are_arrays_if_asked() -> None:
    frame = ps.DataFrame({"a": [[1, 2, 3], None]}, schema={"a": ps.Array(ps.Int64, 3)})
    parts = frame.select(
        ps.col("a").arr.head(2, as_array=True), t=ps.col("a").arr.tail(1, as_array=True), s=ps.col("a").arr.slice(1)
    )
    assert dict(parts.schema) == {"a": ps.Array(ps.Int64, 2), "t": ps.Array(ps.Int64, 1), "s": ps.List(ps.Int64)}
    assert parts.rows() == [([1, 2], [3], [2, 3]), (None, None, None)]
    with pytest.raises(ps.exceptions.ComputeError, match=r"list.to_array\(4\)"):
        frame.select(ps.col("a").arr.head(4, as_array=True))
    with pytest.raises(TypeError, match="a length that is a number"):
        ps.col("a").arr.slice(1, as_array=True)


def test_names_to_drop_are_a_list() -> None:
    with pytest.raises(TypeError, match=r"\['x'\]"):
        ps.col("struct").struct.drop("x")


def test_series_have_the_functions_too() -> None:
    lists = ps.Series("l", [[3, 1], [], None])
    assert lists.list.filter(ps.element() > 1).to_list() == [[3], [], None]
    assert lists.list.agg(ps.element().sum()).to_list() == [4, 0, None]
    assert lists.list.std().to_list() == [2**0.5, None, None]
    assert lists.list.diff().to_list() == [[None, -2], [], None]
    structs = ps.Series("s", [{"x": 1, "y": 2}, None])
    assert structs.struct.rename_fields(["a", "b"]).to_list() == [{"a": 1, "b": 2}, None]
    assert structs.struct.json_encode().to_list() == ['{"x":1,"y":2}', "null"]
    assert structs.struct.with_fields(x=ps.field("y")).to_list() == [{"x": 2, "y": 2}, None]
    assert structs.struct.eval(z=ps.field("y")).to_list() == [{"z": 2}, None]


def test_what_is_drawn_from_a_list_is_drawn_once() -> None:
    """A filter of what was drawn does not draw again, nor does each of its readers."""
    drawn = ps.LazyFrame({"l": [list(range(1000))] * 200}).select(ps.col("l").list.sample(1).alias("s"))
    first = ps.col("s").list.first()
    kept = drawn.filter(first > 500).select(first).collect()["s"].to_list()
    assert 0 < len(kept) < 200
    assert min(kept) > 500
    twice = drawn.select(first.alias("a"), (first + 0).alias("b")).collect()
    assert twice["a"].to_list() == twice["b"].to_list()
