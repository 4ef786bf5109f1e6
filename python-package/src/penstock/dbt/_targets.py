"""External models: the file that dbt has written is checked, and published where others read it."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import penstock as ps
from penstock.dbt._sources import format_of
from penstock.exceptions import ComputeError, ConfigError, SchemaError, SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dbt.adapters.duckdb.utils import TargetConfig

_WRITERS: dict[str, Callable[..., Any]] = {
    "parquet": ps.LazyFrame.sink_parquet,
    "ipc": ps.LazyFrame.sink_ipc,
    "ndjson": ps.LazyFrame.sink_ndjson,
    "csv": ps.LazyFrame.sink_csv,
}

#: What DuckDB finds in Parquet files and has no type in Arrow. HUGEINT is a DOUBLE there already, by DuckDB.
_NOT_KEPT = re.compile("TIME WITH TIME ZONE|INTERVAL|GEOMETRY|VARIANT")
_QUOTED = re.compile('"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class Publication:
    """A file that dbt has written, and where its rows are to be.

    Attributes:
        written: What dbt has written: a file, or a folder of them.
        written_format: Its format: parquet, csv or json.
        path: Where the rows are to be; that same file if the model asks for nothing.
        format: In which format.
        options: What the writer is told besides.
    """

    written: Path
    written_format: str
    path: Path
    format: str
    options: dict[str, Any]

    @classmethod
    def of(cls, target_config: TargetConfig) -> Publication:
        """What a model asks for under ``meta.publish``: a path, or `path`, `format` and `options` of the writer.

        Raises:
            ConfigError: If that makes no sense, or if the file is of a format that is not read again.
        """
        location = target_config.location
        if location is None or "://" in location.path:
            where = None if location is None else location.path
            raise ConfigError(f"the model's location is {where}, and not on this machine", hint="leave the plugin out")
        said = (target_config.config.get("meta", {}) or {}).get("publish")
        given = dict(said) if isinstance(said, dict) else {} if said is None else {"path": said}
        path, format_ = given.pop("path", None), given.pop("format", None)
        options = given.pop("options", None) or {}
        if given:
            raise ConfigError(f"publish has {next(iter(given))!r}", hint="it may have path, format and options")
        written = Path(location.path)
        asked = said is not None
        if asked and location.format != "parquet":
            raise ConfigError(
                f"{written} is written as {location.format}, which has not all types",
                hint="let the model's location be a Parquet file: what is published may be of any format",
            )
        format_ = format_of(str(path), format_) if path is not None else format_ or "parquet"
        if format_ not in _WRITERS:
            raise ConfigError(f"nothing is published as {format_!r}", hint=f"choose {', '.join(_WRITERS)}")
        if path is None and (format_ != "parquet" or (asked and written.is_dir())):
            raise ConfigError(f"{written} cannot be published in its own place as {format_}", hint="give a path")
        return cls(written, location.format, written if path is None else Path(path).expanduser(), format_, options)

    def publish(self, cursor: Any, relation: str, columns: Mapping[str, str]) -> None:
        """Check that the file holds the model, and publish its rows, if they are asked for elsewhere or otherwise.

        Of a model without rows dbt-duckdb writes one row of nulls, and leaves it out where it reads the file itself.
        Others do not know, so it is taken out.

        Args:
            cursor: A cursor of dbt's database.
            relation: The model's view, as SQL calls it.
            columns: Its columns and their types.

        Raises:
            SourceNotFoundError: If there is no file.
            SchemaError: If it has other columns, or such as cannot be published with their type.
            ComputeError: If it has another number of rows.
        """
        if not self.written.exists():
            raise SourceNotFoundError(
                f"{self.written} was not written", hint="look at the model's location and options"
            )
        if self.written_format != "parquet":
            return
        is_elsewhere = self.path != self.written or bool(self.options)
        if is_elsewhere:
            _require_kept(columns)
        ((rows,),) = cursor.execute(f"select count(*) from {relation}").fetchall()  # noqa: S608 - dbt writes the name
        frame = self._checked(rows, columns)
        if rows == 0 and self.written.is_file():
            empty = f"copy (select * from {relation} limit 0) to"  # noqa: S608 - dbt writes the name
            _replace(self.written, lambda path: cursor.execute(f"{empty} '{_escaped(path)}' (format parquet)"))
            frame = frame.head(0)
        if is_elsewhere:
            _replace(self.path, lambda path: self._write(frame, path))

    def _checked(self, rows: int, columns: Mapping[str, str]) -> Any:
        """The file's rows as a lazy frame."""
        frame = ps.scan_parquet(str(self.written), hive_partitioning=self.written.is_dir() or None)
        found = frame.collect_schema().names()
        if sorted(found) != sorted(columns):
            raise SchemaError(f"{self.written} has the columns {found}, and the model {list(columns)}")
        counted = frame.select(ps.len()).collect().item()
        if counted != max(rows, 1):
            raise ComputeError(
                f"{self.written} has {counted:,} rows, and the model {rows:,}", hint="does another model write there?"
            )
        return frame

    def _write(self, frame: Any, path: Path) -> None:
        try:
            _WRITERS[self.format](frame, path, **self.options)
        except TypeError as error:
            raise ConfigError(f"the writer of {self.format} does not take these options: {error}") from error


def _require_kept(columns: Mapping[str, str]) -> None:
    """Refuse types that only DuckDB finds in the file."""
    for name, type_ in columns.items():
        found = _NOT_KEPT.search(_QUOTED.sub("", type_.upper()))
        if found:
            raise SchemaError(
                f'the column "{name}" is {type_}, and {found[0]} would be published as something else',
                column=name,
                hint="cast it in the model, to VARCHAR for one",
            )


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Writes a file beside its place, and puts it there when it is complete and on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name[:64]}.{secrets.token_hex(8)}.tmp")
    try:
        write(unfinished)
        _flush(unfinished)
        unfinished.replace(path)
        _flush(path.absolute().parent)
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def _flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
