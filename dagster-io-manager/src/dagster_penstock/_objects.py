"""Parquet files as objects of S3: written here first, and then put there as a whole or not at all."""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from dagster_penstock._parquet import ParquetFiles, refuse_overwriting
from dagster_penstock._stores import Conflict, Store, is_written

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    import penstock as ps


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    """Where files lie while this process works with them; nobody else may look into it."""
    return tempfile.TemporaryDirectory(prefix="penstock-objects-")


class ObjectFiles(ParquetFiles):
    """Objects of a bucket, under the paths ``/{bucket}/{key}``, which are none of this machine.

    An object is read as a copy, which is made when the input is loaded, and kept until the process ends.
    """

    is_remote = True

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def shown(self, path: Path) -> str:
        """The address."""
        return f"s3:/{path.as_posix()}"

    def uri(self, path: Path) -> str:
        """The address."""
        return self.shown(path)

    def write(
        self, frame: ps.LazyFrame, path: Path, *, codec: str, level: int | None, group_rows: int
    ) -> tuple[Path, dict[str, Any]]:
        """Write a frame's rows, as they are computed, to a file of this machine."""
        place = Path(_scratch().name) / "written" / path.name
        return super().write(frame, place, codec=codec, level=level, group_rows=group_rows)

    def version(self, path: Path) -> Any:
        """Which object there is now; None if there is none."""
        return self._store.version(_key(path))

    def exists(self, path: Path) -> bool:
        """Whether there is an object."""
        return self.version(path) is not None

    def publish(self, complete: Path, path: Path, before: Any) -> None:
        """Put a complete file in the place of an object, if that is still what it was when the writing began.

        Raises:
            SourceError: If somebody else wrote meanwhile.
        """
        try:
            self._store.put(complete, _key(path), before)
        except Conflict:
            # An attempt whose answer was lost may have been heard.
            if not is_written(self._store, _key(path), complete):
                raise refuse_overwriting(self.shown(path)) from None

    def settle(self, folder: Path) -> None:
        """Nothing is left to do: who has been answered has stored."""

    def columns(self, path: Path) -> pa.Schema | None:
        """The columns of an object, of which no more than the footer is read; None without one that can be."""
        if path.is_relative_to(_scratch().name):  # written, and not published yet
            return super().columns(path)
        if not self.exists(path):
            return None
        with closing(self._store.open(_key(path))) as file:
            try:
                return pq.read_schema(file)
            except ValueError:
                return None

    def scan(self, paths: Sequence[Path], columns: pa.Schema | None = None) -> ps.LazyFrame:
        """A lazy frame of copies of objects, one below the other."""
        return super().scan([self._copied(path) for path in paths], columns)

    def _copied(self, path: Path) -> Path:
        version = self.version(path)
        digest = hashlib.sha256(f"{path}\0{version}".encode()).hexdigest()
        copy = Path(_scratch().name) / "read" / f"{digest}.parquet"
        if not copy.exists():
            copy.parent.mkdir(exist_ok=True)
            part = copy.with_suffix(f".{secrets.token_hex(4)}.tmp")
            try:
                self._store.fetch(_key(path), part)
                part.replace(copy)
            finally:
                with suppress(OSError):
                    part.unlink()
        return copy


def _key(path: Path) -> str:
    return "/".join(path.parts[2:])
