"""Files as lazy frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _plans as plans
from penstock._dtypes.arrow import to_field, type_json
from penstock._dtypes.parse import complete_dtype
from penstock._frame.lazyframe import LazyFrame
from penstock._io.options import bytes_of, paths_of
from penstock._io.temporary import private_folder
from penstock.security._keys import offer_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penstock._dtypes.parse import IntoDataType


def scan(
    format_: str,
    source: Any,
    *,
    schema: Mapping[str, IntoDataType] | None = None,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    options: dict[str, Any],
) -> LazyFrame:
    """A lazy frame of files.

    Args:
        format_: What they are: PARQUET, CSV, NDJSON, JSON, IPC or IPC_STREAM.
        source: Paths, which may be patterns and folders; or bytes and open files, which are read at once.
        schema: The columns and their types.
        schema_overrides: Types of some columns.
        options: The options of the reader that differ from its defaults.
    """
    fields = None
    if schema is not None:
        fields = [to_field(name, complete_dtype(dtype, where=repr(name))).json() for name, dtype in schema.items()]
    overrides = {
        name: type_json(complete_dtype(dtype, where=repr(name))) for name, dtype in (schema_overrides or {}).items()
    }
    paths = paths_of(source)
    if paths is not None:
        return LazyFrame._of(plans.scan(format_, paths, fields, overrides, options))
    with private_folder() as folder:
        written = []
        for number, data in enumerate(bytes_of(source)):
            path = folder / f"{number}.{format_.lower()}"
            path.write_bytes(data)
            written.append(str(path))
        lazy = LazyFrame._of(plans.scan(format_, written, fields, overrides, options))
        return lazy.collect().lazy()


def scan_parquet(
    source: Any,
    *,
    n_rows: int | None = None,
    row_index_name: str | None = None,
    row_index_offset: int = 0,
    parallel: str = "auto",  # noqa: ARG001
    use_statistics: bool = True,
    hive_partitioning: bool | None = None,
    glob: bool = True,
    schema: Mapping[str, IntoDataType] | None = None,
    hive_schema: Mapping[str, IntoDataType] | None = None,
    try_parse_hive_dates: bool = True,
    low_memory: bool = False,  # noqa: ARG001
    cache: bool = True,  # noqa: ARG001
    include_file_paths: str | None = None,
    missing_columns: str = "raise",
    extra_columns: str = "raise",
) -> LazyFrame:
    """Parquet files as a lazy frame. Reads no rows.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files, which are read at once.
        n_rows: How many rows are read at most.
        row_index_name: If given, the name of a column in front that counts the rows.
        row_index_offset: The number of the first row.
        parallel: Accepted for compatibility; the engine decides.
        use_statistics: Whether row groups are skipped by their statistics.
        hive_partitioning: Whether folders such as ``year=2024`` make columns.
        glob: Whether ``*``, ``?`` and ``[]`` in paths are patterns.
        schema: The columns and their types.
        hive_schema: The types of the folders' columns.
        try_parse_hive_dates: Whether the folders' values may become dates.
        low_memory: Accepted for compatibility; the engine decides.
        cache: Accepted for compatibility; the engine decides.
        include_file_paths: If given, the name of a column with the path of each row's file.
        missing_columns: Whether a column that a file lacks is null (``insert``) or an error (``raise``).
        extra_columns: Whether a column that others lack is left out (``ignore``) or an error (``raise``).
    """
    options = {
        "n_rows": n_rows,
        "row_index_name": row_index_name,
        "row_index_offset": row_index_offset or None,
        "use_statistics": None if use_statistics else False,
        "hive_partitioning": hive_partitioning,
        "hive_schema": _types(hive_schema),
        "try_parse_hive_dates": None if try_parse_hive_dates else False,
        "glob": None if glob else False,
        "include_file_paths": include_file_paths,
        "missing_columns": None if missing_columns == "raise" else missing_columns,
        "extra_columns": None if extra_columns == "raise" else extra_columns,
    }
    offer_files()  # files name their keys themselves
    return scan("PARQUET", source, schema=schema, options=options)


def scan_ipc(
    source: Any,
    *,
    n_rows: int | None = None,
    row_index_name: str | None = None,
    row_index_offset: int = 0,
    glob: bool = True,
    hive_partitioning: bool | None = None,
    hive_schema: Mapping[str, IntoDataType] | None = None,
    try_parse_hive_dates: bool = True,
    include_file_paths: str | None = None,
) -> LazyFrame:
    """Arrow IPC files (Feather) as a lazy frame. Reads no rows.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files, which are read at once.
        n_rows: How many rows are read at most.
        row_index_name: If given, the name of a column in front that counts the rows.
        row_index_offset: The number of the first row.
        glob: Whether ``*``, ``?`` and ``[]`` in paths are patterns.
        hive_partitioning: Whether folders such as ``year=2024`` make columns.
        hive_schema: The types of the folders' columns.
        try_parse_hive_dates: Whether the folders' values may become dates.
        include_file_paths: If given, the name of a column with the path of each row's file.
    """
    options = {
        "n_rows": n_rows,
        "row_index_name": row_index_name,
        "row_index_offset": row_index_offset or None,
        "glob": None if glob else False,
        "hive_partitioning": hive_partitioning,
        "hive_schema": _types(hive_schema),
        "try_parse_hive_dates": None if try_parse_hive_dates else False,
        "include_file_paths": include_file_paths,
    }
    return scan("IPC", source, options=options)


def scan_ndjson(
    source: Any,
    *,
    schema: Mapping[str, IntoDataType] | None = None,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    infer_schema_length: int | None = 100,
    batch_size: int | None = 1024,  # noqa: ARG001
    n_rows: int | None = None,
    low_memory: bool = False,  # noqa: ARG001
    row_index_name: str | None = None,
    row_index_offset: int = 0,
    ignore_errors: bool = False,
    include_file_paths: str | None = None,
) -> LazyFrame:
    """Files with a JSON object in each line as a lazy frame.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files, which are read at once.
        schema: The columns and their types.
        schema_overrides: Types of some columns.
        infer_schema_length: How many rows are looked at to find the types; all for None.
        batch_size: Accepted for compatibility; the engine decides.
        n_rows: How many rows are read at most.
        low_memory: Accepted for compatibility; the engine decides.
        row_index_name: If given, the name of a column in front that counts the rows.
        row_index_offset: The number of the first row.
        ignore_errors: Whether a line that does not parse is left out.
        include_file_paths: If given, the name of a column with the path of each row's file.
    """
    options = {
        "infer_schema_length": -1 if infer_schema_length is None else infer_schema_length,
        "n_rows": n_rows,
        "row_index_name": row_index_name,
        "row_index_offset": row_index_offset or None,
        "ignore_errors": ignore_errors or None,
        "include_file_paths": include_file_paths,
    }
    return scan("NDJSON", source, schema=schema, schema_overrides=schema_overrides, options=options)


def _types(schema: Mapping[str, IntoDataType] | None) -> dict[str, Any] | None:
    if schema is None:
        return None
    return {name: type_json(complete_dtype(dtype, where=repr(name))) for name, dtype in schema.items()}
