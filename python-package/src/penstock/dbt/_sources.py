"""Where the rows of a dbt source come from: files, a query over files, or a function of Penstock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import penstock as ps
from penstock.dbt._types import quoted
from penstock.exceptions import ColumnNotFoundError, ConfigError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_READERS: dict[str, Callable[..., Any]] = {
    "parquet": ps.scan_parquet,
    "csv": ps.scan_csv,
    "ipc": ps.scan_ipc,
    "ndjson": ps.scan_ndjson,
    "json": lambda source, **options: ps.read_json(source, **options).lazy(),
}

#: What the ends of names say.
_ENDS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".arrow": "ipc",
    ".feather": "ipc",
    ".ipc": "ipc",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".json": "json",
}

_COMPRESSED = (".gz", ".zst")

#: Types of which DuckDB has none.
_MOST_DIGITS = 38


def format_of(path: str, said: str | None) -> str:
    """The format of a file: what is said, or what the end of its name says.

    Raises:
        ConfigError: If it is none that is known.
    """
    if said is not None:
        if said not in _READERS:
            raise ConfigError(f"format is {said!r}, and may be {', '.join(_READERS)}")
        return said
    name = Path(path)
    suffix = Path(name.stem).suffix if name.suffix in _COMPRESSED else name.suffix
    if suffix in _ENDS:
        return _ENDS[suffix]
    raise ConfigError(f"the name of {path} does not say its format", hint=f"give format: {', '.join(_READERS)}")


@dataclass(frozen=True, slots=True)
class Files:
    """Files of one format.

    Attributes:
        paths: Their paths, which may be patterns.
        format: Their format.
        options: What the reader is told besides.
    """

    paths: tuple[str, ...]
    format: str
    options: dict[str, Any]

    @classmethod
    def of(cls, said: Any, names: Mapping[str, Any]) -> Files:
        """What the YAML says of files: a path, several, or `path` with `format` and `options`.

        Args:
            said: That.
            names: What may stand in braces in a path.

        Raises:
            ConfigError: If there is no path, or its braces name nothing.
        """
        given = dict(said) if isinstance(said, dict) else {"path": said}
        paths = given.pop("path", None)
        format_, options = given.pop("format", None), given.pop("options", None) or {}
        if given:
            raise ConfigError(f"files have {next(iter(given))!r}", hint="they may have path, format and options")
        several = [paths] if isinstance(paths, str) else paths
        if not isinstance(several, (list, tuple)) or not several or not all(isinstance(one, str) for one in several):
            raise ConfigError(f"path is {paths!r}, and must be a path or a list of paths")
        try:
            filled = tuple(one.format_map(names) for one in several)
        except (KeyError, ValueError, IndexError) as error:
            raise ConfigError(
                f"the path {paths!r} has something in braces that is not known: {error}",
                hint="there are {name}, {identifier}, {schema}, and what meta has",
            ) from error
        format_ = format_of(filled[0], format_)
        if format_ == "csv" and filled[0].partition(".tsv")[1]:
            options = {"separator": "\t", **options}
        return cls(filled, format_, options)

    def scan(self, texts: Mapping[str, str]) -> Any:
        """The files as a lazy frame.

        Args:
            texts: Columns that have a type in DuckDB: of what has no types of its own they are read as they are
                written, since 007 is no number before somebody says so.
        """
        options = dict(self.options)
        if self.format == "csv" and texts:
            options["schema_overrides"] = {**dict.fromkeys(texts, ps.String), **options.get("schema_overrides", {})}
        source = self.paths[0] if len(self.paths) == 1 else list(self.paths)
        try:
            return _READERS[self.format](source, **options)
        except TypeError as error:
            raise ConfigError(f"the reader of {self.format} does not take these options: {error}") from error


@dataclass(frozen=True, slots=True)
class SourceTable:
    """What the YAML says of a source.

    Attributes:
        name: Its name: what a query calls its own files.
        files: Its files; None if the rows come from elsewhere.
        query: SQL over the files and `tables`; None for all of their rows.
        function: A function of Penstock of tables; None for none.
        settings: Its settings.
        tables: Files by the names that the query or the function has for them.
        types: Types of columns, as DuckDB names them.
    """

    name: str
    files: Files | None
    query: str | None
    function: str | None
    settings: dict[str, Any]
    tables: dict[str, Files]
    types: dict[str, str]

    @classmethod
    def of(cls, meta: Mapping[str, Any], names: Mapping[str, Any]) -> SourceTable:
        """Read the YAML.

        Args:
            meta: `path`, `format`, `options`; `query` with `tables`; `function` with `settings` and `tables`; `types`.
            names: What may stand in braces in a path.

        Raises:
            ConfigError: If it does not say where the rows come from.
        """
        path, query, function = meta.get("path"), meta.get("query"), meta.get("function")
        if path is None and query is None and function is None:
            raise ConfigError("meta says nothing of where the rows are", hint="give it a path, a query or a function")
        if query is not None and function is not None:
            raise ConfigError("meta has a query and a function", hint="give one of them")
        files = {key: meta[key] for key in ("path", "format", "options") if key in meta}
        return cls(
            str(names["identifier"]),
            Files.of(files, names) if path is not None else None,
            query,
            function,
            _mapping(meta, "settings"),
            {name: Files.of(one, names) for name, one in _mapping(meta, "tables").items()},
            {name: str(type_) for name, type_ in _mapping(meta, "types").items()},
        )

    def read(self) -> Any:
        """The rows as a lazy frame, which may be read several times.

        Raises:
            PenstockError: If there are no such files, or they or the query cannot be read.
        """
        own = {} if self.files is None else {self.name: self.files.scan(self.types)}
        tables = {name: files.scan({}) for name, files in self.tables.items()}
        if self.query is not None:
            return ps.SQLContext({**tables, **own}).execute(self.query)
        if self.function is not None:
            # One table alone needs no name.
            alone = [*own.values()] or ([*tables.values()] if len(tables) == 1 else [])
            named = {} if len(alone) == 1 and len({**own, **tables}) == 1 else {**own, **tables}
            return ps.table_function(self.function, *([] if named else alone), **named, **self.settings)
        return next(iter(own.values()))

    def columns(self, frame: Any) -> str:
        """What a SELECT over the frame must say for the types to be kept, or to be those that are asked for.

        Raises:
            ColumnNotFoundError: If a type is given for a column that is not there.
            SchemaError: If DuckDB has no type for a column.
        """
        schema = frame.collect_schema()
        unknown = [name for name in self.types if name not in schema]
        if unknown:
            raise ColumnNotFoundError(f"types are given for {unknown}, and there are the columns {list(schema)}")
        parts = []
        for name, dtype in schema.items():
            _require_held(name, dtype)
            target = self.types.get(name) or _enum(dtype)
            parts.append(quoted(name) if target is None else f"CAST({quoted(name)} AS {target}) AS {quoted(name)}")
        return ", ".join(parts)


def _mapping(meta: Mapping[str, Any], key: str) -> dict[str, Any]:
    said = meta.get(key) or {}
    if not isinstance(said, dict):
        raise ConfigError(f"{key} is {said!r}, and must be a mapping of names")
    return said


def _enum(dtype: Any) -> str | None:
    """An ENUM for what has a fixed list of categories: DuckDB reads it as plain text."""
    if not isinstance(dtype, ps.Enum):
        return None
    texts = ", ".join("'" + category.replace("'", "''") + "'" for category in dtype.categories)
    return f"ENUM({texts})"


def _require_held(name: str, dtype: Any) -> None:
    """Refuse what DuckDB would refuse with a text that names no column."""
    for one in _within(dtype):
        wide = isinstance(one, ps.Decimal) and one.precision > _MOST_DIGITS
        # An INTERVAL has microseconds, and DuckDB cuts what is finer.
        fine = isinstance(one, ps.Duration) and one.time_unit == "ns"
        if wide or fine or isinstance(one, ps.Float16):
            raise SchemaError(
                f'the column "{name}" is of {dtype}, and DuckDB has no such type',
                column=name,
                hint="leave it out in a query, or make another type of it where the file is written",
            )


def _within(dtype: Any) -> list[Any]:
    """A type, and those that it is made of."""
    inner = [one for one in (getattr(dtype, part, None) for part in ("inner", "key", "value")) if one is not None]
    inner += [one.dtype for one in getattr(dtype, "fields", [])]
    return [dtype, *(deep for one in inner for deep in _within(one))]
