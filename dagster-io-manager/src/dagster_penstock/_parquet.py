"""Parquet files: written as a whole or not at all, and read lazily."""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

import penstock as ps
from dagster_penstock._evolution import columns_of
from penstock.exceptions import DuplicateError, SchemaError, UnsupportedType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

#: Nobody writes at one file for a whole day.
_FORGOTTEN_SECONDS = 24 * 60 * 60


class ParquetFiles:
    """Files in folders of this machine. Each method is a whole step, which may be repeated after a failure."""

    def write(
        self, frame: ps.LazyFrame, path: Path, *, codec: str, level: int | None, group_rows: int
    ) -> tuple[Path, dict[str, Any]]:
        """Write a frame's rows, as they are computed, to a file beside its place.

        Returns:
            The file, which is complete and on disk; and what the engine says of the work, as JSON.

        Raises:
            SchemaError: If Parquet cannot hold the columns.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        # Behind a dot and short, whatever the key: no reader takes it for an object.
        unfinished = path.with_name(f".{path.name[:64]}.{os.getpid()}.{secrets.token_hex(8)}.tmp")
        try:
            writing = frame.sink_parquet(
                unfinished,
                compression="uncompressed" if codec == "none" else codec,
                compression_level=level,
                row_group_size=group_rows,
                lazy=True,
            )
            # A plan that is explained after its run was run: nothing is computed for its sake alone.
            ran: dict[str, Any] = json.loads(cast("ps.LazyFrame", writing).explain(analyze=True, format="json"))
            _flush(unfinished)
        except BaseException as error:
            self.discard(unfinished)
            if isinstance(error, UnsupportedType):
                raise SchemaError(f"Parquet cannot hold these columns: {error}", column=error.column) from error
            raise
        return unfinished, ran

    def publish(self, complete: Path, path: Path) -> None:
        """Put a complete file in its place, where what was there before stays until then."""
        # In a second attempt it may be there already.
        if complete.exists():
            complete.replace(path)
        _flush(path.parent)

    def discard(self, unfinished: Path) -> None:
        """Remove a file that is not going to be published."""
        with suppress(OSError):
            unfinished.unlink()

    def columns(self, path: Path) -> pa.Schema | None:
        """The columns of a file; None without one that can be read."""
        return columns_of(path)

    def scan(self, paths: Sequence[Path], columns: pa.Schema | None = None) -> ps.LazyFrame:
        """A lazy frame of files, one below the other.

        Args:
            paths: The files.
            columns: As which columns they are read: those that a file lacks are null, others are left out, types are
                widened. None if all have the columns of the first.
        """
        texts = [str(path) for path in paths]
        if columns is None:
            return ps.scan_parquet(texts, glob=False, hive_partitioning=False)
        return ps.scan_parquet(
            texts,
            glob=False,
            hive_partitioning=False,
            schema=dict(ps.Schema(columns)),
            missing_columns="insert",
            extra_columns="ignore",
        )


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
    # The engine as well writes under a name of its own first.
    for left in path.parent.glob(f"*.{path.name[:64]}.*.tmp"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _FORGOTTEN_SECONDS:
                left.unlink()


def _flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
