import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import penstock as ps
from penstock.testing import assert_frame_equal

TABLE = pa.table(
    {
        "id": pa.array([1, 2, None], pa.int64()),
        "name": pa.array(["a", None, "ö"], pa.string()),
        "pay": pa.array([Decimal("1.10"), None, Decimal("-2.00")], pa.decimal128(10, 2)),
        "born": pa.array([dt.date(2000, 2, 29), None, dt.date(1999, 12, 31)], pa.date32()),
        "seen": pa.array([0, 1, None], pa.timestamp("us")),
        "rate": pa.array([0.1, math.nan, None], pa.float64()),
        "tags": pa.array([["x"], [], None], pa.list_(pa.string())),
    }
)


def to_pandas(table: pa.Table) -> Any:
    return table.to_pandas(types_mapper=pd.ArrowDtype)


KINDS: dict[str, Callable[[pa.Table], Any]] = {
    "polars": pl.DataFrame,
    "polars lazy": lambda table: pl.DataFrame(table).lazy(),
    "pandas": to_pandas,
    "pyarrow": lambda table: table,
    "reader": lambda table: table.to_reader(max_chunksize=2),
    "duckdb": lambda table: duckdb.connect().from_arrow(table),
    "penstock": ps.DataFrame,
    "penstock lazy": ps.scan_arrow_c_stream,
}


@pytest.mark.parametrize("left", KINDS)
@pytest.mark.parametrize("right", KINDS)
def test_a_table_equals_itself_in_every_library(left: str, right: str) -> None:
    assert_frame_equal(KINDS[left](TABLE), KINDS[right](TABLE))


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("id", pa.array([1, 2, 3], pa.int64()), "column 'id', 1 of 3 rows: row 2: None and 3"),
        ("id", pa.array([1, 2, None], pa.int32()), "types"),
        ("rate", pa.array([0.1, None, None], pa.float64()), "row 1: nan and None"),
        ("rate", pa.array([0.1 + 1e-12, math.nan, None], pa.float64()), "column 'rate', 1 of 3 rows"),
        ("seen", pa.array([0, 2, None], pa.timestamp("us")), "row 1: 1 and 2"),
        ("tags", pa.array([["x"], None, None], pa.list_(pa.string())), r"row 1: \[\] and None"),
        ("pay", pa.array([Decimal("1.11"), None, Decimal("-2.00")], pa.decimal128(10, 2)), "column 'pay'"),
    ],
)
def test_a_difference_is_named(column: str, values: pa.Array, message: str) -> None:
    other = TABLE.set_column(TABLE.schema.get_field_index(column), column, values)
    with pytest.raises(AssertionError, match=message):
        assert_frame_equal(TABLE, other)


def test_what_is_beyond_the_years_of_python_compares_as_well() -> None:
    late = pa.table({"t": pa.array([2**62, 2**62 + 1], pa.timestamp("ns"))})
    assert_frame_equal(late, late)
    with pytest.raises(AssertionError, match="row 1"):
        assert_frame_equal(late, pa.table({"t": pa.array([2**62, 2**62 + 2], pa.timestamp("ns"))}))


def test_the_two_zeros_differ_unless_there_is_a_tolerance() -> None:
    left, right = pa.table({"a": [0.0, 1.0]}), pa.table({"a": [-0.0, 1.0 + 1e-12]})
    with pytest.raises(AssertionError, match="2 of 2 rows"):
        assert_frame_equal(left, right)
    assert_frame_equal(left, right, rel_tol=1e-9)


def test_layouts_of_the_same_values_are_no_difference() -> None:
    assert_frame_equal(
        pa.table({"a": pa.array(["x"], pa.string())}), pa.table({"a": pa.array(["x"], pa.string_view())})
    )


def test_orders_matter_unless_they_are_said_not_to() -> None:
    left, right = pa.table({"a": [1, 2], "b": [3, 4]}), pa.table({"b": [4, 3], "a": [2, 1]})
    with pytest.raises(AssertionError, match="another order"):
        assert_frame_equal(left, right)
    with pytest.raises(AssertionError, match="column 'a'"):
        assert_frame_equal(left, right, check_column_order=False)
    assert_frame_equal(left, right, check_column_order=False, check_row_order=False)


def test_slices_are_compared_from_where_they_begin() -> None:
    assert_frame_equal(TABLE.slice(1, 2), pa.Table.from_pylist(TABLE.to_pylist()[1:], TABLE.schema))


def test_categories_may_count_as_text() -> None:
    left = pa.table({"a": pa.array(["x", "y"]).dictionary_encode()})
    right = pa.table({"a": ["x", "y"]})
    with pytest.raises(AssertionError, match="types"):
        assert_frame_equal(left, right)
    assert_frame_equal(left, right, categorical_as_str=True)
