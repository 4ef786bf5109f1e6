"""Parquet files: written as a whole or not at all, and read lazily."""

from __future__ import annotations

import base64
import os
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

import penstock as ps
from penstock.exceptions import DuplicateError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: Nobody writes at one file for a whole day.
_FORGOTTEN_SECONDS = 24 * 60 * 60


def write(frame: ps.LazyFrame, path: Path, *, codec: str, level: int | None, group_rows: int) -> None:
    """Write a frame's rows to a file, a row group at a time.

    The file appears under its name when it is complete and on disk. Whatever goes wrong before leaves what was there.

    Raises:
        SchemaError: If Parquet cannot hold the columns.
    """
    schema = checked_schema(frame)
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    # Behind a dot and short, whatever the key: no reader takes it for an object.
    unfinished = path.with_name(f".{path.name[:64]}.{os.getpid()}.{secrets.token_hex(8)}.tmp")
    try:
        _write_groups(frame, schema, unfinished, codec=codec, level=level, group_rows=group_rows)
        _flush(unfinished)
        unfinished.replace(path)
        _flush(path.parent)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


def checked_schema(frame: ps.LazyFrame) -> pa.Schema:
    """The columns of a frame.

    Raises:
        SchemaError: If there are none, or two of one name.
    """
    try:
        schema = pa.schema(frame)
    except DuplicateError as error:
        raise SchemaError(error.message, column=error.column, hint="give one of them another name") from error
    if not len(schema):
        raise SchemaError("a table without columns cannot be stored", hint="return None to store nothing")
    if len(set(schema.names)) < len(schema):
        twice = next(name for name in schema.names if schema.names.count(name) > 1)
        raise SchemaError(f'two columns are called "{twice}"', column=twice, hint="give one of them another name")
    return schema


def _sweep(path: Path) -> None:
    """Removes what writers that were killed have left of a file."""
    for left in path.parent.glob(f".{path.name[:64]}.*.tmp"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _FORGOTTEN_SECONDS:
                left.unlink()


def _write_groups(
    frame: ps.LazyFrame, schema: pa.Schema, path: Path, *, codec: str, level: int | None, group_rows: int
) -> None:
    options = {"compression": codec, "compression_level": level}
    try:
        with (
            pa.RecordBatchReader.from_stream(frame) as reader,
            pq.ParquetWriter(path, schema, **options) as writer,
        ):
            for table in _groups(reader, group_rows):
                writer.write_table(table, row_group_size=group_rows)
    except (pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise SchemaError(f"Parquet cannot hold these columns: {error}") from error


def _groups(reader: Any, rows: int) -> Iterator[pa.Table]:
    """The batches of a reader, put together to tables of at least `rows` rows."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in reader:
        waiting.append(batch)
        count += batch.num_rows
        if count >= rows:
            yield pa.Table.from_batches(waiting, reader.schema)
            waiting, count = [], 0
    yield pa.Table.from_batches(waiting, reader.schema)


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def scan(paths: Sequence[Path]) -> ps.LazyFrame:
    """A lazy frame of files, one below the other. It has the columns of the first."""
    return ps.scan_arrow_c_stream(_Files(paths))


class _Files:
    """Parquet files that speak Arrow, with the types that were written; each stream reads them afresh."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = [str(path) for path in paths]
        schemas = [_written_schema(path) for path in self.paths]
        self._schema = schemas[0]
        for path, schema in zip(self.paths, schemas, strict=True):
            if not schema.equals(self._schema):
                raise SchemaError(f"{path} has other columns than {self.paths[0]}", hint="write one of them again")

    def __arrow_c_schema__(self) -> object:
        return self._schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        del requested_schema
        return pa.RecordBatchReader.from_batches(self._schema, self._batches()).__arrow_c_stream__()

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for path in self.paths:
            # Opened once: one that opened it again might find another file there.
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    yield batch if batch.schema.equals(self._schema) else batch.cast(self._schema)


def _written_schema(path: str) -> pa.Schema:
    """The columns as they were before Parquet widened some of their units."""
    file = pq.read_metadata(path)
    written = (file.metadata or {}).get(b"ARROW:schema")
    if written is None:
        return file.schema.to_arrow_schema()
    return pa.ipc.read_schema(pa.py_buffer(base64.b64decode(written)))
