"""Programs that tests run in processes of their own, to see how these end."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src"

_NONE: Mapping[str, str] = {}

# What every program finds: a frame that went through a query.
# Whoever started the tests in the background of a shell made them ignore signals, and so does what they start.
PREAMBLE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
import penstock as ps
from penstock._runtime import engine

def rows():
    return ps.DataFrame({"a": [1, 2, 3]}).lazy().collect().rows()
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended."""

    code: int
    out: str
    err: str


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Ours, without what would change how the JVM starts, and with the given variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PENSTOCK_", "JAVA_"))}
    path = os.pathsep.join([str(SOURCES), kept.get("PYTHONPATH", "")])
    return kept | {"PYTHONPATH": path, "PENSTOCK_AOT": "off", "PENSTOCK_MEMORY_LIMIT": "512MiB"} | dict(variables)


def run(
    program: str, *, options: tuple[str, ...] = (), cwd: Path | None = None, variables: Mapping[str, str] = _NONE
) -> Ended:
    """Run a program to its end; a minute is more than enough."""
    done = subprocess.run(
        [sys.executable, *options, "-c", PREAMBLE + program],
        env=environment(variables),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def signalled(program: str, number: signal.Signals, variables: Mapping[str, str] = _NONE) -> Ended:
    """Run a program, and send it a signal when it has printed a line."""
    with subprocess.Popen(
        [sys.executable, "-u", "-c", PREAMBLE + program],
        env=environment(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(number)
        try:
            out, err = process.communicate(timeout=100)
        except BaseException:
            process.kill()  # the wait at the end of the block would last for ever
            raise
        return Ended(process.returncode, line + out, err)
