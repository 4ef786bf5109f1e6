"""Data types behave like those of Polars."""

import copy
import datetime as dt
import decimal
import enum
import pickle
from typing import Any

import polars as pl
import pytest

import penstock as ps


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


def catalogue(lib: Any) -> list[Any]:
    """The same types of either library: classes, and instances with all kinds of parameters."""
    return [
        *(getattr(lib, name) for name in PLAIN),
        *(getattr(lib, name)() for name in PLAIN),
        lib.Decimal,
        lib.Decimal(10, 2),
        lib.Decimal(10, 3),
        lib.Decimal(scale=3),
        lib.Datetime,
        lib.Datetime(),
        lib.Datetime("ms"),
        lib.Datetime("us", "UTC"),
        lib.Datetime("us", dt.UTC),
        lib.Duration,
        lib.Duration("ns"),
        lib.List,
        lib.List(lib.Int8),
        lib.List(int),
        lib.List(lib.List(lib.String)),
        lib.Array(lib.Int8, 3),
        lib.Array(lib.Int8, (2, 3)),
        lib.Array(lib.Array(lib.Int8, 3), 2),
        lib.Struct,
        lib.Struct({"a": lib.Int8}),
        lib.Struct({"a": int}),
        lib.Struct([lib.Field("a", lib.Int8), lib.Field("b", lib.List(lib.String))]),
        lib.Map(lib.String, lib.Int8),
        lib.Categorical,
        lib.Categorical(),
        lib.Enum,
        lib.Enum(["a", "b"]),
        lib.Enum(["b", "a"]),
        lib.Enum(Colour),
    ]


PLAIN = [
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "Int128",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "UInt128",
    "Float16",
    "Float32",
    "Float64",
    "Boolean",
    "String",
    "Binary",
    "Date",
    "Time",
    "Null",
    "Object",
    "Unknown",
]

OURS, THEIRS = catalogue(ps), catalogue(pl)
PLACES = range(len(OURS))


@pytest.mark.parametrize("i", PLACES, ids=[repr(dtype) for dtype in OURS])
def test_a_type_reads_and_compares_like_that_of_polars(i: int) -> None:
    assert repr(OURS[i]) == repr(THEIRS[i])
    for j in PLACES:
        assert (OURS[i] == OURS[j]) == (THEIRS[i] == THEIRS[j]), (OURS[i], OURS[j])
        if OURS[i] == OURS[j] and hash(THEIRS[i]) == hash(THEIRS[j]):
            assert hash(OURS[i]) == hash(OURS[j])
        assert OURS[i].is_(OURS[j]) == THEIRS[i].is_(THEIRS[j]), (OURS[i], OURS[j])


QUESTIONS = [
    "is_numeric",
    "is_integer",
    "is_signed_integer",
    "is_unsigned_integer",
    "is_float",
    "is_decimal",
    "is_temporal",
    "is_nested",
    "is_object",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_families_are_those_of_polars(question: str) -> None:
    for ours, theirs in zip(OURS, THEIRS, strict=True):
        assert getattr(ours, question)() == getattr(theirs, question)(), ours


def test_the_python_types_of_values_are_those_of_polars() -> None:
    for ours, theirs in zip(OURS, THEIRS, strict=True):
        if ours.base_type().__name__ not in ("Unknown", "Object"):
            assert ours.to_python() is theirs.to_python(), ours


@pytest.mark.parametrize("dtype", [d for d in OURS if not isinstance(d, type)], ids=repr)
def test_a_type_survives_pickling_and_copying(dtype: ps.DataType) -> None:
    assert pickle.loads(pickle.dumps(dtype)) == dtype
    assert copy.deepcopy(dtype) == dtype


def test_the_names_in_table_headers_are_those_of_polars() -> None:
    for ours, theirs in zip(OURS, THEIRS, strict=True):
        if not isinstance(ours, type) and ours.base_type().__name__ not in ("Object", "Unknown", "Enum"):
            assert ours._short_name() == theirs._string_repr()


@pytest.mark.parametrize(
    "python_type",
    [
        int,
        float,
        bool,
        str,
        bytes,
        dt.date,
        dt.time,
        dt.datetime,
        dt.timedelta,
        type(None),
        list[int],
        list[list[str]],
        int | None,
        decimal.Decimal,
    ],
    ids=str,
)
def test_python_types_mean_what_they_mean_to_polars(python_type: Any) -> None:
    ours = ps.DataFrame(schema={"a": python_type}).schema["a"]
    theirs = pl.DataFrame(schema={"a": python_type}).schema["a"]
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: ps.Datetime("xs"), ValueError, "'xs'"),  # type: ignore[arg-type]
        (lambda: ps.List("i64"), TypeError, "'i64' is no data type"),  # type: ignore[arg-type]
        (lambda: ps.List(dict), TypeError, "no data type"),
        (lambda: ps.Array(ps.Int8), TypeError, "shape"),
        (lambda: ps.Array(ps.Int8, (2, -1)), ValueError, "negative"),
        (lambda: ps.Enum([1]), TypeError, "strings"),  # type: ignore[list-item]
        (lambda: ps.Enum(["a", "a"]), ValueError, "'a' comes twice"),
        (lambda: ps.Schema({"x": ps.List}), TypeError, r"'x': List needs its parameters, as in List\(Int64\)"),
        (lambda: ps.col("a").cast(ps.Object), TypeError, "Struct"),
    ],
)
def test_what_is_no_type_is_refused(make: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        make()


def test_bounds_are_literals_of_the_type() -> None:
    assert repr(ps.Int8.max()) == "lit(127)"
    assert repr(ps.Int64.min()) == "lit(-9223372036854775808)"
    assert repr(ps.UInt64.max()) == "lit(18446744073709551615)"
    assert repr(ps.Float32.max()) == "lit(inf)"
