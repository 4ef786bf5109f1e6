"""One table as every kind of table."""

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import penstock as ps

TABLE = pa.table(
    {
        "id": pa.array([1, 2, None, 4], pa.int64()),
        "small": pa.array([-1, None, 3, 4], pa.int8()),
        "ok": pa.array([True, None, False, True]),
        "name": pa.array(["a", None, "", "ö€😀"], pa.string()),
        "pay": pa.array([Decimal("1.10"), None, Decimal("-2.00"), Decimal("99999999.99")], pa.decimal128(10, 2)),
        "born": pa.array([dt.date(2000, 2, 29), None, dt.date(1, 1, 1), dt.date(9999, 12, 31)], pa.date32()),
        "seen": pa.array([-1, 1, None, 2**52], pa.timestamp("us")),
        "rate": pa.array([0.1, math.nan, None, -0.0], pa.float64()),
        "raw": pa.array([b"\x00\xff", None, b"", b"x"], pa.binary()),
        "tags": pa.array([["x", None], [], None, ["y"]], pa.list_(pa.string())),
        "at": pa.array([{"x": 1}, None, {"x": None}, {"x": 2}], pa.struct([("x", pa.int32())])),
    }
)


def make(kind: str, table: pa.Table) -> Any:
    """The table as one of a kind."""
    match kind:
        case "polars.DataFrame":
            return pl.DataFrame(table)
        case "polars.LazyFrame":
            return pl.DataFrame(table).lazy()
        case "pandas.DataFrame":
            return table.to_pandas(types_mapper=pd.ArrowDtype)
        case "pyarrow.Table":
            return table
        case "pyarrow.RecordBatchReader":
            return table.to_reader(max_chunksize=3)
        case "duckdb.DuckDBPyRelation":
            return duckdb.connect().from_arrow(table)
        case "penstock.DataFrame":
            return ps.DataFrame(table)
        case "penstock.LazyFrame":
            return ps.scan_arrow_c_stream(table)
    raise ValueError(kind)


CLASSES: dict[str, type] = {
    "polars.DataFrame": pl.DataFrame,
    "polars.LazyFrame": pl.LazyFrame,
    "pandas.DataFrame": pd.DataFrame,
    "pyarrow.Table": pa.Table,
    "pyarrow.RecordBatchReader": pa.RecordBatchReader,
    "duckdb.DuckDBPyRelation": duckdb.DuckDBPyRelation,
    "penstock.DataFrame": ps.DataFrame,
    "penstock.LazyFrame": ps.LazyFrame,
}
