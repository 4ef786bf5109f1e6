"""Parquet files: written as a whole or not at all, and read lazily."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import secrets
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa

import penstock as ps
from dagster_penstock._evolution import columns_of
from penstock.exceptions import DuplicateError, SchemaError, SourceError, UnsupportedType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

#: Nobody writes at one file for a whole day.
_FORGOTTEN_SECONDS = 24 * 60 * 60

#: What `write` calls a file that is not complete; the engine as well writes under a name of its own first.
_LEFT = re.compile(r"\.{1,2}.+\.\d+\.[0-9a-f]{16}\.tmp(\.[0-9a-f]{12}\.tmp)?")

#: What file systems say that lock no folders: some of networks do not.
_NO_LOCKS = frozenset({errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP})


@dataclass(frozen=True, slots=True)
class Version:
    """Which file lies at a place: a name tells nothing, since files are replaced and not changed."""

    device: int
    inode: int
    modified_ns: int
    bytes: int

    @classmethod
    def of(cls, stat: os.stat_result) -> Version:
        """The version that the system describes."""
        return cls(stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)


class ParquetFiles:
    """Files in folders of this machine. Each method is a whole step, which may be repeated after a failure."""

    #: Whether the files lie on another machine whatever their paths say.
    is_remote = False

    def __init__(self) -> None:
        self._swept: set[Path] = set()

    def shown(self, path: Path) -> str:
        """What messages call a file."""
        return str(path)

    def uri(self, path: Path) -> str:
        """Where a file is, for everybody."""
        return path.absolute().as_uri()

    def exists(self, path: Path) -> bool:
        """Whether there is a file."""
        return path.exists()

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
        if path.parent not in self._swept:
            # Once, and not for each of a thousand partitions, since it looks at all files of the folder.
            self._swept.add(path.parent)
            _sweep(path.parent)
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
            # The engine brings the file to the disk before it has its name.
            ran: dict[str, Any] = json.loads(cast("ps.LazyFrame", writing).explain(analyze=True, format="json"))
        except BaseException as error:
            self.discard(unfinished)
            if isinstance(error, UnsupportedType):
                raise SchemaError(f"Parquet cannot hold these columns: {error}", column=error.column) from error
            raise
        return unfinished, ran

    def version(self, path: Path) -> Any:
        """Which file lies at a place now; None if there is none."""
        try:
            return Version.of(path.stat())
        except FileNotFoundError:
            return None

    def publish(self, complete: Path, path: Path, before: Any) -> None:
        """Put a complete file in its place, if what lies there is still what did when the writing began; see `settle`.

        The check and the change are one for all writers on this machine, and on others where the folder can be locked
        for them. Of several that began together the first one's file stays.

        Args:
            complete: The file, beside its place.
            path: Its place. What is there stays until then.
            before: What lay there when the writing began.

        Raises:
            SourceError: If somebody else wrote meanwhile.
        """
        # In a second attempt it may be there already.
        if complete.exists():
            with _locked(path.parent):
                if self.version(path) != before:
                    raise refuse_overwriting(self.shown(path))
                complete.replace(path)

    def settle(self, folder: Path) -> None:
        """Wait until the names of a folder are on disk: then what was published there stays, whatever happens."""
        _flush(folder)

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


def refuse_overwriting(place: str) -> SourceError:
    """What to say to a run that would replace what it has not seen."""
    return SourceError(
        f"{place} was written by another run while this one computed, and that one's table stays",
        hint="look which of them is right, and run this one again if it is",
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


def _sweep(folder: Path) -> None:
    """Removes what writers that were killed have left in a folder."""
    for left in folder.glob(".*.tmp"):
        with suppress(OSError):
            if _LEFT.fullmatch(left.name) and time.time() - left.stat().st_mtime > _FORGOTTEN_SECONDS:
                left.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keeps other writers out of a folder. Where folders have no locks, it keeps nobody out."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        yield
    finally:
        os.close(handle)


def _flush(path: Path) -> None:
    """Wait until the names in a folder are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
