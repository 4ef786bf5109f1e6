"""How queries run: ``ps.config``. Display settings are in ``ps.Config``."""

from __future__ import annotations

import math
import os
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeAlias

from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: A number of bytes, or a text such as ``4GiB``.
Size: TypeAlias = int | str

_ENGINES = ("auto", "core", "duckdb")
_NAMES = (
    "memory_limit",
    "spill_dir",
    "spill_limit",
    "threads",
    "batch_rows",
    "engine",
    "result_cache_limit",
    "query_timeout",
)

_SIZES = ("memory_limit", "heap_limit", "columns_limit", "duckdb_limit", "spill_limit", "result_cache_limit")

_local: ContextVar[Mapping[str, Any] | None] = ContextVar("penstock_config", default=None)


class RuntimeConfig:
    """How queries run.

    A setting can be given for one call, where the call has an argument of that name; for a block, by
    ``with ps.config(threads=2):``; for the process, by ``ps.config.threads = 2``; and by an environment variable, such
    as ``PENSTOCK_THREADS``. What stands earlier in this list wins. ``spill_dir`` and ``spill_limit`` are fixed when the
    first query runs.
    """

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    @contextmanager
    def __call__(
        self,
        *,
        memory_limit: Size | None = None,
        spill_dir: str | Path | None = None,
        spill_limit: Size | None = None,
        threads: int | None = None,
        batch_rows: int | None = None,
        engine: str | None = None,
        result_cache_limit: Size | None = None,
        query_timeout: float | None = None,
    ) -> Iterator[RuntimeConfig]:
        """Settings for the queries of a block.

        Args:
            memory_limit: How many bytes a query may hold.
            spill_dir: Where work goes that does not fit into memory.
            spill_limit: How many bytes may lie there.
            threads: How many threads compute.
            batch_rows: About how many rows a batch has.
            engine: Which engine runs plans: ``auto``, ``core`` or ``duckdb``.
            result_cache_limit: How many bytes of results may be kept for whoever collects the same plan again.
            query_timeout: After how many seconds a query ends with `QueryTimeout`.
        """
        given = {
            "memory_limit": memory_limit,
            "spill_dir": spill_dir,
            "spill_limit": spill_limit,
            "threads": threads,
            "batch_rows": batch_rows,
            "engine": engine,
            "result_cache_limit": result_cache_limit,
            "query_timeout": query_timeout,
        }
        chosen = {name: checked(name, value) for name, value in given.items() if value is not None}
        token = _local.set({**(_local.get() or {}), **chosen})
        try:
            yield self
        finally:
            _local.reset(token)

    def _get(self, name: str) -> Any:
        local = _local.get()
        if local is not None and name in local:
            return local[name]
        if name in self._values:
            return self._values[name]
        text = os.environ.get(f"PENSTOCK_{name.upper()}", "").strip()
        try:
            return checked(name, text) if text else None
        except ConfigError as error:
            raise ConfigError(f"PENSTOCK_{name.upper()}: {error}") from None

    def _set(self, name: str, value: Any) -> None:
        if value is None:
            self._values.pop(name, None)
        else:
            self._values[name] = checked(name, value)

    @property
    def memory_limit(self) -> int | None:
        """How many bytes all of Penstock may hold in this process, or one query if an engine runs already."""
        return self._get("memory_limit")  # type: ignore[no-any-return]

    @memory_limit.setter
    def memory_limit(self, value: Size | None) -> None:
        self._set("memory_limit", value)

    @property
    def spill_dir(self) -> Path | None:
        """Where work goes that does not fit into memory."""
        return self._get("spill_dir")  # type: ignore[no-any-return]

    @spill_dir.setter
    def spill_dir(self, value: str | Path | None) -> None:
        self._set("spill_dir", value)

    @property
    def spill_limit(self) -> int | None:
        """How many bytes may lie there."""
        return self._get("spill_limit")  # type: ignore[no-any-return]

    @spill_limit.setter
    def spill_limit(self, value: Size | None) -> None:
        self._set("spill_limit", value)

    @property
    def threads(self) -> int | None:
        """How many threads compute."""
        return self._get("threads")  # type: ignore[no-any-return]

    @threads.setter
    def threads(self, value: int | None) -> None:
        self._set("threads", value)

    @property
    def batch_rows(self) -> int | None:
        """About how many rows a batch has."""
        return self._get("batch_rows")  # type: ignore[no-any-return]

    @batch_rows.setter
    def batch_rows(self, value: int | None) -> None:
        self._set("batch_rows", value)

    @property
    def engine(self) -> str | None:
        """Which engine runs plans: ``auto``, ``core`` or ``duckdb``."""
        return self._get("engine")  # type: ignore[no-any-return]

    @engine.setter
    def engine(self, value: str | None) -> None:
        self._set("engine", value)

    @property
    def result_cache_limit(self) -> int | None:
        """How many bytes of results may be kept for whoever collects the same plan again; None for no such cache.

        A result is kept by its plan and by how the plan's sources look: its frames, and the sizes, times and numbers of
        its files. It is not kept if it may be another one next time, as with functions of Python or Java and with
        samples without a seed, nor for plans that read SQL, streams, or more than 64 files. What is kept counts as
        memory that is in use, and gives way when a query needs it.
        """
        return self._get("result_cache_limit")  # type: ignore[no-any-return]

    @result_cache_limit.setter
    def result_cache_limit(self, value: Size | None) -> None:
        self._set("result_cache_limit", value)

    @property
    def query_timeout(self) -> float | None:
        """After how many seconds a query ends with `QueryTimeout`; None for no limit.

        They count from the moment at which the plan is handed to the engine, also while nobody reads a stream of rows.
        """
        return self._get("query_timeout")  # type: ignore[no-any-return]

    @query_timeout.setter
    def query_timeout(self, value: float | None) -> None:
        self._set("query_timeout", value)

    def __repr__(self) -> str:
        known = {name: self._get(name) for name in _NAMES}
        return f"config({', '.join(f'{name}={value!r}' for name, value in known.items() if value is not None)})"


def checked(name: str, value: Any) -> Any:
    """The value of a setting in its own type.

    Raises:
        ConfigError: If it is none.
    """
    if name == "engine":
        if value not in _ENGINES:
            raise ConfigError(f"engine must be one of {', '.join(_ENGINES)}, not {value!r}")
        return value
    if name == "spill_dir":
        from pathlib import Path as FilePath

        return FilePath(value).expanduser().absolute()
    try:
        number = _seconds(value) if name == "query_timeout" else _number(name, value)
    except ValueError as error:
        raise ConfigError(f"{name}: {error}") from None
    if number <= 0:
        raise ConfigError(f"{name} must be positive, not {number}")
    return number


def _seconds(value: Any) -> float:
    if not isinstance(value, (float, int, str)) or not math.isfinite(number := float(value)):
        raise ValueError(f"a number of seconds is needed, not {value!r}")
    return number


def _number(name: str, value: Any) -> int:
    if isinstance(value, str) and name in _SIZES:
        from penstock._runtime.settings import parse_size

        return parse_size(value)
    if isinstance(value, float) or (not isinstance(value, (int, str))):
        raise ValueError(f"a whole number is needed, not {value!r}")  # noqa: TRY004 - told as a ConfigError
    return int(value)


#: How queries run.
config = RuntimeConfig()
