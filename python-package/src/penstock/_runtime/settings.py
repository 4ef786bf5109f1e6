"""How an engine is set up."""

import json
import os
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, TypeVar

from penstock._runtime.budget import default_memory_limit, default_threads
from penstock.exceptions import ConfigError

_MIB = 1 << 20
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", re.IGNORECASE)
_SMALLEST_HEAP = 64 * _MIB
_T = TypeVar("_T")
_SHARES = ("heap_limit", "columns_limit", "duckdb_limit")
_YES = {"1", "true", "yes", "on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """How an engine is set up. Every setting has an environment variable, `PENSTOCK_` and its name in capitals.

    Attributes:
        memory_limit: Bytes for everything that Penstock holds in this process: an eighth for the Java heap, three
            eighths for columns, three eighths for DuckDB, and an eighth in reserve. In the environment with a unit, if
            one likes: `4GiB`.
        heap_limit: Bytes of it for the Java heap, if not that share. The first engine of a process decides.
        columns_limit: Bytes of it for columns.
        duckdb_limit: Bytes of it for DuckDB.
        threads: How many threads compute.
        batch_rows: About how many rows a batch has; None for the core's own choice.
        spill_dir: Where work goes that does not fit into memory.
        spill_limit: How many bytes may lie there; None for no limit.
        debug: Whether errors carry the Java stack as their cause, and the JVM may print its warnings.
    """

    memory_limit: int = field(default_factory=default_memory_limit)
    heap_limit: int | None = None
    columns_limit: int | None = None
    duckdb_limit: int | None = None
    threads: int = field(default_factory=default_threads)
    batch_rows: int | None = None
    spill_dir: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))
    spill_limit: int | None = None
    debug: bool = False

    def __post_init__(self) -> None:
        for name in ("memory_limit", *_SHARES, "threads", "batch_rows", "spill_limit"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise ConfigError(f"{name} must be positive, not {value}")
        if any(getattr(self, name) is not None for name in _SHARES):
            self._check_shares()

    def _check_shares(self) -> None:
        shares = dict(zip(_SHARES, (self.heap_bytes, self.columns_bytes, self.duckdb_bytes), strict=True))
        if sum(shares.values()) > self.memory_limit:
            parts = " + ".join(f"{name} {value:,}" for name, value in shares.items())
            raise ConfigError(
                f"{parts} = {sum(shares.values()):,} bytes, which is more than memory_limit, {self.memory_limit:,}",
                hint="raise memory_limit, or give one of them less; those that are not set take their usual share",
            )

    @classmethod
    def from_environment(cls, **chosen: int | Path) -> Self:
        """What was chosen, then what the environment variables ask for, and defaults for the rest."""
        given: dict[str, object] = {
            "memory_limit": _read("memory_limit", parse_size),
            **{name: _read(name, parse_size) for name in _SHARES},
            "threads": _read("threads", _whole_number),
            "batch_rows": _read("batch_rows", _whole_number),
            "spill_dir": _read("spill_dir", lambda text: Path(text).expanduser().absolute()),
            "spill_limit": _read("spill_limit", parse_size),
            "debug": _read("debug", lambda text: text.lower() in _YES),
        }
        asked = {name: value for name, value in given.items() if value is not None}
        return cls(**{**asked, **chosen})  # type: ignore[arg-type]

    @property
    def heap_bytes(self) -> int:
        """What the Java heap may have: metadata only, columns live outside of it.

        A JVM that cannot have its heap ends the process, so it is not asked for one that cannot be.
        """
        if self.heap_limit is not None:
            return max(_SMALLEST_HEAP, min(self.heap_limit, default_memory_limit()))
        return max(_SMALLEST_HEAP, min(self.memory_limit, default_memory_limit()) // 8)

    @property
    def columns_bytes(self) -> int:
        """What columns may have, outside of the Java heap."""
        return self.columns_limit or self.memory_limit * 3 // 8

    @property
    def duckdb_bytes(self) -> int:
        """What DuckDB may have."""
        return self.duckdb_limit or self.memory_limit * 3 // 8

    def to_json(self, duckdb_library: Path | None) -> bytes:
        """The form in which the core reads it."""
        config = {
            "memory_limit_bytes": self.columns_bytes,
            "duckdb_memory_limit_bytes": self.duckdb_bytes,
            "threads": self.threads,
            "batch_rows": self.batch_rows,
            "spill_dir": str(self.spill_dir),
            "spill_limit_bytes": self.spill_limit,
            "duckdb_library": None if duckdb_library is None else str(duckdb_library),
            "debug": self.debug,
        }
        return json.dumps(config).encode()


def parse_size(text: str) -> int:
    """A number of bytes, written with or without a unit: `4GB`, `512 MiB`, `1000000`."""
    match = _SIZE.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text}" is not a size; write it like 4GiB or 500MB')
    number, unit = match.groups()
    return int(float(number) * _UNITS[(unit or "").lower()])


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a whole number') from None


def _read(name: str, parse: Callable[[str], _T]) -> _T | None:
    variable = f"PENSTOCK_{name.upper()}"
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise ConfigError(f"{variable}: {error}") from None
