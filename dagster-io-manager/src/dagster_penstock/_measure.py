"""How long a piece of work takes and how much memory the process has meanwhile."""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Self

import penstock as ps

_EVERY_SECONDS = 0.02
_PAGES = Path("/proc/self/statm")


class Measurement:
    """A piece of work, as a context manager.

    Attributes:
        seconds: How long it took.
        peak_rss_bytes: The most memory that the process had meanwhile; where the system does not say how much it has
            now, the most that it ever had.
        peak_heap_bytes: The most that the Java heap held meanwhile, looked at every few milliseconds.
        peak_columns_bytes: The most that Penstock held in columns meanwhile, likewise.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.peak_rss_bytes = 0
        self.peak_heap_bytes = 0
        self.peak_columns_bytes = 0
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._started = time.perf_counter()
        self._sample()
        self._watcher.start()
        return self

    def so_far(self) -> dict[str, float]:
        """All of it, up to now; when the work is over, up to its end."""
        if not self._is_over.is_set():
            self._sample()
            self.seconds = time.perf_counter() - self._started
        return {
            "seconds": self.seconds,
            "peak_rss_bytes": self.peak_rss_bytes,
            "peak_heap_bytes": self.peak_heap_bytes,
            "peak_columns_bytes": self.peak_columns_bytes,
        }

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._started
        self._is_over.set()
        self._watcher.join()
        self._sample()

    def _watch(self) -> None:
        while not self._is_over.wait(_EVERY_SECONDS):
            self._sample()

    def _sample(self) -> None:
        self.peak_rss_bytes = max(self.peak_rss_bytes, rss_bytes())
        memory = ps.memory_use()
        self.peak_heap_bytes = max(self.peak_heap_bytes, memory.heap)
        self.peak_columns_bytes = max(self.peak_columns_bytes, memory.columns)


def rss_bytes() -> int:
    """How much memory the process has."""
    if _PAGES.exists():
        return int(_PAGES.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
