"""Where the rows of plans come from, while the plans are written; they become nodes when a plan runs."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from penstock import _plans as plans
from penstock._convert import relations

if TYPE_CHECKING:
    from penstock._nodes import Node
    from penstock._runtime import Engine, FrameHandle, StreamHandle


class Source:
    """What stands in a plan for rows."""

    __slots__ = ()

    def open(self, engine: Engine, *, to_run: bool, occurrence: int) -> tuple[Node, object]:
        """The node, and what must be kept until the plan has run.

        Args:
            engine: The engine that the plan is for.
            to_run: Whether the plan is to be run rather than to be asked for its schema.
            occurrence: How often this source stood in the plan before.
        """
        raise NotImplementedError


class FrameSource(Source):
    """Rows that the engine holds."""

    __slots__ = ("handle",)

    def __init__(self, handle: FrameHandle) -> None:
        self.handle = handle

    def open(self, engine: Engine, *, to_run: bool, occurrence: int) -> tuple[Node, object]:  # noqa: ARG002
        return plans.in_memory(self.handle.handle), self.handle


class CachedSource(Source):
    """The rows of a plan, which the first run that reads them computes, and which are held from then on."""

    __slots__ = ("_handle", "_lock", "plan")

    def __init__(self, plan: Any) -> None:
        self.plan = plan
        self._lock = threading.Lock()
        self._handle: FrameHandle | None = None

    def open(self, engine: Engine, *, to_run: bool, occurrence: int) -> tuple[Node, object]:  # noqa: ARG002
        from penstock._frame import execution

        with self._lock:
            if to_run and self._handle is None:
                self._handle = execution.run(self.plan)
            handle = self._handle
        # Whoever only asks for a schema or an explanation makes nobody compute.
        return (self.plan, None) if handle is None else (plans.in_memory(handle.handle), handle)


class StreamSource(Source):
    """Rows of a foreign producer, which is asked for a fresh stream whenever a plan runs."""

    __slots__ = ("_is_used", "_lock", "_producer", "_unread")

    def __init__(self, producer: Any) -> None:
        self._producer = relations.readable(producer) if relations.is_relation(producer) else producer
        self._lock = threading.Lock()
        #: Streams that were opened to look at their schema, and that the next run takes.
        self._unread: list[StreamHandle] = []
        self._is_used = False

    def open(self, engine: Engine, *, to_run: bool, occurrence: int) -> tuple[Node, object]:
        with self._lock:
            waiting = 0 if to_run else occurrence
            if waiting < len(self._unread):
                handle = self._unread.pop(0) if to_run else self._unread[waiting]
            else:
                self._refuse_second_run(occurrence)
                handle = engine.open_stream(self._producer)
                if not to_run:
                    self._unread.append(handle)
            self._is_used = self._is_used or to_run
        return plans.stream(handle.handle), handle

    def _refuse_second_run(self, occurrence: int) -> None:
        """Readers give their rows once; asked again, some of them pretend to have none."""
        is_second = self._is_used or occurrence > 0
        if is_second and (hasattr(self._producer, "__next__") or type(self._producer).__name__ == "PyCapsule"):
            from penstock.exceptions import HandleExpired

            raise HandleExpired(
                f"the {type(self._producer).__name__} can be read once, and it was read",
                hint="collect it into a frame with ps.from_arrow, and use that frame as often as you like",
            )
