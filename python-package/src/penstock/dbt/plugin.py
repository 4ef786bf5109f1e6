"""The plugin of dbt-duckdb, which a profile names: sources, external targets and SQL functions by Penstock.

plugins:
  - module: penstock.dbt.plugin
    alias: penstock
    config: {jars: [rules.jar]}

dbt's own connection is the only one that opens the database file: Penstock is handed rows, and hands over rows.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbt.adapters.duckdb.environments import Environment
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.factory import FACTORY

import penstock as ps
from penstock.dbt._errors import translated
from penstock.dbt._sources import SourceTable
from penstock.dbt._sql_functions import declared, register
from penstock.dbt._targets import Publication
from penstock.dbt._types import quoted
from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dbt.adapters.duckdb.utils import SourceConfig, TargetConfig

__all__ = ["Plugin"]

_OPTIONS = ("jars", "functions", "threads", "memory_limit", "spill_dir")
_MATERIALIZATIONS = ("table", "view")


class Plugin(BasePlugin):
    """Loads sources through Penstock, publishes external models, and makes functions in Java callable in SQL.

    `config` in the profile may have `jars` (paths, whose functions models and SQL may call), `functions` (names in SQL,
    each with a function and its settings), and `threads`, `memory_limit` and `spill_dir` of Penstock in this process.
    """

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Check the options, and make the jars known.

        Args:
            plugin_config: Those of the profile, among those of the connection.

        Raises:
            ConfigError: If an option is unknown or makes no sense, and if a jar has a function that SQL cannot call.
            SourceError: If a jar is missing or broken.
        """
        config = self._own(plugin_config)
        unknown = [name for name in config if name not in _OPTIONS]
        if unknown:
            raise ConfigError(
                f"the plugin {self.name} has the option {unknown[0]!r}", hint=f"there are {', '.join(_OPTIONS)}"
            )
        for name in ("threads", "memory_limit", "spill_dir"):
            if name in config:
                setattr(ps.config, name, config[name])
        jars = [config["jars"]] if isinstance(config.get("jars"), str) else list(config.get("jars") or [])
        if jars:
            ps.add_jar(*jars)
        self._functions = declared(config.get("functions"), [Path(jar) for jar in jars])
        self._connection: Any = None
        self._views: dict[str, Any] = {}
        self._loaded: set[str] = set()
        self._published: dict[str, str] = {}
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def _own(self, plugin_config: dict[str, Any]) -> dict[str, Any]:
        """What the profile says of this plugin alone: dbt-duckdb puts all settings of the connection beside it."""
        for one in getattr(self.creds, "plugins", None) or []:
            if self.name in (one.alias, one.module, one.module.rpartition(".")[2]):
                return dict(one.config or {})
        return plugin_config

    # ---- connections

    def configure_connection(self, conn: Any) -> None:
        """Make the functions callable in SQL; they belong to the database, and so to all of its cursors."""
        self._connection = conn
        for schema in self._schemas():
            conn.execute(f"create schema if not exists {schema}")
        register(conn, self._functions)

    def _schemas(self) -> set[str]:
        """Those of the sources.

        dbt-duckdb makes them when a source is loaded, from as many threads as read it, and in a new database all but
        one of the threads fail (a write-write conflict).
        """
        adapter = FACTORY.adapters.get("duckdb")
        manifest = None if adapter is None else adapter.get_macro_resolver()
        sources = getattr(manifest, "sources", {}).values()  # dbt promises macros alone
        return {one.schema for one in sources if {**one.meta, **one.config.extra}.get("plugin") == self.name}

    def configure_cursor(self, cursor: Any) -> None:
        """Hand a new cursor the frames that sources of the materialization `view` read."""
        with self._lock:
            views = list(self._views.items())
        for name, frame in views:
            cursor.register(name, frame)

    def default_materialization(self) -> str:
        """A table: the rows are read once, and their types are DuckDB's."""
        return "table"

    # ---- sources

    def load(self, source_config: SourceConfig) -> Any:
        """Put the rows of a source into its table, once in a run of dbt however many models read it.

        Args:
            source_config: What the YAML says: see `SourceTable`.

        Raises:
            PenstockError: In the form that errors of models have, with the source, its path, and what to do.
        """
        name = f"{source_config.schema}.{source_config.identifier}"
        table = ".".join(
            quoted(part) for part in (source_config.database, source_config.schema, source_config.identifier) if part
        )
        with self._lock:
            lock = self._locks.setdefault(table, threading.Lock())
        with lock:
            if table not in self._loaded:
                self._told(name, "source", _place(source_config.meta), lambda: self._create(table, source_config))
                self._loaded.add(table)
        # dbt-duckdb goes on to create the table of this object, from as many threads as read the source; all but one of
        # them would fail (a write-write conflict). So it is sent to a place of its own, that ends with its cursor.
        source_config.database, source_config.schema, source_config.identifier = None, "temp", "penstock_loaded"
        source_config.meta["materialization"] = "temp table"
        return ps.DataFrame({"loaded": [True]})

    def _create(self, table: str, source_config: SourceConfig) -> None:
        kind = source_config.meta.get("materialization", self.default_materialization())
        if kind not in _MATERIALIZATIONS:
            raise ConfigError(f"materialization is {kind!r}, and may be {' or '.join(_MATERIALIZATIONS)}")
        source = SourceTable.of(source_config.meta, source_config.as_dict())
        frame = source.read()
        columns = source.columns(frame)
        # Views refer to it by this name.
        held = "penstock source " + table.replace('"', "")
        cursor = self._cursor()
        try:
            cursor.register(held, frame)
            cursor.execute(f"create or replace {kind} {table} as select {columns} from {quoted(held)}")  # noqa: S608
        finally:
            cursor.close()
        if kind == "view":
            with self._lock:
                self._views[held] = frame

    # ---- targets

    def store(self, target_config: TargetConfig) -> None:
        """Check the file that dbt has written for an external model, and publish it where the model says.

        Args:
            target_config: The model's relation, its file, and its configuration: see `Publication`.

        Raises:
            PenstockError: In the form that errors of models have, with the model, its path, and what to do.
        """
        name = str(target_config.relation.identifier)
        place = "" if target_config.location is None else target_config.location.path
        self._told(name, "model", f"publish {place}", lambda: self._publish(name, target_config))

    def _publish(self, name: str, target_config: TargetConfig) -> None:
        publication = Publication.of(target_config)
        with self._lock:
            other = self._published.setdefault(str(publication.path), name)
        if other != name:
            raise ConfigError(f"{publication.path} is where the model {other} publishes", hint="give another path")
        cursor = self._cursor()
        try:
            columns = {column.name: column.dtype for column in target_config.column_list}
            publication.publish(cursor, str(target_config.relation), columns)
        finally:
            cursor.close()

    # ---- both

    def _cursor(self) -> Any:
        """A cursor with the settings of the profile."""
        assert self.creds is not None  # dbt-duckdb gives them to all plugins
        return Environment.initialize_cursor(self.creds, self._connection.cursor())

    def _told(self, name: str, kind: str, step: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            raise translated(error, name, kind=kind, step=step) from error


def _place(meta: dict[str, Any]) -> str:
    """What a source reads, for errors."""
    for key in ("path", "function", "query"):
        if key in meta:
            return f"load {meta[key]}" if key == "path" else f"load by a {key}"
    return "load"
