"""The AOT cache: classes that the JVM finds loaded and linked when it starts, and what it learnt about their methods.

That halves the time to a first query, and the second compiler takes up methods that were busy when the cache was
recorded as soon as they are used, without watching them for some thousand rounds first.

The first process that misses it has it made by a Java process of its own, in the background: after ten seconds, or when
it ends. So it is there from the second process on. It cannot come in the wheel, because it holds the times of the jars,
which change when they are installed. Whatever goes wrong with it costs time only, so nothing here raises.
"""

import atexit
import os
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from penstock._runtime import fork
from penstock._runtime.cachefolder import cache_folder
from penstock._runtime.installation import Installation
from penstock._runtime.surroundings import child_environment

_REHEARSAL: Final = "dev.penstock.bridge.Rehearsal"
_SUFFIX: Final = ".aot"
_NO: Final = {"0", "false", "no", "off"}

# Somebody who says such a thing knows what they want, and two archives at once end the JVM.
_OTHERS: Final = (
    "-XX:AOT",
    "-XX:SharedArchive",
    "-XX:SharedClass",
    "-XX:ArchiveClasses",
    "-Xshare",
    "-agent",
    "-javaagent",
)

# Where and how large the heap is, and where messages go.
_IRRELEVANT: Final = ("-Xmx", "-XX:MaxNewSize", "-Xlog", "-XX:ErrorFile", "-XX:HeapDumpPath", "-XX:-PrintWarnings")

# With a larger heap Java's references are wider, and so are those in the archive.
_NARROW_HEAP_BYTES: Final = 31 << 30

# By then the first query is done. A process that ends earlier starts the recording at its end.
_DELAY_SECONDS: Final = 10.0
_RETRY_SECONDS: Final = 24 * 3600
_KEPT_ARCHIVES: Final = 8

# The lock comes along as an open file, so that it is held for as long as somebody works, and no longer. Where Linux
# shares processors out by session, a session has a niceness of its own, and that of its processes counts within it.
_SCRIPT: Final = """
part=$1 whole=$2; shift 2
(echo 19 >/proc/self/autogroup) 2>/dev/null
(nice -n 19 "$@" && mv -f "$part" "$whole"; rm -f "$part" "$part.config") </dev/null >/dev/null 2>&1 &
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive for one runtime with certain jars and options, whether it is there or not."""

    path: Path
    command: tuple[str, ...]

    def options(self) -> list[str]:
        """What the JVM is to be told: nothing when there is no archive."""
        if not self.path.is_file():
            return []
        with suppress(OSError):
            os.utime(self.path)  # it is in use: see _remove_old
        return [f"-XX:AOTCache={self.path}"]

    def record_later(self) -> None:
        """Have it made, unless it is there, when that bothers nobody."""
        if not self.path.is_file():
            _Recording(self)

    def record(self) -> bool:
        """Start to make it in the background. False when somebody does already, or tried in vain not long ago."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.with_suffix(".lock").open("a+b") as lock:
                if not _take(lock.fileno()):
                    return False
                _remove_old(self.path)
                self._start(lock.fileno())
                return True
        except OSError:
            return False

    def _start(self, lock: int) -> None:
        import subprocess  # costs an import of penstock more than all the rest of this module

        part = self.path.with_suffix(f".{os.getpid()}.part")
        java, *rest = self.command
        subprocess.run(  # noqa: S603 - the shell ends at once, so nobody has to wait for what it started
            ["/bin/sh", "-c", _SCRIPT, "sh", part, self.path, java, f"-XX:AOTCacheOutput={part}", *rest],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.path.parent,
            # Ours may lack the folder of `nice`.
            env=child_environment() | {"PATH": os.defpath},
            pass_fds=[lock],
            start_new_session=True,
            check=False,
        )


class _Recording:
    """One recording that is to be started: after a while, or at the end of the process if that comes first."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._started = False
        timer = threading.Timer(_DELAY_SECONDS, self._start)
        timer.daemon = True
        timer.start()
        atexit.register(self._start)

    def _start(self) -> None:
        with self._lock:
            if self._started or fork.is_forked_child():
                return
            self._started = True
        self._archive.record()


def find_archive(
    installation: Installation, options: Sequence[str], *, given: Iterable[str], heap_bytes: int, config: bytes
) -> Archive | None:
    """The archive for such a JVM; None when there is to be none.

    Args:
        installation: Whose runtime and jars it is for.
        options: What the JVM is started with.
        given: What it is started with besides, by the will of the user.
        heap_bytes: The size of its heap.
        config: What its sessions are opened with, for the recording.
    """
    unwanted = os.environ.get("PENSTOCK_AOT", "").strip().lower() in _NO
    if unwanted or sys.platform == "win32" or any(option.startswith(_OTHERS) for option in given):
        return None
    try:
        key = _key(installation, options, heap_bytes)
    except OSError:
        return None
    path = cache_folder() / "aot" / f"penstock-{key}{_SUFFIX}"
    return Archive(path, (str(installation.java), *options, _REHEARSAL, config.decode()))


def _key(installation: Installation, options: Sequence[str], heap_bytes: int) -> str:
    """All that the JVM would compare, and a little more. The JVM compares as well, and ignores what does not fit."""
    import hashlib

    parts = [
        os.uname().machine,
        str(heap_bytes < _NARROW_HEAP_BYTES),
        *(option for option in options if not option.startswith(_IRRELEVANT)),
    ]
    for file in (installation.libjvm, *installation.class_path):
        state = file.stat()
        parts.append(f"{file} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _take(lock: int) -> bool:
    """Whether we are to record: nobody else holds the lock, and nobody took it not long ago."""
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    attempted = os.fstat(lock)
    if attempted.st_size and time.time() - attempted.st_mtime < _RETRY_SECONDS:
        return False
    os.write(lock, b".")
    return True


def _remove_old(path: Path) -> None:
    """Remove archives that were not used for longest. A process that has one of them open keeps it."""
    others = [other for other in path.parent.glob(f"*{_SUFFIX}") if other != path]
    others.sort(key=lambda other: other.stat().st_mtime, reverse=True)
    for other in others[_KEPT_ARCHIVES - 1 :]:
        other.unlink(missing_ok=True)
        other.with_suffix(".lock").unlink(missing_ok=True)
