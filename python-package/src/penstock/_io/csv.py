"""CSV files as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._io.options import given
from penstock._io.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from penstock._dtypes.parse import IntoDataType
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame

_DEFAULTS = {
    "has_header": True,
    "separator": ",",
    "quote_char": '"',
    "skip_rows": 0,
    "skip_lines": 0,
    "empty_string_is_null": True,
    "ignore_errors": False,
    "infer_schema": True,
    "infer_schema_length": 100,
    "encoding": "utf8",
    "skip_rows_after_header": 0,
    "row_index_offset": 0,
    "try_parse_dates": False,
    "eol_char": "\n",
    "truncate_ragged_lines": False,
    "raise_if_empty": True,
    "decimal_comma": False,
    "glob": True,
}


def scan_csv(
    source: Any,
    *,
    has_header: bool = True,
    separator: str = ",",
    comment_prefix: str | None = None,
    quote_char: str | None = '"',
    skip_rows: int = 0,
    skip_lines: int = 0,
    schema: Mapping[str, IntoDataType] | None = None,
    schema_overrides: Mapping[str, IntoDataType] | Sequence[IntoDataType] | None = None,
    null_values: str | Sequence[str] | dict[str, str] | None = None,
    empty_string_is_null: bool = True,
    ignore_errors: bool = False,
    with_column_names: Callable[[list[str]], list[str]] | None = None,
    infer_schema: bool = True,
    infer_schema_length: int | None = 100,
    infer_schema_files: int = 10,  # noqa: ARG001
    n_rows: int | None = None,
    encoding: str = "utf8",
    low_memory: bool = False,  # noqa: ARG001
    skip_rows_after_header: int = 0,
    row_index_name: str | None = None,
    row_index_offset: int = 0,
    try_parse_dates: bool = False,
    eol_char: str = "\n",
    new_columns: Sequence[str] | None = None,
    truncate_ragged_lines: bool = False,
    raise_if_empty: bool = True,
    decimal_comma: bool = False,
    glob: bool = True,
    include_file_paths: str | None = None,
) -> LazyFrame:
    """CSV files as a lazy frame. Only as much is read as is needed to find the types.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files, which are read at once.
        has_header: Whether the first line has the names of the columns; without it they are ``column_0`` and so on.
        separator: What stands between values.
        comment_prefix: What comments begin with.
        quote_char: What values may stand in; None for nothing.
        skip_rows: How many rows in front of the header are skipped; quoted line breaks do not end a row.
        skip_lines: How many lines in front of the header are skipped.
        schema: The columns and their types, by name; without a header, in order.
        schema_overrides: Types of some columns, or of the first ones.
        null_values: What stands for null: a text, several, or one for each column.
        empty_string_is_null: Whether a missing text is null rather than empty.
        ignore_errors: Whether a value that is not of its column's type becomes null.
        with_column_names: Makes new names of those in the file.
        infer_schema: Whether types are found out; without it all columns are text.
        infer_schema_length: How many rows are looked at to find the types; all for None.
        infer_schema_files: Accepted for compatibility; the engine decides.
        n_rows: How many rows are read at most.
        encoding: ``utf8``, or ``utf8-lossy``, which replaces what is no UTF-8.
        low_memory: Accepted for compatibility; the engine decides.
        skip_rows_after_header: How many rows behind the header are skipped.
        row_index_name: If given, the name of a column in front that counts the rows.
        row_index_offset: The number of the first row.
        try_parse_dates: Whether texts that are dates and times become such.
        eol_char: What ends a line.
        new_columns: New names for the first columns.
        truncate_ragged_lines: Whether lines with too many values are cut.
        raise_if_empty: Whether an empty file is an error.
        decimal_comma: Whether a comma stands in front of decimals.
        glob: Whether ``*``, ``?`` and ``[]`` in paths are patterns.
        include_file_paths: If given, the name of a column with the path of each row's file.
    """
    for name, value in (("separator", separator), ("quote_char", quote_char), ("eol_char", eol_char)):
        if value is not None and len(value.encode()) != 1:
            raise ValueError(f"{name} must be one byte, not {value!r}")
    options = given(
        {
            "has_header": has_header,
            "separator": separator,
            "comment_prefix": comment_prefix,
            # No quotes at all: an empty text, since None stands for the default.
            "quote_char": "" if quote_char is None else quote_char,
            "skip_rows": skip_rows,
            "skip_lines": skip_lines,
            "null_values": null_values if isinstance(null_values, (str, dict)) else list(null_values or ()) or None,
            "empty_string_is_null": empty_string_is_null,
            "ignore_errors": ignore_errors,
            "infer_schema": infer_schema,
            "infer_schema_length": -1 if infer_schema_length is None else infer_schema_length,
            "n_rows": n_rows,
            "encoding": encoding,
            "skip_rows_after_header": skip_rows_after_header,
            "row_index_name": row_index_name,
            "row_index_offset": row_index_offset,
            "try_parse_dates": try_parse_dates,
            "eol_char": eol_char,
            "truncate_ragged_lines": truncate_ragged_lines,
            "raise_if_empty": raise_if_empty,
            "decimal_comma": decimal_comma,
            "glob": glob,
            "include_file_paths": include_file_paths,
        },
        _DEFAULTS,
    )
    is_mapping = hasattr(schema_overrides, "items")
    overrides: Any = schema_overrides if is_mapping else None
    lazy = scan("CSV", source, schema=schema, schema_overrides=overrides, options=options)
    if schema_overrides is not None and not is_mapping:
        names = lazy.collect_schema().names()
        overrides = dict(zip(names, schema_overrides, strict=False))
        lazy = scan("CSV", source, schema=schema, schema_overrides=overrides, options=options)
    if new_columns is not None:
        old = lazy.collect_schema().names()
        lazy = lazy.rename(dict(zip(old, new_columns, strict=False)))
    if with_column_names is not None:
        old = lazy.collect_schema().names()
        lazy = lazy.rename(dict(zip(old, with_column_names(old), strict=True)))
    return lazy


def read_csv(source: Any, *, columns: Sequence[int] | Sequence[str] | None = None, **options: Any) -> DataFrame:
    """CSV files as an eager frame.

    Args:
        source: Paths, which may be patterns and folders; or bytes and open files.
        columns: The columns that are read, by names or positions.
        **options: What `scan_csv` takes.
    """
    from penstock._io.read import picked

    return picked(scan_csv(source, **options), columns).collect()
