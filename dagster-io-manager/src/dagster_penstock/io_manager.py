"""Tables as Parquet files, of whatever library they are."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import dagster as dg
from pydantic import Field, PrivateAttr, field_validator
from upath import UPath

import penstock as ps
from dagster_penstock import _metadata, _parquet
from dagster_penstock._annotations import ALLOW_MISSING, Wanted, wanted
from dagster_penstock._evolution import evolution
from dagster_penstock._filters import picked
from dagster_penstock._kinds import KINDS, is_repeatable, to_penstock
from dagster_penstock._measure import Measurement
from dagster_penstock._mounts import is_on_network
from dagster_penstock._paths import EXTENSION, partition_segments, segment
from dagster_penstock._policy import POLICIES, check_policy, merged, refuse_change
from dagster_penstock._retries import Clock, Retries, RetryOptions
from dagster_penstock.resource import PenstockResource
from penstock.exceptions import ConfigError, InvalidOperationError, SchemaError, SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pyarrow as pa

T = TypeVar("T")

_CODECS = ("zstd", "snappy", "gzip", "lz4", "none")
#: Those of them that can try harder, and the levels that they have.
_LEVELS = {"zstd": (-7, 22), "gzip": (0, 9), "lz4": (1, 12)}


class PenstockParquetIOManager(dg.ConfigurableIOManager, dg.UPathIOManager):
    """Stores tables as Parquet files, and loads them as the kind of table that an input is annotated with.

    Takes and gives frames of Penstock and Polars (lazy or not), of pandas, tables and readers of pyarrow, and relations
    of DuckDB. An input without an annotation is a lazy frame of Penstock; ``Optional[X]`` is None for what was not
    stored, and ``dict[str, X]`` has a table for each partition. Several partitions without ``dict`` are one lazy frame.

    What is lazy is computed while it is written. A file appears when it is complete; None stores nothing. A failure of
    the storage that passes by itself is tried again, as `retry` says; the metadata tell of it. Of two runs that write
    one file at once the first one's stays, and the other one fails.

    What is computed here runs as the resource `engine` says, if one is given.

    Metadata of an input may say `columns`, the columns that are read; `filters`, the rows that are; and
    `allow_missing_partitions`. Metadata of an output may say `mask_columns`, more columns whose values are not shown.
    """

    extension: ClassVar[str | None] = EXTENSION  # type: ignore[misc]  # a field of the model without ClassVar

    base_uri: str | None = Field(default=None, description="The folder of all objects; that of the instance if not set")
    codec: str = Field(default="zstd", description=f"How files are compressed: {', '.join(_CODECS)}")
    level: int | None = Field(
        default=None, description="How hard the compression works: zstd -7 to 22, gzip 0 to 9, lz4 1 to 12"
    )
    row_group_rows: int = Field(default=122_880, gt=0, description="How many rows a row group has")
    preview_rows: int = Field(default=10, ge=0, description="How many rows the metadata show")
    mask_columns: list[str] = Field(default=[], description="Columns whose values are never shown")
    checksum: str = Field(default="none", description="A digest of the file in the metadata: none or sha256")
    default_type: str = Field(default="penstock.LazyFrame", description="What an input without an annotation is")
    evolution: list[str] = Field(
        default=[],
        description=f"What may change of an asset's columns, some of {', '.join(POLICIES)}; not checked if empty",
    )
    retry: RetryOptions = Field(default=RetryOptions(), description="How failures that pass by themselves are retried")
    engine: PenstockResource | None = Field(default=None, description="How Penstock runs while it reads and writes")

    _base_path: Any = PrivateAttr()
    _files: _parquet.ParquetFiles = PrivateAttr(default_factory=_parquet.ParquetFiles)
    _clock: Clock = PrivateAttr(default_factory=Clock)
    #: Whether folders are on other machines. What is mounted does not change within a run.
    _on_network: dict[Path, bool] = PrivateAttr(default_factory=dict)

    @field_validator("codec", "checksum", "default_type")
    @classmethod
    def _check_word(cls, value: str, info: Any) -> str:
        words = {"codec": _CODECS, "checksum": ("none", "sha256"), "default_type": tuple(KINDS)}[info.field_name]
        if value not in words:
            raise ConfigError(f"{info.field_name} is {value!r}, and must be one of {', '.join(words)}")
        return value

    @field_validator("level")
    @classmethod
    def _check_level(cls, value: int | None, info: Any) -> int | None:
        codec = info.data.get("codec")
        if value is None or codec is None:  # a codec that is wrong is told of by itself
            return value
        if codec not in _LEVELS:
            raise ConfigError(f"level is {value}, and {codec} has no levels", hint=f"choose {', '.join(_LEVELS)}")
        least, most = _LEVELS[codec]
        if not least <= value <= most:
            raise ConfigError(f"level is {value}, and must be from {least} to {most} for {codec}")
        return value

    @field_validator("evolution")
    @classmethod
    def _check_evolution(cls, value: list[str]) -> list[str]:
        check_policy(value)
        return value

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Find the folder."""
        base = UPath(self.base_uri) if self.base_uri is not None else UPath(context.instance.storage_directory())  # type: ignore[union-attr]
        if base.protocol not in ("", "file", "local"):
            raise ConfigError(f"{self.base_uri} is not a folder of this machine, and others are not supported yet")
        self._base_path = UPath(Path(base.path).absolute())

    @property
    def storage_options(self) -> dict[str, Any]:
        """None are needed for folders of this machine."""
        return {}

    # ---- where

    def get_asset_relative_path(self, context: dg.InputContext | dg.OutputContext) -> UPath:
        """The parts of the asset's key, each as a name of a file."""
        *folders, name = context.asset_key.path
        return UPath(*[segment(part) for part in folders], segment(name, room=len(EXTENSION)))

    def get_op_output_relative_path(self, context: dg.InputContext | dg.OutputContext) -> UPath:
        """The run, the step and the output, each as a name of a file."""
        *folders, name = context.get_identifier()
        return UPath(*[segment(part) for part in folders], segment(name, room=len(EXTENSION)))

    def _get_paths_for_partitions(self, context: dg.InputContext | dg.OutputContext) -> dict[str, UPath]:
        """The file of each partition; the base class would let keys of several dimensions collide."""
        return self._paths_of(context, context.asset_partition_keys)

    def _paths_of(self, context: dg.InputContext | dg.OutputContext, keys: Iterable[str]) -> dict[str, UPath]:
        folder = self._get_path_without_extension(context)
        paths = {}
        for key in keys:
            dimensions = dict(key.keys_by_dimension) if isinstance(key, dg.MultiPartitionKey) else None
            paths[key] = self._with_extension(folder.joinpath(*partition_segments(key, dimensions)))
        return paths

    # ---- out

    def handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        """Write a table, or a mapping of partition keys to tables for a run of several partitions."""
        with self._settings():
            self._handle_output(context, obj)

    def _settings(self) -> AbstractContextManager[object]:
        """Those of the resource, if there is one: what is lazy is computed here."""
        return nullcontext() if self.engine is None else self.engine.settings()

    def _handle_output(self, context: dg.OutputContext, obj: Any) -> None:
        if obj is None:
            context.add_output_metadata({"missing": True})
            return
        if not context.has_asset_partitions:
            path = self._get_path(context)
            said = self._stored(context, obj, path)
            self._settle(context, [path])
            context.add_output_metadata(said)
            return
        paths = self._get_paths_for_partitions(context)
        if len(paths) == 1 and not isinstance(obj, Mapping):
            ((key, path),) = paths.items()
            said = self._stored(context, obj, path)
            self._settle(context, [path])
            context.add_output_metadata(_of_partition(key, said))
            return
        stored = []
        try:
            for key, part in _parts(obj, paths):
                said = {"missing": True} if part is None else self._stored(context, part, paths[key])
                _say_of_partition(context, key, said)
                stored += [] if part is None else [paths[key]]
        finally:
            # Once for all of them: a disk takes as long for a thousand names as for one.
            self._settle(context, stored)
        for key in paths.keys() - obj.keys():
            _say_of_partition(context, key, {"missing": True})
        context.add_output_metadata({"penstock/partitions": len(obj)})

    def dump_to_path(self, context: dg.OutputContext, obj: Any, path: UPath) -> None:
        """Write a table to a file."""
        self._stored(context, obj, path)
        self._settle(context, [path])

    def _settle(self, context: dg.OutputContext, paths: Iterable[UPath]) -> None:
        """Waits until the names of files are on disk."""
        for folder in dict.fromkeys(Path(str(path)).parent for path in paths):
            self._retries(context, folder).run(f"settling {folder}", partial(self._files.settle, folder))

    def _stored(self, context: dg.OutputContext, obj: Any, path: UPath) -> dict[str, Any]:
        """Writes a table to a file, and says what there is to say about it."""
        frame = to_penstock(obj)
        if frame is None:
            raise SchemaError(
                f"a {type(obj).__module__}.{type(obj).__qualname__} is no table and cannot be stored",
                hint=f"return one of {', '.join(KINDS)}, or choose another I/O manager for this output",
            )
        file = Path(str(path))
        # All questions first: a reader answers none once it is read.
        schema = _parquet.checked_schema(frame)
        dtypes = frame.collect_schema()
        _refuse_reading(frame, obj, file)
        retries = self._retries(context, file)
        version = retries.run(f"looking at {file}", lambda: self._files.version(file))
        before = retries.run(f"reading the columns of {file}", lambda: self._stored_columns(context, file))
        if before is not None and self.evolution:
            refuse_change(file, before, schema, self.evolution)
        with Measurement() as work:
            complete, ran = retries.run(
                f"writing {file}",
                lambda: self._files.write(
                    frame, file, codec=self.codec, level=self.level, group_rows=self.row_group_rows
                ),
                is_repeatable=is_repeatable(obj),
            )
        masked = {*self.mask_columns, *(context.definition_metadata or {}).get("mask_columns", ())}
        try:
            # Of the file before it is in its place: then the next run may replace it.
            about = retries.run(
                f"reading the footer of {file}",
                lambda: _metadata.about_file(
                    complete,
                    file,
                    schema,
                    dtypes,
                    masked=masked,
                    preview_rows=self.preview_rows,
                    checksum=self.checksum == "sha256",
                ),
            )
            after = retries.run(f"reading the columns of {file}", lambda: self._files.columns(complete))
            retries.run(f"publishing {file}", lambda: self._files.publish(complete, file, version))
        finally:
            self._files.discard(complete)
        policy = {"policy": self.evolution} if self.evolution else {}
        about["penstock/evolution"] = evolution(before, after or schema) | policy
        return about | _metadata.about_work(work, ran) | retries.metadata()

    def _stored_columns(self, context: dg.OutputContext, file: Path) -> pa.Schema | None:
        """The columns that an asset has so far: under a policy those of all partitions, or else those of the file."""
        if not self.evolution or not context.has_asset_partitions:
            return self._files.columns(file)
        keys = context.asset_partitions_def.get_partition_keys(dynamic_partitions_store=context.step_context.instance)
        paths = [Path(str(path)) for path in self._paths_of(context, keys).values()]
        found = {path: columns for path in paths if (columns := self._files.columns(path)) is not None}
        return merged(found, self.evolution) if found else None

    def _retries(self, context: dg.InputContext | dg.OutputContext, path: Path) -> Retries:
        folder = path.parent
        if folder not in self._on_network:
            self._on_network[folder] = is_on_network(folder)
        return Retries(self.retry, self._clock, on_network=self._on_network[folder], warn=context.log.warning)

    # ---- in

    def load_input(self, context: dg.InputContext) -> Any:
        """Load a table, or what there is of several partitions."""
        with self._settings():
            return self._load_input(context)

    def _load_input(self, context: dg.InputContext) -> Any:
        want = wanted(context.dagster_type.typing_type, KINDS[self.default_type])
        if context.has_asset_key and context.has_asset_partitions:
            return self._load_partitions_as(context, want)
        path = self._get_path(context)
        return self._again(context, Path(str(path)), lambda: self._load_file_as(context, want, path))

    def load_from_path(self, context: dg.InputContext, path: UPath) -> Any:
        """Load a table from a file."""
        want = wanted(context.dagster_type.typing_type, KINDS[self.default_type])
        return self._load_file_as(context, replace(want, optional=False), path)

    def load_partitions(self, context: dg.InputContext) -> Any:
        """Load several partitions."""
        return self._load_partitions_as(context, wanted(context.dagster_type.typing_type, KINDS[self.default_type]))

    def _again(self, context: dg.InputContext, path: Path, load: Callable[[], T]) -> T:
        """Loads, again if that fails in passing. What is lazy is retried by whoever writes what it is used for."""
        retries = self._retries(context, path)
        loaded = retries.run(f"loading {path}", load)
        one = not (context.has_asset_key and context.has_asset_partitions and len(context.asset_partition_keys) > 1)
        if retries.attempts and one:  # Dagster has no metadata for several partitions of an input
            context.add_input_metadata(retries.metadata())
        return loaded

    def _load_file_as(self, context: dg.InputContext, want: Wanted, path: UPath) -> Any:
        if not path.exists():
            if want.optional:
                return None
            raise SourceNotFoundError(f"{path} was not written yet", hint="materialize the upstream asset first")
        return want.kind.of_penstock(self._scanned(context, [path]))

    def _load_partitions_as(self, context: dg.InputContext, want: Wanted) -> Any:
        paths = self._get_paths_for_partitions(context)
        folder = Path(str(self._get_path_without_extension(context)))
        return self._again(context, folder, lambda: self._load_paths_as(context, want, paths))

    def _load_paths_as(self, context: dg.InputContext, want: Wanted, paths: dict[str, UPath]) -> Any:
        missing = [key for key, path in paths.items() if not path.exists()]
        found = {key: path for key, path in paths.items() if key not in missing}
        may_miss = bool((context.definition_metadata or {}).get(ALLOW_MISSING)) or (
            ALLOW_MISSING in context.dagster_type.metadata
        )
        if want.optional and not found:
            return None
        if missing and not may_miss and not want.optional_values:
            raise _missing(context, missing)
        columns = self._merged_columns(found.values())
        if want.by_partition:
            tables = {
                key: want.kind.of_penstock(self._scanned(context, [path], columns)) for key, path in found.items()
            }
            return tables if may_miss else {key: tables.get(key) for key in paths}
        if not found:
            raise _missing(context, missing)
        return want.kind.of_penstock(self._scanned(context, list(found.values()), columns))

    def _merged_columns(self, paths: Iterable[UPath]) -> pa.Schema | None:
        """The columns as which files are read together; None if they are read as they are."""
        if not self.evolution:
            return None
        schemas = {Path(str(path)): self._files.columns(Path(str(path))) for path in paths}
        found = {path: schema for path, schema in schemas.items() if schema is not None}
        if len(found) < 2:
            return None
        columns = merged(found, self.evolution)
        return None if all(schema.equals(columns) for schema in found.values()) else columns

    def _scanned(self, context: dg.InputContext, paths: list[UPath], columns: pa.Schema | None = None) -> ps.LazyFrame:
        """The files as a lazy frame, of what the input asks for."""
        frame = self._files.scan([Path(str(path)) for path in paths], columns)
        return picked(frame, context.definition_metadata or {})


def _of_partition(key: str, said: dict[str, Any]) -> dict[str, Any]:
    """What is said of a table, as one partition of several."""
    said["penstock/partition"] = str(key)
    if "dagster/row_count" in said:
        said["dagster/partition_row_count"] = said["dagster/row_count"]
    return said


def _say_of_partition(context: dg.OutputContext, key: str, said: dict[str, Any]) -> None:
    """Gives the materialisation of one partition its metadata, where a run makes several."""
    try:
        step = context.step_context
    except dg.DagsterInvariantViolationError:
        return  # called by hand, without a run: nothing is materialised
    step.add_asset_metadata(_of_partition(key, said), asset_key=context.asset_key, partition_key=key)


def _parts(obj: Any, paths: Mapping[str, UPath]) -> Iterator[tuple[str, Any]]:
    """The tables of a mapping, under the keys of a run's partitions."""
    if not isinstance(obj, Mapping):
        raise InvalidOperationError(
            f"one table for the {len(paths)} partitions of a run", hint="return a mapping of partition keys to tables"
        )
    unknown = [key for key in obj if key not in paths]
    if unknown:
        raise InvalidOperationError(
            f"the partitions {unknown} are not of this run", hint=f"it has {', '.join(map(repr, paths))}"
        )
    yield from obj.items()


def _missing(context: dg.InputContext, keys: list[str]) -> SourceNotFoundError:
    asset = context.asset_key.to_user_string()
    return SourceNotFoundError(
        f"{asset} has no partition {', '.join(repr(str(key)) for key in keys)}",
        hint="materialize them, or set allow_missing_partitions in the input's metadata",
    )


def _refuse_reading(frame: ps.LazyFrame, obj: Any, path: Path) -> None:
    """A lazy table that reads the file which it is written to would read itself."""
    texts = [frame.serialize(format="json")]
    if hasattr(obj, "collect_batches") and hasattr(obj, "explain") and not isinstance(obj, ps.LazyFrame):
        texts.append(obj.explain(optimized=False))
    if hasattr(obj, "sql_query"):
        texts.append(obj.sql_query())
    if any(str(path) in text for text in texts):
        raise InvalidOperationError(
            f"the table reads {path}, which it is written to", hint="collect it first, or write to another asset"
        )
