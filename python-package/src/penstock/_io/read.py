"""Files as eager frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._io.scan import scan, scan_ipc, scan_ndjson, scan_parquet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from penstock._dtypes.parse import IntoDataType
    from penstock._dtypes.schema import Schema
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame


def picked(lazy: LazyFrame, columns: Sequence[int] | Sequence[str] | None) -> LazyFrame:
    """Some columns of a frame, by names or positions."""
    if columns is None:
        return lazy
    from penstock._functions.columns import nth

    return lazy.select([nth(one) if isinstance(one, int) else one for one in columns])


def read_parquet(source: Any, *, columns: Sequence[int] | Sequence[str] | None = None, **options: Any) -> DataFrame:
    """Parquet files as an eager frame.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files.
        columns: The columns that are read, by names or positions.
        **options: What `scan_parquet` takes.
    """
    return picked(scan_parquet(source, **options), columns).collect()


def read_ipc(source: Any, *, columns: Sequence[int] | Sequence[str] | None = None, **options: Any) -> DataFrame:
    """Arrow IPC files (Feather) as an eager frame.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files.
        columns: The columns that are read, by names or positions.
        **options: What `scan_ipc` takes.
    """
    return picked(scan_ipc(source, **options), columns).collect()


def read_ipc_stream(
    source: Any,
    *,
    columns: Sequence[int] | Sequence[str] | None = None,
    n_rows: int | None = None,
    row_index_name: str | None = None,
    row_index_offset: int = 0,
) -> DataFrame:
    """Arrow IPC streams as an eager frame.

    Args:
        source: Paths, or bytes and open files.
        columns: The columns that are read, by names or positions.
        n_rows: How many rows are read at most.
        row_index_name: If given, the name of a column in front that counts the rows.
        row_index_offset: The number of the first row.
    """
    options = {"n_rows": n_rows, "row_index_name": row_index_name, "row_index_offset": row_index_offset or None}
    return picked(scan("IPC_STREAM", source, options=options), columns).collect()


def read_ndjson(source: Any, **options: Any) -> DataFrame:
    """Files with a JSON object in each line as an eager frame.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files.
        **options: What `scan_ndjson` takes.
    """
    return scan_ndjson(source, **options).collect()


def read_json(
    source: Any,
    *,
    schema: Mapping[str, IntoDataType] | None = None,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    infer_schema_length: int | None = 100,
) -> DataFrame:
    """A file with a list of JSON objects as an eager frame.

    Args:
        source: A path, or bytes and open files.
        schema: The columns and their types.
        schema_overrides: Types of some columns.
        infer_schema_length: How many rows are looked at to find the types; all for None.
    """
    options = {"infer_schema_length": -1 if infer_schema_length is None else infer_schema_length}
    return scan("JSON", source, schema=schema, schema_overrides=schema_overrides, options=options).collect()


def read_parquet_schema(source: Any) -> Schema:
    """The names and types of the columns of a Parquet file."""
    return scan_parquet(source).collect_schema()


def read_ipc_schema(source: Any) -> Schema:
    """The names and types of the columns of an Arrow IPC file."""
    return scan_ipc(source).collect_schema()
