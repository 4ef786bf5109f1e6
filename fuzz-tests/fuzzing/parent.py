"""The process that watches: it starts a child again and again, each one where the last one ended."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

#: An input that takes longer than this hangs. Many take milliseconds; a machine that does other things gets its time.
HANG_SECONDS = 60.0

#: After a crash or a hang the child goes on behind the input; nobody needs more than these.
MOST_CRASHES = 20

#: The C library looks at each block that is given back, and aborts when somebody has written past its end.
_MALLOC_DEBUG = {"LD_PRELOAD": "libc_malloc_debug.so.0", "MALLOC_CHECK_": "3"} if sys.platform == "linux" else {}

_HERE = Path(__file__).parents[1]


def targets() -> list[str]:
    """The kinds of inputs."""
    return ["arrays", "plans", "sql", "patterns", "calls", "parquet", "arrow", "stream", "csv", "ndjson"]


class Fuzzing:
    """Inputs that are tried, and what was found."""

    def __init__(self, seed: int | None, kinds: list[str], hang_seconds: float = HANG_SECONDS) -> None:
        self.seed = random.SystemRandom().randrange(1 << 31) if seed is None else seed
        self.kinds = kinds
        self.findings: list[str] = []
        self.tried = 0
        self._seen: set[str] = set()
        self._hang_seconds = hang_seconds

    def run(self, seconds: float, first: int = 0, count: int | None = None) -> None:
        """Try inputs for so long, or so many."""
        deadline = time.monotonic() + seconds
        crashes, number = 0, first
        while crashes < MOST_CRASHES and (number == first or time.monotonic() < deadline):
            left = -1 if count is None else first + count - number
            with tempfile.TemporaryDirectory(prefix="penstock-fuzz-") as room:
                ended, last = self._child(Path(room), max(1.0, deadline - time.monotonic()), number, left)
            if ended is None:
                return
            crashes += 1
            self._found(last, ended)
            reached = max(number, json.loads(last)["number"]) + 1
            self.tried += reached - number
            number = reached

    def _child(self, room: Path, seconds: float, first: int, count: int) -> tuple[str | None, str]:
        """How it ended, if not well, and on which input."""
        record, out, err = room / "record", room / "out", room / "err"
        command = [sys.executable, "-m", "fuzzing.child", record, self.seed, seconds, first, count, *self.kinds]
        with out.open("wb") as to, err.open("wb") as errors:
            child = subprocess.Popen(
                [str(part) for part in command], stdout=to, stderr=errors, cwd=room, env=_environment(room)
            )
            hangs = self._watch(child, record)
        for line in out.read_text(errors="replace").splitlines():
            if line.startswith("{"):  # a JVM that crashes says so here, too
                self._take(json.loads(line))
        if not child.returncode:
            return None, ""
        last = record.read_text().strip() if record.exists() else json.dumps({"target": "start", "number": first})
        how = f"it hung for {self._hang_seconds:.0f} s" if hangs else f"the process ended with {child.returncode}"
        return f"{how}\n{_end(room, err)}", last

    def _watch(self, child: subprocess.Popen[bytes], record: Path) -> bool:
        """Wait for its end; end it when it hangs, and say so."""
        before, since = "", time.monotonic()
        while True:
            try:
                child.wait(0.2)
            except subprocess.TimeoutExpired:
                now = record.read_text() if record.exists() else ""
                if now != before:
                    before, since = now, time.monotonic()
                elif time.monotonic() - since > self._hang_seconds:
                    child.kill()
                    child.wait()
                    return True
            else:
                return False

    def _take(self, document: dict[str, Any]) -> None:
        if "tried" in document:
            self.tried += document["tried"]
        else:
            self._found(document["case"], document["what"] + "\n" + document.get("trace", ""))

    def _found(self, case: str, what: str) -> None:
        # The same defect has other numbers each time; a crash is known by where it was.
        ours = [line for line in what.splitlines() if "dev.penstock" in line] if what.startswith("the process") else []
        key = re.sub(r"0x[0-9a-f]+|[0-9]+|'[^']*'|\"[^\"]*\"", "#", ours[0] if ours else what.partition("\n")[0])[:120]
        if key in self._seen:
            return
        self._seen.add(key)
        named = json.loads(case)
        again = f"make fuzz ARGS='--seed {self.seed} --only {named['target']} --first {named['number']} --count 1'"
        self.findings.append(f"{case}\n{what}\ntry it again: {again}")


def _environment(room: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PENSTOCK_", "JAVA_"))}
    return kept | {
        **_MALLOC_DEBUG,
        "PYTHONPATH": os.pathsep.join([str(_HERE), kept.get("PYTHONPATH", "")]),
        "PENSTOCK_AOT": "off",
        "PENSTOCK_DEBUG": "1",
        "PENSTOCK_MEMORY_LIMIT": "256MiB",
        "PENSTOCK_SPILL_LIMIT": "64MiB",
        "PENSTOCK_CACHE_DIR": str(room),
        "TMPDIR": str(room),
    }


def _end(room: Path, err: Path) -> str:
    logs = "".join(_frames(path.read_text(errors="replace")) for path in room.glob("hs_err_*.log"))
    return logs + err.read_text(errors="replace")[-1500:]


def _frames(log: str) -> str:
    """What a crash log says about where it was."""
    frames = re.findall(r"^[JjVvCA] +.*", log, re.MULTILINE)
    ours = [frame for frame in frames if "dev.penstock" in frame or frame.startswith(("C", "V"))]
    return "\n".join([*frames[:3], *ours[:20]]) + "\n"
