"""Engines: what runs plans."""

import atexit
import json
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from penstock._runtime import fork
from penstock._runtime.frame import FrameHandle, StreamHandle, open_stream
from penstock._runtime.installation import find_duckdb_library
from penstock._runtime.jars import jar_sets
from penstock._runtime.jvm import Jvm, jvm
from penstock._runtime.query import Progress, Query
from penstock._runtime.settings import EngineSettings
from penstock.exceptions import HandleExpired, PenstockError
from penstock.security._keys import hand_over
from penstock.security._sensitive import names_listed


class Engine:
    """Runs plans. Holds the memory of its frames, and threads; any number of threads may use it.

    An engine starts the JVM of the process if there is none yet. The JVM's heap is what the first engine asked for.
    """

    def __init__(self, settings: EngineSettings | None = None) -> None:
        self.settings = EngineSettings.from_environment() if settings is None else settings
        self._jvm: Jvm = jvm(self.settings)
        config = self.settings.to_json(find_duckdb_library())
        self._session = self._jvm.table.session_open(config, len(config))
        self._lock = threading.Lock()
        self._is_open = True
        self._hidden: list[str] = []
        _OPEN[self._session] = self._jvm
        try:
            for jars in jar_sets():
                self.add_jars(jars)
            hand_over(self)
        except BaseException:
            self.close()
            raise

    def query(self, plan: bytes, options: bytes | None = None) -> Query:
        """A query of a plan (JSON), for those who want more than one thing of it. Close it, or use `with`.

        Args:
            plan: The document that `dev.penstock.plan.PlanJson` describes.
            options: A JSON object: engine, disabled_rules, threads, batch_rows, memory_limit_bytes.
        """
        if (names := names_listed()) != self._hidden:
            self.sensitive_columns(names)
            self._hidden = names
        return Query(self._jvm, self._open_session(), plan, options)

    def run(
        self,
        plan: bytes,
        options: bytes | None = None,
        *,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> FrameHandle:
        """All rows of the plan's answer. `on_progress` is called about twenty times a second from this thread."""
        with self.query(plan, options) as query:
            return query.collect(on_progress)

    def schema(self, plan: bytes) -> object:
        """The schema of the plan's answer, as a capsule for `__arrow_c_schema__`."""
        with self.query(plan) as query:
            return query.schema_capsule()

    def explain(
        self,
        plan: bytes,
        options: bytes | None = None,
        *,
        level: str = "optimized",
        format: str = "plain",  # noqa: A002 - as users say it
        analyze: bool = False,
    ) -> str:
        """The plan as text: `level` logical, optimized or physical; `format` plain, tree or json.

        With `analyze` the plan runs first, and the physical level says what came of it.
        """
        with self.query(plan, options) as query:
            if analyze:
                query.run()
            return query.explain(level, format)

    def stream(self, plan: bytes, options: bytes | None = None) -> object:
        """The plan's answer as a capsule for `__arrow_c_stream__`. It computes as it is read."""
        with self.query(plan, options) as query:
            return query.stream_capsule()

    def open_stream(self, data: object) -> StreamHandle:
        """Take over Arrow data as a stream for plans. No copy; its batches are read when a query runs.

        Args:
            data: An object with `__arrow_c_stream__` or `__arrow_c_array__`, or the capsules that these return.
        """
        return open_stream(self._jvm, self._open_session(), data)

    def adopt_array(self, schema: int, array: int) -> StreamHandle:
        """Take over the Arrow array at an address as a stream of one batch. No copy; the schema stays the caller's."""
        return StreamHandle(self._jvm, self._jvm.table.array_open(self._open_session(), schema, array))

    def copy_frame(self, schema: int, array: int) -> FrameHandle:
        """A frame of the struct array at an address, whose memory stays the caller's: the rows are copied."""
        return FrameHandle(self._jvm, self._jvm.table.frame_copy(self._open_session(), schema, array))

    def add_jars(self, jars: Sequence[Path]) -> None:
        """Make the functions of jars, or of folders with classes, known to plans. The jars share a class loader."""
        document = json.dumps({"jars": [str(jar) for jar in jars]}).encode()
        self._jvm.table.functions_add(self._open_session(), document, len(document))

    def functions(self) -> str:
        """The functions that plans can call, as JSON: name, kind, signatures, settings, jar."""
        table = self._jvm.table
        return table.read_text(table.functions_list(self._open_session())).decode()

    def add_key(self, key_id: str, key: str) -> None:
        """Make a key for pseudonyms known to the process, written as hexadecimal digits or ``base64:`` and Base64."""
        name, value = key_id.encode(), key.encode()
        self._jvm.table.key_add(self._open_session(), name, len(name), value, len(value))

    def sensitive_columns(self, add: Sequence[str] = ()) -> list[str]:
        """Hide the values of more columns in all that people see; the names of all that are, in small letters."""
        document = json.dumps({"add": list(add)}).encode()
        table = self._jvm.table
        text = table.read_text(table.sensitive_columns(self._open_session(), document, len(document)))
        return list(json.loads(text))

    def describe(self) -> str:
        """What `penstock doctor` shows, as JSON: versions, settings, memory, and what is open."""
        table = self._jvm.table
        return table.read_text(table.session_describe(self._open_session())).decode()

    def close(self) -> None:
        """Cancel all queries, wait until they have stopped, and give everything back. Closing twice is harmless.

        Streams and arrays that were handed to others stay good; frames of this engine do not.
        """
        with self._lock:
            if not self._is_open:
                return
            self._is_open = False
        _OPEN.pop(self._session, None)
        if not fork.is_forked_child():
            self._jvm.table.session_close(self._session)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open_session(self) -> int:
        fork.refuse_forked_child()
        if not self._is_open:
            raise HandleExpired("this engine was closed")
        return self._session


# Not the engines themselves: one that was forgotten without being closed is to be closed as well.
_OPEN: dict[int, Jvm] = {}
_default_lock = threading.Lock()
_default: Engine | None = None


def engine(settings: Callable[[], EngineSettings] = EngineSettings.from_environment) -> Engine:
    """The engine of this process, started by the first call.

    Args:
        settings: Says how to set it up; asked by the call that starts it.

    Raises:
        ForkedProcessError: In a child that was forked off after that.
    """
    global _default  # noqa: PLW0603 - it is the engine of the process
    fork.refuse_forked_child()
    with _default_lock:
        if _default is None or not _default._is_open:
            _default = Engine(settings())
        return _default


@atexit.register
def _close_all() -> None:
    """The JVM is never destroyed, so its own shutdown hooks do not run: this is where queries stop and files go."""
    if fork.is_forked_child():
        return
    for session, machine in list(_OPEN.items()):
        # A query that does not stop must not keep the others.
        with suppress(PenstockError):
            machine.table.session_close(session)
