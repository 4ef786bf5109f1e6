"""The engine of this process, set up as `ps.config` says, and the options of single queries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from penstock._config import Size, checked, config
from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from penstock._runtime import Engine


def current_engine() -> Engine:
    """The engine of this process; the first call starts it with the settings of the moment."""
    from penstock._runtime import EngineSettings, engine

    return engine(lambda: EngineSettings.from_environment(**_engine_settings()))


def start_engine(
    *,
    memory_limit: Size | None = None,
    heap_limit: Size | None = None,
    columns_limit: Size | None = None,
    duckdb_limit: Size | None = None,
    spill_dir: str | Path | None = None,
    spill_limit: Size | None = None,
) -> None:
    """Start the engine of this process with what cannot be changed later, or check that it runs with just that.

    The first query starts it otherwise, as `ps.config` says. What is not given here is taken from there, and from a
    running engine as it is.

    Args:
        memory_limit: How many bytes all of Penstock may hold in this process.
        heap_limit: How many of them the Java heap may have; an eighth if not given.
        columns_limit: How many columns may have, outside of the heap; three eighths if not given.
        duckdb_limit: How many DuckDB may have; three eighths if not given.
        spill_dir: Where work goes that does not fit into memory.
        spill_limit: How many bytes may lie there.

    Raises:
        ConfigError: If a value is none, if the shares are more than the whole, or if an engine runs with other values;
            it says which.
    """
    from penstock._runtime import EngineSettings, engine

    given = {
        "memory_limit": memory_limit,
        "heap_limit": heap_limit,
        "columns_limit": columns_limit,
        "duckdb_limit": duckdb_limit,
        "spill_dir": spill_dir,
        "spill_limit": spill_limit,
    }
    wanted = {name: checked(name, value) for name, value in given.items() if value is not None}
    settings = EngineSettings.from_environment(**{**_engine_settings(), **wanted})  # wrong ones are told of in any case
    running = engine(lambda: settings).settings
    differing = [
        f"{name} is {getattr(running, name)} and not {value}"
        for name, value in wanted.items()
        if getattr(running, name) != value
    ]
    if differing:
        raise ConfigError(
            f"the engine of this process runs already, and {', '.join(differing)}",
            hint="there is one JVM in a process: give the same settings everywhere, or use another process",
        )


def _engine_settings() -> dict[str, Any]:
    """What `ps.config` says about the engine as a whole."""
    names = ("memory_limit", "spill_dir", "spill_limit", "threads", "batch_rows")
    return {name: getattr(config, name) for name in names if getattr(config, name) is not None}


def query_options(options: dict[str, Any] | None) -> bytes | None:
    """The options of one query as JSON: those of the call, then those of `ps.config`."""
    settings = current_engine().settings
    merged: dict[str, Any] = dict(options or {})
    if config.engine not in (None, "auto"):
        merged.setdefault("engine", config.engine)
    for name in ("spill_dir", "spill_limit"):
        wanted = getattr(config, name)
        if wanted is not None and wanted != getattr(settings, name):
            raise ConfigError(
                f"{name} is {getattr(settings, name)} since the first query ran, and cannot become {wanted}",
                hint=f"set it before the first query, or by PENSTOCK_{name.upper()}",
            )
    if config.threads not in (None, settings.threads):
        merged.setdefault("threads", config.threads)
    if config.batch_rows not in (None, settings.batch_rows):
        merged.setdefault("batch_rows", config.batch_rows)
    if config.memory_limit not in (None, settings.memory_limit):
        merged.setdefault("memory_limit_bytes", config.memory_limit)
    if config.query_timeout is not None:
        merged.setdefault("timeout_milliseconds", max(1, round(config.query_timeout * 1000)))
    if config.result_cache_limit is not None:
        merged.setdefault("result_cache_limit_bytes", config.result_cache_limit)
    return json.dumps(merged).encode() if merged else None
