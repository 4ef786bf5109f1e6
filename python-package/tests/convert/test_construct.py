"""Frames out of Python values: as Polars makes them, wherever it can."""

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from support.same import assert_same

import penstock as ps


class Row(NamedTuple):
    x: int
    y: str | None


@dataclasses.dataclass
class Point:
    x: int
    y: str | None


UTC_NOON = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)

SAME: dict[str, tuple[Any, dict[str, Any]]] = {
    "nothing": (None, {}),
    "no columns": ({}, {}),
    "a column without rows": ({"a": []}, {}),
    "nulls": ({"a": [None, None]}, {}),
    "integers": ({"a": [1, None, -(2**63)]}, {}),
    "large integers": ({"a": [2**63, 0]}, {}),
    "floats": ({"a": [1.5, None, float("nan"), float("-inf"), -0.0]}, {}),
    "floats and integers": ({"a": [1.5, 2]}, {}),
    "booleans": ({"a": [True, None, False]}, {}),
    "integers and booleans": ({"a": [1, True]}, {}),
    "texts": ({"a": ["x", None, "", "žluť", "a" * 40]}, {}),
    "bytes": ({"a": [b"x", None, b""]}, {}),
    "dates": ({"a": [dt.date(1969, 12, 31), None, dt.date(9999, 12, 31)]}, {}),
    "times": ({"a": [dt.time(1, 2, 3, 4), None]}, {}),
    "datetimes": ({"a": [dt.datetime(1900, 1, 1, 2, 3, 4, 5), None]}, {}),
    "datetimes with a zone": ({"a": [UTC_NOON, None]}, {}),
    "durations": ({"a": [dt.timedelta(days=-1, microseconds=3), None]}, {}),
    "decimals": ({"a": [Decimal("1.50"), None, Decimal(-2)]}, {}),
    "lists": ({"a": [[1, None], [], None]}, {}),
    "lists, the first empty": ({"a": [[], [1]]}, {}),
    "tuples": ({"a": [(1, 2), None]}, {}),
    "lists of lists": ({"a": [[[1], []], None]}, {}),
    "structs": ({"a": [{"x": 1, "y": "q"}, None, {"x": None, "y": None}]}, {}),
    "lists of structs": ({"a": [[{"x": [1]}], [], None]}, {}),
    "a range": ({"a": range(3)}, {}),
    "a single value": ({"a": 7.5, "b": [1, 2]}, {}),
    "a single text": ({"a": "x", "b": [1, 2]}, {}),
    "a single null": ({"a": None, "b": [1, 2]}, {}),
    "single values only": ({"a": 7, "b": "x"}, {}),
    "single value beside no rows": ({"a": 7, "b": []}, {}),
    "new names": ({"a": [1]}, {"schema": ["b"]}),
    "types by name": ({"a": [1, None]}, {"schema": {"a": "Int8"}}),
    "names and types": ({"a": [1], "b": ["x"]}, {"schema": [("a", "Float32"), "b"]}),
    "overridden types": ({"a": [1], "b": ["x"]}, {"schema_overrides": {"a": "UInt8"}}),
    "columns without data": (None, {"schema": {"a": "Int64", "b": "String"}}),
    "what does not fit becomes null": ({"a": ["1", "q"]}, {"schema": {"a": "Int64"}, "strict": False}),
    "numbers as texts": ({"a": [1, 2]}, {"schema": {"a": "String"}, "strict": False}),
    "mixed values as texts": ({"a": [1, "x", None]}, {"strict": False}),
    "mixed numbers": ({"a": [1, 2.5, None]}, {"strict": False}),
    "columns in a list": ([[1, 2], [3, 4], [5, 6]], {}),
    "columns in a list, named": ([[1, 2], [3, 4]], {"schema": ["a", "b"]}),
    "rows": ([(1, "a"), (2, None)], {"schema": ["a", "b"], "orient": "row"}),
    "rows of no rows": ([], {"schema": ["a", "b"]}),
    "rows as dictionaries": ([{"a": 1, "b": 2}, {"a": 3}], {}),
    "rows as dictionaries, some columns": ([{"a": 1, "b": 2}], {"schema": ["b", "c"]}),
    "rows as named tuples": ([Row(1, "a"), Row(2, None)], {}),
    "rows as dataclasses": ([Point(1, "a"), Point(2, None)], {}),
    "values": ([1, None, 3], {}),
    "texts as values": (["a", "b"], {}),
    "nulls as values": ([None, None], {}),
    "an array": (np.arange(6).reshape(3, 2), {}),
    "an array with names for its rows": (np.arange(6).reshape(2, 3), {"schema": ["x", "y"]}),
    "a square array in columns": (np.asfortranarray(np.arange(4).reshape(2, 2)), {"schema": ["x", "y"]}),
    "an array, columns first": (np.arange(6).reshape(2, 3), {"orient": "col"}),
    "an array of one dimension": (np.array(["a", "b"]), {}),
    "an array with named fields": (np.array([(1, 2.5), (3, 4.5)], dtype=[("a", "i4"), ("b", "f4")]), {}),
    "columns of numpy": (
        {
            "i": np.array([1, 2], dtype="i2"),
            "f": np.array([1.5, np.nan], dtype="f4"),
            "b": np.array([True, False]),
            "s": np.array(["x", "yy"]),
            "d": np.array(["2024-02-29", "NaT"], dtype="M8[D]"),
            "t": np.array(["2024-02-29T01:02:03", "NaT"], dtype="M8[ns]"),
            "p": np.array([1, "NaT"], dtype="m8[us]"),
            "a": np.arange(4.0).reshape(2, 2),
        },
        {},
    ),
    "lists of arrays": ({"a": [np.array([1, 2]), np.array([3])]}, {}),
    "NaN of numpy as null": ({"a": np.array([1.0, np.nan])}, {"nan_to_null": True}),
}


def frame(library: Any, data: Any, options: dict[str, Any]) -> Any:
    """The frame of one library, with its own data types."""

    def own(schema: Any) -> Any:
        if isinstance(schema, dict):
            return {name: getattr(library, dtype) for name, dtype in schema.items()}
        if isinstance(schema, list):
            return [one if isinstance(one, str) else (one[0], getattr(library, one[1])) for one in schema]
        return schema

    return library.DataFrame(data, **{name: own(value) for name, value in options.items()})


@pytest.mark.parametrize("name", SAME)
def test_frames_are_those_that_polars_makes_of_the_same_data(name: str) -> None:
    data, options = SAME[name]
    assert_same(lambda library: frame(library, data, options))


@pytest.mark.parametrize("name", SAME)
def test_lazy_frames_are_made_of_the_same_data(name: str) -> None:
    data, options = SAME[name]
    expected = frame(pl, data, options)
    lazy = ps.DataFrame(expected).lazy()
    assert lazy.collect_schema().names() == expected.columns
    assert_frame_equal(lazy.collect().to_polars(), expected)


def test_generators_are_read_once() -> None:
    assert ps.DataFrame({"a": (i for i in range(3))}).rows() == [(0,), (1,), (2,)]
    assert ps.DataFrame((i, str(i)) for i in range(2)).rows() == [(0, "0"), (1, "1")]
    assert ps.DataFrame({"i": i} for i in range(2)).rows(named=True) == [{"i": 0}, {"i": 1}]
    assert ps.DataFrame({"keys": {"x": 1, "y": 2}.keys()}).to_dicts() == [{"keys": "x"}, {"keys": "y"}]


def test_fields_that_only_later_structs_have_are_kept() -> None:
    assert ps.DataFrame({"a": [{"x": 1}, {"y": 2}]}).rows() == [({"x": 1, "y": None},), ({"x": None, "y": 2},)]
    assert ps.from_dicts([{"a": 1}, {"b": "x"}]).rows() == [(1, None), (None, "x")]


def test_scalars_of_numpy_are_values_like_others() -> None:
    made = ps.DataFrame(
        {
            "i": [np.int64(1), 2],
            "f": [np.float32(1.5), None],
            "d": [np.datetime64("2024-02-29"), np.datetime64("NaT")],
            "t": [np.datetime64("2024-02-29T01:02:03.5", "ns"), None],
        }
    )
    assert made.rows() == [
        (1, 1.5, dt.date(2024, 2, 29), dt.datetime(2024, 2, 29, 1, 2, 3, 500_000)),
        (2, None, None, None),
    ]


def test_a_single_integer_has_the_type_of_a_column_of_integers() -> None:
    # Polars gives 32 bits to it beside other columns, and 64 bits if it stands alone.
    assert ps.DataFrame({"a": 7, "b": [1, 2]}).dtypes == [ps.Int64, ps.Int64]


def test_integers_beyond_64_bits_are_decimals() -> None:
    made = ps.DataFrame({"a": [2**64, -1]})
    assert made.dtypes == [ps.Decimal(38, 0)]
    assert made.rows() == [(Decimal(2**64),), (Decimal(-1),)]


def test_categories_and_arrays() -> None:
    made = ps.DataFrame(
        {"e": ["b", None, "a"], "c": ["x", "y", "x"], "l": [[1, 2], None, [3, 4]]},
        schema={"e": ps.Enum(["a", "b"]), "c": ps.Categorical, "l": ps.Array(ps.Int8, 2)},
    )
    assert made.dtypes == [ps.Enum(["a", "b"]), ps.Categorical(), ps.Array(ps.Int8, 2)]
    assert made.rows() == [("b", "x", [1, 2]), (None, "y", None), ("a", "x", [3, 4])]


MISFITS: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a text among integers": ({"a": [1, "x"]}, {}, r"column 'a', row 1 is 'x' \(str\).*Int64"),
    "a float among integers": ({"a": [1, 2.5]}, {}, r"column 'a', row 1 is 2.5 \(float\)"),
    "an integer among booleans": ({"a": [True, 1]}, {}, r"row 1 is 1 \(int\).*Boolean"),
    "inside of lists and structs": ({"a": [[{"x": [1, "s"]}]]}, {}, r"'a', elements, field 'x', elements.*'s'"),
    "too large": ({"a": [300]}, {"schema": {"a": ps.Int8}}, r"row 0 is 300 .*Int8"),
    "a datetime among dates": ({"a": [dt.date(2024, 1, 1), dt.datetime(2024, 1, 1, 1)]}, {}, "row 1 .*Date"),
    "an object": ({"a": [1, object()]}, {}, "row 1 is <object"),
    "objects only": ({"a": [object()]}, {}, "row 0 is a object"),
    "a list of the wrong length": ({"a": [[1]]}, {"schema": {"a": ps.Array(ps.Int8, 2)}}, "row 0 has 1 elements"),
    "no category": ({"a": ["z"]}, {"schema": {"a": ps.Enum(["a"])}}, "row 0 is 'z'.*none of the categories"),
    "a number": (5, {}, "cannot be made of a int"),
    "a text": ("abc", {}, "cannot be made of a str"),
    "an array without dimensions": (np.array(3), {}, "single number"),
    "an array of three dimensions": (np.zeros((2, 2, 2)), {}, "has 3"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_what_does_not_fit_is_named(name: str) -> None:
    data, options, message = MISFITS[name]
    with pytest.raises(TypeError, match=message):
        ps.DataFrame(data, **options)


def test_columns_must_be_of_one_length() -> None:
    with pytest.raises(ps.exceptions.ShapeError, match="'a' has 1 values, and 'b' has 2"):
        ps.DataFrame({"a": [1], "b": [1, 2]})
    with pytest.raises(ps.exceptions.ShapeError, match="row 1 has 1 values"):
        ps.DataFrame([(1, 2), (3,)], orient="row")


def test_the_schema_must_be_that_of_the_data() -> None:
    with pytest.raises(ps.exceptions.ShapeError, match="the data have 1 columns, and the schema has 2"):
        ps.DataFrame({"a": [1]}, schema=["a", "b"])
    with pytest.raises(ValueError, match=r"the schema has the columns \['b'\], and the data have \['a'\]"):
        ps.DataFrame({"a": [1]}, schema={"b": ps.Int8})


def test_names_may_not_come_twice() -> None:
    with pytest.raises(ps.exceptions.DuplicateError, match='"a" comes twice'):
        ps.DataFrame([[1], [2]], schema=["a", "a"])


def test_the_doors_by_kind_make_the_same_frames() -> None:
    expected = [(1, "a"), (2, "b")]
    assert ps.from_dict({"x": [1, 2], "y": ["a", "b"]}).rows() == expected
    assert ps.from_dicts([{"x": 1, "y": "a"}, {"x": 2, "y": "b"}]).rows() == expected
    assert ps.from_records([(1, "a"), (2, "b")], orient="row").rows() == expected
    assert ps.from_records([[1, 2], ["a", "b"]]).rows() == expected
    assert ps.from_numpy(np.array([[1, 2], [3, 4]]), schema=["x", "y"]).rows() == [(1, 2), (3, 4)]
    assert ps.from_dict({"x": [1]}, schema={"x": ps.UInt8}).dtypes == [ps.UInt8]


def test_a_million_numbers_take_no_second() -> None:
    values = list(range(1_000_000))
    assert ps.DataFrame({"a": values}).estimated_size() == 8_000_000


def test_a_frame_may_have_rows_and_no_columns() -> None:
    empty = ps.DataFrame(height=5)
    assert empty.shape == pl.DataFrame(height=5).shape == (5, 0)
    assert ps.DataFrame({"a": [1, 2]}, height=2).height == 2
    with pytest.raises(ps.exceptions.ShapeError, match="the data have 1 rows, and height is 2"):
        ps.DataFrame({"a": [1]}, height=2)
