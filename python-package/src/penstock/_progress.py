"""A line that shows how far a long query is, on terminals and in notebooks only."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penstock._runtime import Progress

_PATIENCE = 0.5
_INTERVAL = 0.1
_WIDTH = 30


@contextmanager
def reporter() -> Iterator[Callable[[Progress], None] | None]:
    """What a query reports to while it runs; nothing where nobody looks.

    ``PENSTOCK_PROGRESS`` is ``auto``, ``on`` or ``off``.
    """
    if not _is_wanted():
        yield None
        return
    line = _Line()
    try:
        yield line.show
    finally:
        line.clear()


class _Line:
    """One line on the error stream that is written over and over."""

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._next = self._begin + _PATIENCE
        self._width = 0

    def show(self, progress: Progress) -> None:
        """Show how far the query is, if that is due."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _INTERVAL
        text = line_text(progress, now - self._begin)
        self._write(text.ljust(self._width))
        self._width = len(text)

    def clear(self) -> None:
        """Wipe the line off, if there is one."""
        if self._width:
            self._write(" " * self._width)
            self._write("")

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(f"\r{text}")
        sys.stderr.flush()


def line_text(progress: Progress, seconds: float) -> str:
    """How far a query is, as a bar where the whole is known."""
    rows = f"{progress.rows:,} rows, " if progress.rows else ""
    if progress.share is None:
        return f"running: {rows}{seconds:.1f} s"
    done = round(progress.share * _WIDTH)
    return f"{'█' * done}{'░' * (_WIDTH - done)} {progress.share:4.0%} {rows}{seconds:.1f} s"


def _is_wanted() -> bool:
    choice = os.environ.get("PENSTOCK_PROGRESS", "auto").strip().lower()
    if choice in ("off", "0", "false", "no"):
        return False
    if choice in ("on", "1", "true", "yes"):
        return True
    return "ipykernel" in sys.modules or bool(sys.stderr is not None and sys.stderr.isatty())
