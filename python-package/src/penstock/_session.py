"""The engine of this process, set up as `ps.config` says, and the options of single queries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from penstock._config import config

if TYPE_CHECKING:
    from penstock._runtime import Engine


def current_engine() -> Engine:
    """The engine of this process; the first call starts it with the settings of the moment."""
    from penstock._runtime import EngineSettings, engine

    return engine(lambda: EngineSettings.from_environment(**_engine_settings()))


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
            from penstock.exceptions import ConfigError

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
