"""Schemas behave like those of Polars."""

from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import penstock as ps
from penstock.exceptions import DuplicateError


def make(lib: Any) -> Any:
    return lib.Schema({"a": lib.Int8, "b": lib.List(lib.String), "c": int})


def test_a_schema_reads_like_that_of_polars() -> None:
    ours, theirs = make(ps), make(pl)
    assert repr(ours) == repr(theirs)
    assert ours.names() == theirs.names()
    assert ours.len() == theirs.len() == 3
    assert repr(ours.dtypes()) == repr(theirs.dtypes())
    assert ours.to_python() == theirs.to_python()


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"a": ps.Int8, "b": ps.Int16}, {"a": ps.Int8, "b": ps.Int16}, True),
        ({"a": ps.Int8, "b": ps.Int16}, {"b": ps.Int16, "a": ps.Int8}, False),
        ({"a": ps.Int8}, {"a": ps.Int16}, False),
        ({"a": ps.Int8}, {"a": ps.Int8, "b": ps.Int8}, False),
        ({}, {}, True),
    ],
)
def test_schemas_are_equal_when_names_types_and_order_are(left: Any, right: Any, expected: bool) -> None:
    assert (ps.Schema(left) == ps.Schema(right)) is expected
    assert (ps.Schema(left) != ps.Schema(right)) is not expected


def test_a_schema_can_be_made_of_pairs_fields_and_arrow() -> None:
    expected = ps.Schema({"a": ps.Int64, "b": ps.String})
    assert ps.Schema([("a", int), ("b", str)]) == expected
    assert ps.Schema([ps.Field("a", ps.Int64), ps.Field("b", ps.String)]) == expected
    assert ps.Schema(pa.schema({"a": pa.int64(), "b": pa.string()})) == expected
    assert ps.Schema(ps.DataFrame({"a": [1], "b": ["x"]})) == expected


def test_a_name_that_comes_twice_is_refused() -> None:
    with pytest.raises(DuplicateError, match="'a' comes twice"):
        ps.Schema([("a", int), ("a", str)])


def test_a_schema_speaks_arrow() -> None:
    schema = pa.schema(ps.Schema({"a": ps.Int8, "s": ps.Struct({"x": ps.List(ps.Date)})}))
    assert schema == pa.schema({"a": pa.int8(), "s": pa.struct({"x": pa.list_(pa.date32())})})


def test_a_schema_makes_an_empty_frame() -> None:
    frame = ps.Schema({"a": ps.Int8, "b": ps.List(ps.String)}).to_frame()
    assert frame.shape == (0, 2)
    assert frame.schema == {"a": ps.Int8, "b": ps.List(ps.String)}


def test_types_are_found_inside_of_others() -> None:
    schema = ps.Schema({"a": ps.List(ps.Struct({"x": ps.Date})), "b": ps.Map(ps.String, ps.Int8)})
    assert not schema.contains_dtype(ps.Date, recursive=False)
    assert schema.contains_dtype(ps.Date, recursive=True)
    assert schema.contains_dtype(ps.Int8, recursive=True)
    assert schema.contains_dtype(ps.List, recursive=False)
