"""The JVM of this process: started once, on a thread of its own, and never destroyed."""

import os
import tempfile
import threading
from collections.abc import Callable
from ctypes import addressof
from pathlib import Path
from typing import Final

from penstock._runtime import fork, functions, surroundings
from penstock._runtime.aot import find_archive
from penstock._runtime.cachefolder import cache_folder
from penstock._runtime.existing import loaded_libjvm
from penstock._runtime.faults import keep_handlers
from penstock._runtime.installation import Installation, find_duckdb_library, find_installation
from penstock._runtime.jni import JavaThread
from penstock._runtime.python_host import PythonHost
from penstock._runtime.settings import EngineSettings
from penstock._runtime.table import Table
from penstock.exceptions import JvmError

_YOUNGEST: Final = 200 << 20  # bytes of the heap for what has just been made, at most, where the heap is large

_BOOT: Final = "dev/penstock/bridge/Boot"
_PYTHON_HOST: Final = "dev/penstock/bridge/PythonHost"


class Jvm:
    """The JVM in this process: the table of its functions, and the capsules that it can destroy."""

    def __init__(self) -> None:
        self.table = Table()
        self.host = PythonHost()
        self._release: Callable[[int], None] | None = None

    def boot(self, thread: JavaThread) -> None:
        """Have Java fill in the table and the host's words."""
        thread.call_static(_BOOT, "table", addressof(self.table.structure))
        self.table.bind()
        thread.call_static(_PYTHON_HOST, "install", self.host.address)
        self._release = fork.unless_child(self.table.structure.release)

    def releaser(self) -> Callable[[int], None] | None:
        """What gives a handle back. It does nothing in a forked child, and works while modules are torn down."""
        return self._release


class _Start:
    """The one start of the JVM. Whoever needs it waits for it; an interrupted wait can be taken up again."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._jvm: Jvm | None = None
        self._error: BaseException | None = None
        # The thread that creates a JVM becomes a special one to it; ours must not be a thread of the user's.
        self._thread = threading.Thread(target=self._run, name="penstock-start", daemon=True)
        self._thread.start()

    def wait(self) -> Jvm:
        self._thread.join()
        if self._jvm is None:
            assert self._error is not None
            raise self._error
        return self._jvm

    @property
    def failed(self) -> bool:
        return self._error is not None

    def _run(self) -> None:
        fork.set_at_work(True)
        try:
            self._jvm = _attach() or _create(self._settings)
        except BaseException as error:  # noqa: BLE001 - raised by the waiting thread
            fork.set_at_work(False)
            self._error = error


_lock = threading.Lock()
_started: _Start | None = None


def jvm(settings: EngineSettings) -> Jvm:
    """The JVM, started if it was not yet. The settings of the first call count: a JVM cannot change its heap.

    Raises:
        JvmError: When it cannot be started.
        ForkedProcessError: In a child that was forked off.
    """
    global _started  # noqa: PLW0603 - there is one JVM in a process
    fork.refuse_forked_child()
    with _lock:
        if _started is None or _started.failed:
            _started = _Start(settings)
        start = _started
    return start.wait()


def _create(settings: EngineSettings) -> Jvm:
    installation = find_installation()
    options = jvm_options(installation, settings)
    with surroundings.prepared() as (before, after):
        archive = find_archive(
            installation,
            options,
            given=(*before, *after),
            heap_bytes=settings.heap_bytes,
            config=settings.to_json(find_duckdb_library()),
        )
        cached = archive.options() if archive else []
        thread = JavaThread.create_machine(installation.libjvm, [*before, *options, *cached, *after])
    jvm = _boot(thread)
    if archive:
        archive.record_later()
    return jvm


def _attach() -> Jvm | None:
    """The JVM that somebody else started in this process, if there is one."""
    library = loaded_libjvm()
    thread = None if library is None else JavaThread.attach_to_machine(library)
    if thread is None:
        return None
    try:
        return _boot(thread)
    except JvmError as error:
        raise JvmError(
            f"another package started a JVM in this process, and Penstock cannot use it: {error.message}",
            hint=_other_jvm_hint(),
        ) from None


def _boot(thread: JavaThread) -> Jvm:
    try:
        jvm = Jvm()
        jvm.boot(thread)
        functions.use_machine(jvm)
        keep_handlers()
        if hasattr(os, "fork"):
            fork.set_in_child(thread.unhook(), jvm.host.mute)
        return jvm
    finally:
        thread.leave()


def jvm_options(installation: Installation, settings: EngineSettings) -> list[str]:
    """What the JVM is started with."""
    folder = _crash_folder()
    options = [
        f"-Djava.class.path={installation.class_path_text}",
        "-Xrs",  # signals are Python's
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",  # the core (ADR 28), and ZSTD of Arrow files
        "-Dpenstock.raw-memory=true",  # the core cannot ask for the flag above
        f"-Xmx{settings.heap_bytes // 1024}k",
        "-XX:+UseSerialGC",  # the heap holds plans, not data
        "-XX:-UsePerfData",
        # A read of foreign memory is some ten calls deep. C2 inlines fifteen by default: less than from the top of a
        # query's loop down to there, so that it left a call for each value (twice the time for a filter).
        "-XX:MaxInlineLevel=30",
        # Each node of an expression is compiled by itself: inlined into one another, their loops are optimised badly.
        "-XX:CompileCommand=quiet",
        "-XX:CompileCommand=dontinline,dev.penstock.evaluate.*::compute",
        # A loop that is made is compiled by itself as well, and not only inside of what warms it up: queries found the
        # loop itself in the state that the first compiler or none had left it in (14 to 800 ns a row instead of 2).
        "-XX:CompileCommand=dontinline,dev.penstock.evaluate.fused.*::*",
        # So are loops over the rows of groups: in the middle of their callers they took twice as long.
        "-XX:CompileCommand=dontinline,dev.penstock.kernel.group.*::scatter*",
        "-XX:CompileCommand=dontinline,dev.penstock.kernel.group.*::find",
        f"-XX:ErrorFile={folder / 'hs_err_%p.log'}",
        f"-XX:HeapDumpPath={folder}",
    ]
    if settings.heap_bytes > 3 * _YOUNGEST:
        # Estimators keep whole columns there. By default a third of the heap is for what has just been made, and no
        # column of many rows may lie in it.
        options.append(f"-XX:MaxNewSize={_YOUNGEST // 1024}k")
    if not settings.debug:
        options += ["-Xlog:disable", "-XX:-PrintWarnings"]
    return options


def _crash_folder() -> Path:
    """Where a crash leaves its log: in the cache folder if we may write there, but never in the working directory."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir())
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir())


def _other_jvm_hint() -> str:
    try:
        jars = find_installation().class_path_text
    except JvmError:
        jars = "Penstock's jars"
    return (
        "use Penstock before that package starts its JVM, or start that JVM as Java 25 or newer with these jars on its "
        f"class path: {jars}; or run one of the two in a process of its own"
    )
