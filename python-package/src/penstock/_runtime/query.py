"""Queries: a plan that the JVM binds, explains and runs."""

import ctypes
import json
from collections.abc import Callable
from ctypes import c_double, c_int64
from dataclasses import dataclass
from typing import Final

from penstock._runtime import functions
from penstock._runtime.frame import FrameHandle, export
from penstock._runtime.handle import Handle
from penstock._runtime.jvm import Jvm
from penstock._runtime.python_host import Content

# Python runs signal handlers between our calls only, so no call may take long: Ctrl-C is to work within 100 ms.
_STEP_MILLISECONDS: Final = 50


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        share: Of the work that is done, from 0 to 1; None when it is not known.
        rows: That the run has delivered so far.
    """

    share: float | None
    rows: int


class Query(Handle):
    """A plan that is bound in the background from the start on, and that can be run once.

    Closing it, or leaving its `with` block, cancels what still runs and gives its memory back; a frame or a stream that
    came out of it stays good.
    """

    __slots__ = ()

    def __init__(self, jvm: Jvm, session: int, plan: bytes, options: bytes | None = None) -> None:
        given = options or b""
        super().__init__(jvm, jvm.table.query_open(session, plan, len(plan), given, len(given)))

    def wait(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Wait until what was started last is done: binding, or collecting.

        Whatever is raised meanwhile, by a signal or by `on_progress`, cancels the query.
        """
        wait, handle = self._jvm.table.query_wait, self.handle
        try:
            with functions.waiting():
                while not wait(handle, _STEP_MILLISECONDS):
                    if on_progress is not None:
                        on_progress(self.progress())
        except BaseException:
            self.cancel()
            raise

    def schema_capsule(self) -> object:
        """The result's schema as a capsule for `__arrow_c_schema__`. Waits for binding."""
        self.wait()
        return export(self._jvm, Content.SCHEMA, self._jvm.table.query_schema, self.handle)

    def run(self, on_progress: Callable[[Progress], None] | None = None) -> None:
        """Run the query and wait for all rows, which it keeps."""
        self._jvm.table.query_collect(self.handle)
        self.wait(on_progress)

    def collect(self, on_progress: Callable[[Progress], None] | None = None) -> FrameHandle:
        """Run the query and wait for all rows."""
        self.run(on_progress)
        return FrameHandle(self._jvm, self._jvm.table.query_frame(self.handle))

    def stream_capsule(self) -> object:
        """The rows as a capsule for `__arrow_c_stream__`, computed as they are read. Waits for binding.

        The stream keeps the query alive by itself, so this query may be closed.
        """
        self.wait()
        return export(self._jvm, Content.STREAM, self._jvm.table.query_stream, self.handle)

    def explain(self, level: str = "optimized", format: str = "plain") -> str:  # noqa: A002 - as users say it
        """The plan as text: `level` logical, optimized or physical; `format` plain, tree or json. Waits for binding."""
        self.wait()
        options = json.dumps({"level": level, "format": format}).encode()
        table = self._jvm.table
        return table.read_text(table.query_explain(self.handle, options, len(options))).decode()

    def progress(self) -> Progress:
        """How far the run is. Never waits."""
        share, rows = c_double(), c_int64()
        self._jvm.table.query_progress(self.handle, ctypes.byref(share), ctypes.byref(rows))
        return Progress(share.value if share.value >= 0 else None, rows.value)

    def statistics(self) -> str:
        """What the run did, as JSON: seconds, peak_bytes, spilled_bytes, engines, fragments."""
        table = self._jvm.table
        return table.read_text(table.query_statistics(self.handle)).decode()

    def cancel(self) -> None:
        """Make the run stop soon; whoever waits or reads gets `QueryCancelled`. Harmless when nothing runs."""
        self._jvm.table.query_cancel(self.handle)
