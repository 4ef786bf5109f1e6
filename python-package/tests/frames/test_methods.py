"""Methods of frames give what Polars gives: the same call on both libraries, eager and lazy."""

import ctypes
import datetime as dt
import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from support.same import assert_same, eager

import penstock as ps

ROWS: dict[str, Any] = {
    "k": ["x", "y", "x", None, "y", "x"],
    "g": [1, 1, 2, 2, None, 1],
    "i": [5, None, -3, 8, 0, 5],
    "f": [1.5, float("nan"), None, -0.0, 2.5, float("inf")],
    "s": ["b", "a", None, "žluť", "", "b"],
    "b": [True, None, False, True, True, False],
    "d": [dt.date(2024, 1, day) if day else None for day in (3, 1, 0, 2, 5, 3)],
    "t": [dt.datetime(2024, 1, day, 12) if day else None for day in (3, 1, 0, 2, 5, 3)],
}

NESTED: dict[str, Any] = {
    "id": [1, 2, 3, 4],
    "l": [[1, 2], [], None, [3]],
    "m": [["a", "b"], [], None, [None]],
    "n": [{"x": 1, "y": "p"}, {"x": None, "y": "q"}, {"x": 3, "y": None}, {"x": 4, "y": "s"}],
}

#: What is done to the frame of `ROWS`; the order of the answer's rows is part of the answer.
ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "filter": lambda m, f: f.filter(m.col("i") > 0),
    "filter by several": lambda m, f: f.filter(m.col("i") > 0, m.col("k") == "x"),
    "filter by equality": lambda m, f: f.filter(k="x", g=1),
    "filter by a column": lambda m, f: f.filter("b"),
    "filter by a list": lambda m, f: f.filter([m.col("i") > 0, m.col("b")]),
    "filter by an aggregate": lambda m, f: f.filter(m.col("i") == m.col("i").max()),
    "filter nothing": lambda m, f: f.filter(m.lit(True)),
    "filter everything": lambda m, f: f.filter(m.lit(False)),
    "remove": lambda m, f: f.remove(m.col("i") > 0),
    "remove by equality": lambda m, f: f.remove(k="x"),
    "select": lambda m, f: f.select("k", m.col("i") * 2, x=m.col("f") + 1),
    "select a constant": lambda m, f: f.select(m.lit(1), "i"),
    "select nothing but a constant": lambda m, f: f.select(m.lit(1)),
    "select an aggregate": lambda m, f: f.select("i", m.col("f").max().alias("m")),
    "select aggregates": lambda m, f: f.select(m.col("i").sum(), m.len(), m.col("k").n_unique().alias("n")),
    "select by type": lambda m, f: f.select(m.selectors.numeric()),
    "select by pattern": lambda m, f: f.select(m.col("^[kg]$")),
    "select all but": lambda m, f: f.select(m.all().exclude("k", "g")),
    "select by position": lambda m, f: f.select(m.nth(0, -1)),
    "select with names": lambda m, f: f.select(m.selectors.numeric().name.suffix("_n")),
    "select in sequence": lambda m, f: f.select_seq("k", m.col("i")),
    "with_columns": lambda m, f: f.with_columns(m.col("i") + 1, z=m.col("k").str.to_uppercase()),
    "with_columns, all from the input": lambda m, f: f.with_columns(i=m.col("g"), g=m.col("i")),
    "with_columns of a constant": lambda m, f: f.with_columns(z=m.lit("c")),
    "with_columns of an aggregate": lambda m, f: f.with_columns(z=m.col("i").sum()),
    "with_columns in sequence": lambda m, f: f.with_columns_seq(z=m.col("i")),
    "drop": lambda m, f: f.drop("k", "g"),
    "drop by selector": lambda m, f: f.drop(m.selectors.numeric()),
    "drop leniently": lambda m, f: f.drop("k", "zz", strict=False),
    "rename": lambda m, f: f.rename({"k": "kk", "i": "k"}),
    "rename by function": lambda m, f: f.rename(lambda name: name * 2),
    "rename leniently": lambda m, f: f.rename({"zz": "y", "k": "kk"}, strict=False),
    "cast": lambda m, f: f.cast({"i": m.Float64, "g": m.Int8}),
    "cast by selector": lambda m, f: f.cast({m.selectors.numeric(): m.Float32}),
    "cast all": lambda m, f: f.select("i", "g").cast(m.String),
    "cast leniently": lambda m, f: f.select("s").cast(m.Int64, strict=False),
    "head": lambda m, f: f.head(2),
    "limit": lambda m, f: f.limit(3),
    "tail": lambda m, f: f.tail(2),
    "head of more": lambda m, f: f.head(100),
    "head of none": lambda m, f: f.head(0),
    "tail of none": lambda m, f: f.tail(0),
    "slice": lambda m, f: f.slice(1, 3),
    "slice to the end": lambda m, f: f.slice(4),
    "slice from the end": lambda m, f: f.slice(-3, 2),
    "slice from before the beginning": lambda m, f: f.slice(-10, 6),
    "slice beyond the end": lambda m, f: f.slice(100, 2),
    "filter a slice": lambda m, f: f.slice(1, 4).filter(m.col("i") >= 0),
    "sort": lambda m, f: f.select("i").sort("i"),
    "sort descending": lambda m, f: f.select("i").sort("i", descending=True),
    "sort, nulls last": lambda m, f: f.select("i").sort("i", nulls_last=True),
    "sort floats": lambda m, f: f.select("f").sort("f"),
    "sort floats descending": lambda m, f: f.select("f").sort("f", descending=True, nulls_last=True),
    "sort texts": lambda m, f: f.select("s").sort("s"),
    "sort booleans": lambda m, f: f.select("b").sort("b"),
    "sort dates": lambda m, f: f.select("d").sort("d"),
    "sort by several": lambda m, f: f.sort("k", "i", maintain_order=True),
    "sort by several ways": lambda m, f: f.sort(
        ["k", "i"], descending=[True, False], nulls_last=[True, False], maintain_order=True
    ),
    "sort by an expression": lambda m, f: f.sort(-m.col("i"), maintain_order=True),
    "sort, stable": lambda m, f: f.sort("b", maintain_order=True),
    "sorted top": lambda m, f: f.select("i").top_k(3, by="i").sort("i"),
    "sorted bottom": lambda m, f: f.select("i").bottom_k(3, by="i").sort("i"),
    "top of more than there is": lambda m, f: f.select("i").top_k(10, by="i").sort("i"),
    "top reversed": lambda m, f: f.select("i", "g").top_k(2, by=["i", "g"], reverse=[True, False]).sort("i", "g"),
    "unique in order": lambda m, f: f.select("k", "g").unique(maintain_order=True),
    "unique, the first": lambda m, f: f.unique("k", keep="first", maintain_order=True),
    "unique, the last": lambda m, f: f.unique("k", keep="last", maintain_order=True),
    "unique, none": lambda m, f: f.unique(["k", "g"], keep="none", maintain_order=True),
    "reverse": lambda m, f: f.reverse(),
    "shift": lambda m, f: f.shift(2),
    "shift up": lambda m, f: f.shift(-1),
    "shift and fill": lambda m, f: f.select("i", "g").shift(1, fill_value=9),
    "row index": lambda m, f: f.with_row_index(),
    "row index, named": lambda m, f: f.with_row_index("n", offset=10).filter(m.col("i") > 0),
    "row index after a filter": lambda m, f: f.filter(m.col("i") > 0).with_row_index(),
    "gather_every": lambda m, f: f.gather_every(2, offset=1),
    "fill_null": lambda m, f: f.fill_null(0),
    "fill_null with a text": lambda m, f: f.fill_null("?"),
    "fill_null with a truth": lambda m, f: f.fill_null(True),
    "fill_null with an expression": lambda m, f: f.select("i", "g").fill_null(m.col("g")),
    "fill_null forward": lambda m, f: f.fill_null(strategy="forward"),
    "fill_null backward": lambda m, f: f.fill_null(strategy="backward"),
    "fill_null with the mean": lambda m, f: f.select("i", "f").fill_null(strategy="mean"),
    "fill_null with the least": lambda m, f: f.select("i", "f").fill_null(strategy="min"),
    "fill_null with zero": lambda m, f: f.select("i", "f").fill_null(strategy="zero"),
    "fill_nan": lambda m, f: f.fill_nan(0.0),
    "fill_nan with null": lambda m, f: f.fill_nan(None),
    "drop_nulls": lambda m, f: f.drop_nulls(),
    "drop_nulls in some": lambda m, f: f.drop_nulls(["k", "i"]),
    "drop_nans": lambda m, f: f.drop_nans(),
    "drop_nans in some": lambda m, f: f.drop_nans("f"),
    "count": lambda m, f: f.count(),
    "null_count": lambda m, f: f.null_count(),
    "min": lambda m, f: f.min(),
    "max": lambda m, f: f.max(),
    "sum": lambda m, f: f.select("i", "f", "b").sum(),
    "mean": lambda m, f: f.select("i", "g", "b").mean(),
    "median": lambda m, f: f.select("i", "g").median(),
    "std": lambda m, f: f.select("i", "g").std(),
    "var": lambda m, f: f.select("i", "g").var(ddof=0),
    "quantile": lambda m, f: f.select("i", "g").quantile(0.3),
    "clear": lambda m, f: f.clear(),
    "clear to nulls": lambda m, f: f.clear(2),
    "group_by in order": lambda m, f: f.group_by("k", maintain_order=True).agg(m.col("i").sum(), m.len()),
    "unpivot": lambda m, f: f.unpivot(["i", "g"], index="k"),
    "unpivot all": lambda m, f: f.select("i", "g").unpivot(),
    "unpivot, renamed": lambda m, f: f.unpivot("i", index=["k", "g"], variable_name="n", value_name="v"),
    "unpivot to a common type": lambda m, f: f.unpivot(["i", "f"], index="k"),
    "pipe": lambda m, f: f.pipe(lambda frame, n: frame.head(n), 2),
    "a step after another": lambda m, f: (
        f.filter(m.col("i") >= 0).with_columns(z=m.col("i") * 2).sort("z").head(2).select("k", "z")
    ),
}

#: What is done to the frame of `ROWS` where the order of rows is not specified.
UNORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "first": lambda m, f: f.first(),
    "last": lambda m, f: f.last(),
    "unique": lambda m, f: f.select("k", "g").unique(),
    "unique of floats": lambda m, f: f.select("f").unique(),
    "top_k": lambda m, f: f.select("i").top_k(2, by="i"),
    "bottom_k": lambda m, f: f.select("i").bottom_k(2, by="i"),
    "group_by": lambda m, f: f.group_by("k").agg(m.col("i").sum(), m.col("f").mean()),
    "group_by several": lambda m, f: f.group_by("k", "g").agg(m.len()),
    "group_by an expression": lambda m, f: f.group_by(m.col("i") > 0).agg(m.col("g").max()),
    "group_by a named expression": lambda m, f: f.group_by(pos=m.col("i") > 0).agg(n=m.len()),
    "group_by floats": lambda m, f: f.group_by("f").agg(m.len()),
    "group_by booleans": lambda m, f: f.group_by("b").agg(m.col("i").min()),
    "group_by dates": lambda m, f: f.group_by("d").agg(m.col("i").count()),
    "group_by having": lambda m, f: f.group_by("k").having(m.len() > 1).agg(m.len()),
    "group_by all kinds": lambda m, f: f.group_by("k").agg(
        m.col("i").min().alias("min"),
        m.col("i").max().alias("max"),
        m.col("i").mean().alias("mean"),
        m.col("i").median().alias("median"),
        m.col("i").std().alias("std"),
        m.col("i").var().alias("var"),
        m.col("i").first().alias("first"),
        m.col("i").last().alias("last"),
        m.col("i").count().alias("count"),
        m.col("i").null_count().alias("nulls"),
        m.col("i").n_unique().alias("n_unique"),
        m.col("b").any().alias("any"),
        m.col("b").all().alias("all"),
        m.col("i").quantile(0.5).alias("quantile"),
    ),
    "group_by lists": lambda m, f: f.group_by("k").agg(m.col("i"), m.col("s").alias("t")),
    "group_by filtered": lambda m, f: f.group_by("k").agg(m.col("i").filter(m.col("i") > 0).sum()),
    "group_by sorted": lambda m, f: f.group_by("k").agg(m.col("i").sort_by("g", nulls_last=True).first()),
    "group_by len": lambda m, f: f.group_by("k").len(),
    "group_by sum": lambda m, f: f.select("k", "i", "f").group_by("k").sum(),
    "group_by mean": lambda m, f: f.select("k", "i", "f").group_by("k").mean(),
    "group_by min": lambda m, f: f.select("k", "i", "s").group_by("k").min(),
    "group_by max": lambda m, f: f.select("k", "i", "d").group_by("k").max(),
    "group_by median": lambda m, f: f.select("k", "i").group_by("k").median(),
    "group_by first": lambda m, f: f.group_by("k").first(),
    "group_by last": lambda m, f: f.group_by("k").last(),
    "group_by n_unique": lambda m, f: f.group_by("k").n_unique(),
    "group_by quantile": lambda m, f: f.select("k", "i").group_by("k").quantile(0.25),
    "group_by all": lambda m, f: f.select("k", "i").group_by("k").all(),
    "group_by head": lambda m, f: f.select("k", "i", "s").group_by("k").head(2),
    "group_by tail": lambda m, f: f.select("k", "i", "s").group_by("k").tail(1),
}

LISTS: dict[str, Callable[[Any, Any], Any]] = {
    "explode": lambda m, f: f.select("id", "l").explode("l"),
    "explode, empty as null": lambda m, f: f.select("id", "l").explode("l", empty_as_null=True),
    "explode, without nulls": lambda m, f: f.select("id", "l").explode("l", keep_nulls=False),
    "explode several": lambda m, f: f.filter(m.col("id") != 4).select("id", "l", "m").explode("l", "m"),
    "explode texts": lambda m, f: f.select("id", "m").explode("m"),
    "explode by selector": lambda m, f: f.select("id", "l").explode(m.selectors.list()),
    "unnest": lambda m, f: f.unnest("n"),
    "unnest with a separator": lambda m, f: f.unnest("n", separator="."),
    "a field": lambda m, f: f.select(m.col("n").struct.field("x")),
    "a length": lambda m, f: f.select(m.col("l").list.len()),
    "an element": lambda m, f: f.select(m.col("l").list.first()),
    "each element": lambda m, f: f.select(m.col("l").list.eval(m.element() * 2 + 1)),
    "each text": lambda m, f: f.select(m.col("m").list.eval(m.element().str.to_uppercase())),
    "filter": lambda m, f: f.filter(m.col("id") > 1),
    "sort": lambda m, f: f.sort("id", descending=True),
    "sort by lists": lambda m, f: f.sort("l"),
    "sort by lists of texts": lambda m, f: f.sort("m", descending=True),
    "sort by lists, nulls last": lambda m, f: f.sort("l", descending=True, nulls_last=True),
    "sort by structs": lambda m, f: f.sort("n"),
    "sort by structs descending": lambda m, f: f.sort("n", descending=True),
    "sort by lists of structs": lambda m, f: f.with_columns(z=m.struct("l", "n")).sort("z").select("id"),
    "slice": lambda m, f: f.slice(1, 2),
    "nulls": lambda m, f: f.null_count(),
    "a struct of columns": lambda m, f: f.select(m.struct("id", "l").alias("z")),
}


@pytest.mark.parametrize("lazy", [False, True], ids=["eager", "lazy"])
@pytest.mark.parametrize("name", ORDERED)
def test_an_operation_gives_the_rows_that_polars_gives(name: str, lazy: bool) -> None:
    # Polars unpivots a lazy frame batch by batch; ours keeps the order that both promise for eager ones.
    any_row_order = lazy and name.startswith("unpivot")
    assert_same(lambda library: ORDERED[name](library, made(library, ROWS, lazy)), any_row_order=any_row_order)


@pytest.mark.parametrize("name", UNORDERED)
def test_an_operation_gives_the_rows_that_polars_gives_in_any_order(name: str) -> None:
    assert_same(lambda library: UNORDERED[name](library, made(library, ROWS, lazy=True)), any_row_order=True)


def test_no_operation_changes_the_frame_that_it_is_asked_of() -> None:
    frame = made(ps, ROWS, lazy=False)
    before, lazy = fingerprint(frame), frame.lazy()
    for ask in (*ORDERED.values(), *UNORDERED.values()):
        eager(ask(ps, lazy))
    assert fingerprint(frame) == before
    assert frame.columns == list(ROWS)


@pytest.mark.parametrize("name", LISTS)
def test_an_operation_on_lists_and_structs_gives_what_polars_gives(name: str) -> None:
    assert_same(lambda library: LISTS[name](library, made(library, NESTED, lazy=True)))


@pytest.mark.parametrize("name", [*ORDERED, *UNORDERED])
def test_an_operation_on_no_rows_gives_what_polars_gives(name: str) -> None:
    ask = {**ORDERED, **UNORDERED}[name]
    assert_same(lambda library: ask(library, made(library, ROWS, lazy=True).head(0)), any_row_order=True)


def fingerprint(frame: ps.DataFrame) -> str:
    """All bytes of a frame's columns, as a hash."""
    digest = hashlib.sha256()
    for column in pa.table(frame).columns:
        for buffer in (buffer for chunk in column.chunks for buffer in chunk.buffers()):
            digest.update(b"-" if buffer is None else ctypes.string_at(buffer.address, buffer.size))
    return digest.hexdigest()


def made(library: Any, rows: dict[str, Any], lazy: bool) -> Any:
    """The frame of the rows in one library. Half of them come from a slice of a longer frame."""
    twice = {name: [*values, *values] for name, values in rows.items()}
    height = len(next(iter(rows.values())))
    frame = library.DataFrame(twice).slice(height, height)
    return frame.lazy() if lazy else frame


def test_decimals_are_summed_exactly() -> None:
    values = [Decimal("0.10"), None, Decimal("0.20")]
    assert_same(lambda m: m.DataFrame({"a": values}).select(m.col("a").sum(), m.col("a").max().alias("m")))
