"""How much memory the engine holds: ``ps.memory_use``."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """How much memory the engine of this process holds, in bytes. DuckDB's own memory is not in it.

    Attributes:
        columns: What frames and running queries hold in columns, outside of the Java heap.
        columns_peak: The most that they held at one time since the engine started.
        heap: What the Java heap holds, rubbish that was not collected yet included.
        heap_limit: The most that the Java heap may hold.
    """

    columns: int
    columns_peak: int
    heap: int
    heap_limit: int


def memory_use() -> MemoryUse:
    """How much memory the engine of this process holds now. Starts the engine if it does not run yet."""
    from penstock._session import current_engine

    memory = json.loads(current_engine().describe())["memory"]
    return MemoryUse(memory["used_bytes"], memory["peak_bytes"], memory["heap_used_bytes"], memory["heap_limit_bytes"])
