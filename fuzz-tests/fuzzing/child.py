"""The process that tries inputs: it writes down which one comes next, so that it can be tried again if it is the last.

Called by the parent: `python -m fuzzing.child RECORD SEED SECONDS FIRST COUNT TARGET...`; -1 inputs are any number.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fuzzing import arrays, calls, files, texts
from fuzzing.finding import Case, Finding, Late, held
from fuzzing.known import KNOWN

TARGETS: dict[str, Callable[[Case], None]] = {
    "arrays": arrays.run,
    "plans": texts.plan,
    "sql": texts.sql,
    "patterns": texts.pattern,
    "calls": calls.run,
    **{kind: files.reading(kind) for kind in files.READERS},
    **KNOWN,
}

#: Then an input is interrupted; what does not stop, hangs.
PATIENCE = 20

#: A query in SQL may well have no end.
ENDLESS = {"sql"}

#: Between two looks at what is held.
ROUND = 50


def main() -> int:
    """Try inputs of all targets in turn until the time is over; say what was found as JSON, one a line."""
    record, seed, seconds, first, count, *targets = sys.argv[1:]
    place = os.open(record, os.O_WRONLY | os.O_CREAT, 0o600)
    deadline = time.monotonic() + float(seconds)
    number = int(first)
    for target in targets:  # whatever is made once and kept, is made now
        _try(place, Case(target, -1, 0))
    before = held()
    tried: list[Case] = []
    while time.monotonic() < deadline and number - int(first) != int(count):
        case = Case(targets[number % len(targets)], int(seed), number)
        _try(place, case)
        tried.append(case)
        number += 1
        if len(tried) == ROUND:
            _look(before, tried)
            tried = []
    _look(before, tried)
    _say({"tried": number - int(first)})
    return 0


def _try(place: int, case: Case) -> None:
    os.pwrite(place, str(case).ljust(200).encode() + b"\n", 0)

    def stop(*_: object) -> None:
        raise Late(allowed=case.target in ENDLESS)

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        TARGETS[case.target](case)
    except Finding as finding:
        trace = "".join(traceback.format_exception(finding))
        _say({"case": str(case), "what": str(finding), "trace": trace[-6000:]})
    except Late as late:  # outside of what the target looks at
        if not late.allowed:
            _say({"case": str(case), "what": "it takes long"})
    finally:
        signal.alarm(0)


def _look(before: dict[str, Any], tried: list[Case]) -> None:
    """A stream that somebody has just let go of may take a moment."""
    for _ in range(40):
        after = held()
        leaks = [name for name, value in after.items() if value > before[name]]
        if not leaks:
            return
        time.sleep(0.05)
    _say({"case": str(tried[0]), "what": f"a leak within {len(tried)} inputs: {before} became {after}"})
    before.update(after)


def _say(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
    raise SystemExit(main())
