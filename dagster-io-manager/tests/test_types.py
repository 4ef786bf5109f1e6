import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest
from stored.runs import materialize

from penstock.testing import assert_frame_equal

MOMENT = dt.datetime(1969, 2, 28, 23, 59, 59)
CLOCK = dt.time(10, 11, 12)
VALUES: dict[pa.DataType, list[Any]] = {
    pa.null(): [None, None],
    pa.float16(): [0.5, None],
    pa.float32(): [0.5, None],
    pa.uint8(): [255, None],
    pa.uint64(): [2**64 - 1, None],
    pa.decimal32(5, 2): [Decimal("123.45"), None],
    pa.decimal64(15, 2): [Decimal("123.45"), None],
    pa.decimal128(38, 10): [Decimal("-1.5"), None],
    pa.large_string(): ["x", None],
    pa.string_view(): ["a text that is longer than a view", None],
    pa.large_binary(): [b"x", None],
    pa.binary(3): [b"abc", None],
    pa.date32(): [dt.date(9999, 12, 31), None],
    pa.date64(): [dt.date(1600, 2, 29), None],
    pa.time32("s"): [CLOCK, None],
    pa.time32("ms"): [CLOCK, None],
    pa.time64("us"): [CLOCK, None],
    pa.time64("ns"): [CLOCK, None],
    pa.timestamp("s"): [MOMENT, None],
    pa.timestamp("ms"): [MOMENT, None],
    pa.timestamp("us"): [MOMENT, None],
    pa.timestamp("ns"): [MOMENT, None],
    pa.timestamp("us", "Europe/Zurich"): [MOMENT, None],
    pa.timestamp("s", "UTC"): [MOMENT, None],
    pa.duration("s"): [dt.timedelta(days=-1), None],
    pa.duration("ns"): [dt.timedelta(microseconds=1), None],
    pa.list_(pa.int32()): [[1, None], None],
    pa.large_list(pa.string()): [["x"], []],
    pa.list_(pa.int32(), 2): [[1, 2], None],
    pa.struct([pa.field("x", pa.int32()), pa.field("y", pa.list_(pa.string()))]): [{"x": None, "y": ["z"]}, None],
    pa.map_(pa.string(), pa.int64()): [[("k", 1)], None],
    pa.dictionary(pa.int8(), pa.string()): ["b", None],
    pa.dictionary(pa.int32(), pa.string(), ordered=True): ["b", "a"],
}


@pytest.mark.parametrize("rows", [2, 1, 0])
def test_a_column_comes_back_with_the_type_that_it_had(tmp_path: Path, rows: int) -> None:
    table = pa.table({str(type_): pa.array(values, type_) for type_, values in VALUES.items()}).slice(2 - rows)
    loaded: list[pa.Table] = []

    @dg.asset
    def columns() -> pa.Table:
        return table

    @dg.asset
    def check(columns: pa.Table) -> None:
        loaded.append(columns)

    assert materialize(tmp_path, [columns, check]).success
    different = [
        f"{mine} became {yours}"
        for mine, yours in zip(table.schema, loaded[0].schema, strict=True)
        if not mine.equals(yours)
    ]
    assert different == []
    assert_frame_equal(loaded[0], table)


def test_nullability_and_metadata_come_back(tmp_path: Path) -> None:
    field = pa.field("a", pa.int64(), nullable=False, metadata={"unit": "CHF"})
    table = pa.table({"a": [1, 2]}, schema=pa.schema([field]))

    @dg.asset
    def columns() -> pa.Table:
        return table

    @dg.asset
    def check(columns: pa.Table) -> None:
        assert columns.schema.field("a").equals(field, check_metadata=True)

    assert materialize(tmp_path, [columns, check]).success
