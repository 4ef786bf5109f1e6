"""Where a column goes, and how it comes back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

import penstock as ps

Way = Callable[[pa.Table], pa.Table]


def jvm(table: pa.Table) -> pa.Table:
    """In by pointer, through a plan of the core, and out by pointer."""
    return ps.DataFrame(table).lazy().select("x").collect(engine="core").to_arrow()


def engine_duckdb(table: pa.Table) -> pa.Table:
    """Through a plan that the DuckDB in the JVM runs."""
    return ps.DataFrame(table).lazy().select("x").collect(engine="duckdb").to_arrow()


def _by_file(table: pa.Table, write: Callable[[pa.Table, Path], object], read: Callable[[Path], pa.Table]) -> pa.Table:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(table, path)
        return read(path)


def _ours_to_parquet(table: pa.Table, path: Path) -> None:
    ps.DataFrame(table).write_parquet(path)


def _theirs_from_parquet(path: Path) -> pa.Table:
    return pq.ParquetFile(path).read()


def parquet(table: pa.Table) -> pa.Table:
    """To Parquet and back, both by Penstock."""
    return _by_file(table, _ours_to_parquet, lambda path: ps.read_parquet(path).to_arrow())


def parquet_out(table: pa.Table) -> pa.Table:
    """Written by Penstock and read by pyarrow."""
    return _by_file(table, _ours_to_parquet, _theirs_from_parquet)


def parquet_in(table: pa.Table) -> pa.Table:
    """Written by pyarrow and read by Penstock; as pyarrow reads it, if that is not what was written."""
    return _by_file(table, pq.write_table, lambda path: ps.read_parquet(path).to_arrow())


def ipc(table: pa.Table) -> pa.Table:
    """To an Arrow IPC file by Penstock, and back by pyarrow."""
    return _by_file(table, lambda rows, path: ps.DataFrame(rows).write_ipc(path), lambda path: feather.read_table(path))


def ipc_in(table: pa.Table) -> pa.Table:
    """To an Arrow IPC file by pyarrow, and back by Penstock."""

    def write(rows: pa.Table, path: Path) -> None:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
            writer.write_table(rows)

    return _by_file(table, write, lambda path: ps.read_ipc(path).to_arrow())


def polars(table: pa.Table) -> pa.Table:
    """To Polars and back."""
    return ps.DataFrame(ps.DataFrame(table).to_polars()).to_arrow()


def polars_type(table: pa.Table) -> str:
    return str(ps.DataFrame(table).to_polars().schema["x"])


def pandas_arrow(table: pa.Table) -> pa.Table:
    """To pandas with types of Arrow, and back."""
    return ps.DataFrame(ps.DataFrame(table).to_pandas(use_pyarrow_extension_array=True)).to_arrow()


def pandas_numpy(table: pa.Table) -> pa.Table:
    """To pandas with types of numpy, and back."""
    return ps.DataFrame(ps.DataFrame(table).to_pandas()).to_arrow()


def database(table: pa.Table) -> pa.Table:
    """Into a table of DuckDB and back."""
    frame = ps.DataFrame(table)
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        connection.execute("create table t as select * from frame")
        return ps.DataFrame(connection.table("t")).to_arrow()


def database_type(table: pa.Table) -> str:
    with duckdb.connect() as connection:
        connection.register("frame", ps.DataFrame(table))
        connection.execute("create table t as select * from frame")
        return str(connection.table("t").types[0])


WAYS: dict[str, Way] = {
    "JVM": jvm,
    "DuckDB in the JVM": engine_duckdb,
    "IPC out": ipc,
    "IPC in": ipc_in,
    "Parquet": parquet,
    "Parquet out": parquet_out,
    "Parquet in": parquet_in,
    "Polars and back": polars,
    "DuckDB and back": database,
    "pandas, Arrow": pandas_arrow,
    "pandas, numpy": pandas_numpy,
}

#: What the type is called there.
THERE: dict[str, Callable[[pa.Table], str]] = {"Polars and back": polars_type, "DuckDB and back": database_type}

__all__ = ["THERE", "WAYS", "pd", "pl"]
