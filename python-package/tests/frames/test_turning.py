"""Frames in other shapes, as Polars makes them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import polars.selectors as pl_selectors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.same import assert_same

import penstock as ps
import penstock.selectors as ps_selectors
from penstock.exceptions import ComputeError, DuplicateError, SchemaError, ShapeError

NUMBERS = {"a": [1, 2, 3], "b": [4.5, None, 6.0]}
LETTERS = {"x": list("ABCDEFGH"), "y": list(range(1, 9))}


def integers(m: Any) -> Any:
    """The selector of integers, of either library."""
    return (pl_selectors if m is pl else ps_selectors).integer()


SHAPES: dict[str, Callable[[Any], Any]] = {
    "transposed": lambda m: m.DataFrame(NUMBERS).transpose(),
    "with a header": lambda m: m.DataFrame(NUMBERS).transpose(
        include_header=True, header_name="h", column_names=["x", "y", "z"]
    ),
    "with names of a column": lambda m: m.DataFrame({"id": ["a", "b"], "x": [1, 2], "y": [3, 4]}).transpose(
        include_header=True, column_names="id"
    ),
    "with names that are made": lambda m: m.DataFrame(NUMBERS).transpose(column_names=(f"c{i}" for i in range(10))),
    "numbers and texts": lambda m: m.DataFrame({"a": [1, None], "b": ["x", "y"]}).transpose(),
    "truth values and numbers": lambda m: m.DataFrame({"a": [True, None], "b": [1, 2]}).transpose(),
    "days and moments": lambda m: m.DataFrame(
        {"a": [dt.date(2020, 1, 1)], "b": [dt.datetime(2020, 1, 1, 3)]}
    ).transpose(),
    "lists": lambda m: m.DataFrame({"a": [[1], [2]], "b": [[3], None]}).transpose(),
    "structs": lambda m: m.DataFrame({"a": [{"q": 1}], "b": [{"q": 2}]}).transpose(),
    "only a header": lambda m: m.DataFrame(NUMBERS).head(0).transpose(include_header=True),
    "one row": lambda m: m.DataFrame(NUMBERS).tail(1).transpose(),
    "many rows": lambda m: m.DataFrame({"a": list(range(3000)), "b": [None] * 3000}).transpose(),
    "unstacked": lambda m: m.DataFrame(LETTERS).unstack(step=3),
    "across": lambda m: m.DataFrame(LETTERS).unstack(step=3, how="horizontal"),
    "filled": lambda m: m.DataFrame(LETTERS).unstack(step=3, how="horizontal", fill_values=["z", 0]),
    "filled with one value": lambda m: m.DataFrame(LETTERS).unstack(step=5, columns="y", fill_values=0),
    "into many columns": lambda m: m.DataFrame({"y": list(range(12))}).unstack(step=1),
    "into one long column": lambda m: m.DataFrame(LETTERS).unstack(step=20, columns="y"),
    "picked": lambda m: m.DataFrame(LETTERS).unstack(step=4, columns=integers(m)),
    "dummies": lambda m: m.DataFrame({"foo": [10, 9], "bar": [3, 4], "ham": ["a", None]}).to_dummies(),
    "without the first": lambda m: m.DataFrame({"foo": [1, 2, 1], "ham": ["b", "a", "c"]}).to_dummies(
        drop_first=True, separator=":"
    ),
    "without nulls": lambda m: m.DataFrame({"foo": [1, 2], "ham": ["a", None]}).to_dummies("ham", drop_nulls=True),
    "of floats": lambda m: m.DataFrame({"foo": [1.0, 2.5, None, float("nan")]}).to_dummies(),
    "of truth values": lambda m: m.DataFrame({"foo": [True, None, False]}).to_dummies(drop_first=True),
    "a null first": lambda m: m.DataFrame({"foo": [None, "b", "a"]}).to_dummies(drop_first=True),
    "of days": lambda m: m.DataFrame({"foo": [dt.date(2020, 1, 2), dt.date(2020, 1, 1)]}).to_dummies(),
    "of moments": lambda m: m.DataFrame(
        {"f": [dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 1, 1, 2, 3, 4)]}
    ).to_dummies(),
    "of spans": lambda m: m.DataFrame({"f": [dt.timedelta(1), dt.timedelta(0, 5)]}).to_dummies(),
    "of some": lambda m: m.DataFrame({"foo": [1, 2], "s": ["3", "4"]}).to_dummies(integers(m)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str) -> None:
    assert_same(SHAPES[name])


def test_rows_of_no_columns_have_a_shape() -> None:
    assert ps.DataFrame(NUMBERS).head(0).transpose().shape == (2, 0)
    assert ps.DataFrame().transpose().shape == (0, 0)
    assert ps.DataFrame({"foo": []}, schema={"foo": ps.String}).to_dummies().width == 0


def test_names_must_fit() -> None:
    frame = ps.DataFrame(NUMBERS)
    with pytest.raises(ShapeError, match="2 names for the columns that 3 rows become"):
        frame.transpose(column_names=["x", "y"])
    with pytest.raises(DuplicateError, match='"x"'):
        frame.transpose(column_names=["x", "x", "y"])
    with pytest.raises(DuplicateError, match="header"):
        frame.transpose(include_header=True, header_name="column_0")
    with pytest.raises(ComputeError, match="nulls"):
        ps.DataFrame({"id": ["a", None], "x": [1, 2]}).transpose(column_names="id")
    with pytest.raises(SchemaError, match="Int64"):
        frame.transpose(column_names="a")


def test_what_cannot_be_unstacked_is_refused() -> None:
    frame = ps.DataFrame(LETTERS)
    with pytest.raises(ValueError, match="at least 1"):
        frame.unstack(step=0)
    with pytest.raises(ValueError, match="no rows"):
        frame.head(0).unstack(step=2)
    with pytest.raises(ValueError, match="vertical or horizontal"):
        frame.unstack(step=2, how="down")
    with pytest.raises(ValueError, match="3 values fill 2 columns"):
        frame.unstack(step=3, fill_values=[1, 2, 3])


def test_dummies_of_one_name_are_refused() -> None:
    with pytest.raises(DuplicateError):
        ps.DataFrame({"foo": ["x_1", "y"], "foo_x": ["1", "2"]}).to_dummies()


values = st.none() | st.integers(-5, 5)


@given(st.lists(st.tuples(values, values, values), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_turning_twice_changes_nothing(rows: Any) -> None:
    schema = {"a": ps.Int64, "b": ps.Int64, "c": ps.Int64}
    frame = ps.DataFrame(rows, schema=schema, orient="row")
    turned = frame.transpose(include_header=True, header_name="name")
    assert turned.transpose(column_names="name").equals(frame)


ON_MOMENTS = {
    "t": [dt.datetime(2021, 2, 1), dt.datetime(2021, 4, 1), dt.datetime(2021, 5, 1), dt.datetime(2021, 6, 1)],
    "g": ["A", "B", "A", "B"],
    "v": [0, 1, 2, 3],
}


def on_days(m: Any, *days: Any, **columns: Any) -> Any:
    """A frame along days of January 2021."""
    moments = [None if day is None else dt.date(2021, 1, day) for day in days]
    return m.DataFrame({"t": moments, "v": list(range(len(days))), **columns}, schema_overrides={"t": m.Date})


UPSAMPLES: dict[str, Callable[[Any], Any]] = {
    "months": lambda m: m.DataFrame(ON_MOMENTS).upsample("t", every="1mo"),
    "groups": lambda m: m.DataFrame(ON_MOMENTS).upsample("t", every="1mo", group_by="g", maintain_order=True),
    "a span of Python": lambda m: m.DataFrame(ON_MOMENTS).upsample("t", every=dt.timedelta(days=31)),
    "rows between the steps": lambda m: m.DataFrame(
        {"t": [dt.datetime(2021, 1, 1), dt.datetime(2021, 1, 1, 12), dt.datetime(2021, 1, 3, 1)], "v": [1, 2, 3]}
    ).upsample("t", every="1d"),
    "several rows of a day": lambda m: on_days(m, 1, 1, 3).upsample("t", every="1d"),
    "a null day": lambda m: on_days(m, None, 1, 3).upsample("t", every="1d"),
    "one day": lambda m: on_days(m, 3).upsample("t", every="1d"),
    "two weeks": lambda m: on_days(m, 1, 30).upsample("t", every="2w"),
    "the ends of months": lambda m: m.DataFrame(
        {"t": [dt.date(2021, 1, 31), dt.date(2021, 4, 30)], "v": [1, 2]}
    ).upsample("t", every="1mo"),
    "mixed spans": lambda m: m.DataFrame(
        {"t": [dt.datetime(2021, 1, 31, 5), dt.datetime(2021, 4, 1)], "v": [1, 2]}
    ).upsample("t", every="1mo2d3h"),
    "hours": lambda m: (
        m.DataFrame(ON_MOMENTS).with_columns(m.col("t").cast(m.Datetime("ms"))).upsample("t", every="3h")
    ),
    "numbers": lambda m: m.DataFrame({"t": [1, 4], "v": [1, 2]}).upsample("t", every="1i"),
    "small numbers": lambda m: m.DataFrame({"t": [1, 4], "v": [1, 2]}, schema_overrides={"t": m.Int32}).upsample(
        "t", every="2i"
    ),
    "clocks that are changed": lambda m: (
        m.DataFrame({"t": [dt.datetime(2021, 3, 27), dt.datetime(2021, 3, 29)]})
        .with_columns(m.col("t").dt.replace_time_zone("Europe/Berlin"))
        .upsample("t", every="1d")
    ),
    "a null group": lambda m: on_days(m, 1, 3, 1, g=[None, None, "a"]).upsample(
        "t", every="1d", group_by="g", maintain_order=True
    ),
    "two keys": lambda m: on_days(m, 1, 3, 1, 2, g=list("bbaa"), h=[1, 1, 2, 2]).upsample(
        "t", every="1d", group_by=["h", "g"], maintain_order=True
    ),
    "columns in their order": lambda m: (
        on_days(m, 1, 3, g=["a", "a"]).select("v", "t", "g").upsample("t", every="1d", group_by="g")
    ),
    "the moments first": lambda m: on_days(m, 1, 3).select("v", "t").upsample("t", every="1d"),
}


@pytest.mark.parametrize("name", UPSAMPLES)
def test_gaps_are_filled(name: str) -> None:
    assert_same(UPSAMPLES[name])


def test_what_has_no_steps_is_refused() -> None:
    frame = on_days(ps, 1, 3)
    with pytest.raises(ps.exceptions.InvalidOperationError, match="not sorted"):
        on_days(ps, 3, 1).upsample("t", every="1d")
    with pytest.raises(ComputeError, match="no moments"):
        frame.head(0).upsample("t", every="1d")
    with pytest.raises(ComputeError, match="positive"):
        frame.upsample("t", every="-1d")
    with pytest.raises(ComputeError, match="positive"):
        frame.upsample("t", every="0d")
    with pytest.raises(ps.exceptions.InvalidOperationError, match="apart"):
        frame.upsample("v", every="1d")
    with pytest.raises(ps.exceptions.ColumnNotFoundError, match="x"):
        frame.upsample("x", every="1d")
    with pytest.raises(ps.exceptions.InvalidOperationError):
        ps.DataFrame({"t": ["a"]}).upsample("t", every="1d")
