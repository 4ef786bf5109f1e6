"""Asks questions: compares the answers first, and then takes times, memory or the use of a second thread."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import penstock as ps
from compare.answers import difference
from compare.engines import Engine, Penstock, opened
from compare.question import OTHERS, Asked, EngineName, Question, Run, Size, Tables
from compare.times import Peak, Times, peak

SCRIPT = Path(__file__).parents[1] / "bench.py"


@dataclass
class Finding:
    """What came out of a question.

    Attributes:
        times: Of each engine that answers it.
        peaks: The memory of a process of its own, where that was asked.
        places: Which of its engines Penstock took: the one that gave the answer first.
        notes: Why an engine was left out; of Penstock: why there are no times.
    """

    question: Question
    times: dict[EngineName, Times] = field(default_factory=dict)
    peaks: dict[EngineName, Peak] = field(default_factory=dict)
    places: str = ""
    notes: dict[EngineName, str] = field(default_factory=dict)

    def _ratio(self, values: dict[EngineName, float]) -> float | None:
        others = [values[name] for name in OTHERS if name in values]
        return values["penstock"] / min(others) if others and "penstock" in values else None

    @property
    def ratio(self) -> float | None:
        """Our best time as a share of the faster other one's."""
        return self._ratio({name: times.best for name, times in self.times.items()})

    @property
    def cpu_ratio(self) -> float | None:
        """The same of the time on the processors."""
        return self._ratio({name: times.cpu for name, times in self.times.items()})

    @property
    def peak_ratio(self) -> float | None:
        """The same of all memory of the process."""
        return self._ratio({name: memory.whole for name, memory in self.peaks.items()})

    @property
    def growth_ratio(self) -> float | None:
        """The same of what the process grew by."""
        return self._ratio({name: max(memory.grown, 1) for name, memory in self.peaks.items()})

    @property
    def missed(self) -> bool:
        """Whether Penstock failed, or took longer than it may."""
        too_long = self.ratio is not None and self.question.must is not None and self.ratio > self.question.must
        return "penstock" in self.notes or too_long


class Room:
    """The engines with the tables of the last question, which the next one may share."""

    def __init__(self, engine: Asked, names: tuple[EngineName, ...] = ("penstock", *OTHERS)) -> None:
        self._engine = engine
        self._names = names
        self._tables: object = None
        self._engines: dict[EngineName, Engine] = {}

    def runs(self, question: Question) -> Iterator[tuple[EngineName, Run | str]]:
        """The question for each engine: a call, or why there is none."""
        if self._tables is not question.tables:
            self.close()
            tables: Tables = question.tables()
            self._engines = {name: opened(name, tables, self._engine) for name in self._names}
            self._tables = question.tables
        for name, engine in self._engines.items():
            try:
                run = engine.ask(question)
            except Exception as error:  # noqa: BLE001  an engine may refuse a query in any way
                yield name, _first_line(error)
            else:
                if run is not None:
                    yield name, run

    def places(self, question: Question) -> str:
        """Which of its engines Penstock takes for a question that was just asked."""
        engine = self._engines["penstock"]
        return engine.places(question) if isinstance(engine, Penstock) else ""

    def close(self) -> None:
        """Let go of the tables."""
        for engine in self._engines.values():
            engine.close()
        self._engines = {}
        self._tables = None


def timed(question: Question, room: Room, warm: float, runs: int) -> Finding:
    """The times of all engines, which take turns.

    Args:
        question: What is asked.
        room: Of whom.
        warm: For how many seconds Penstock is asked before, while the JVM compiles.
        runs: How many times of each engine count.
    """
    finding = Finding(question)
    asked = _agreeing(question, room, finding)
    if "penstock" in finding.notes:
        return finding
    end = time.perf_counter() + warm
    while time.perf_counter() < end:
        asked["penstock"]()
    finding.places = room.places(question)
    finding.times = {name: Times() for name in asked}
    for _ in range(runs):
        for name, run in asked.items():
            finding.times[name].add(run)
    return finding


def _agreeing(question: Question, room: Room, finding: Finding) -> dict[EngineName, Run]:
    """The engines that answer, and have the same answer as Penstock; notes in the finding about all others."""
    asked: dict[EngineName, Run] = {}
    answers = {}
    for name, run in room.runs(question):
        if isinstance(run, str):
            finding.notes[name] = run
            continue
        try:
            answers[name] = run()
        except Exception as error:  # noqa: BLE001  as above
            finding.notes[name] = _first_line(error)
        else:
            asked[name] = run
    if "penstock" not in answers or question.run is not None:
        return asked
    differences = {
        name: difference(answers["penstock"], answers[name], ordered=question.ordered)
        for name in OTHERS
        if name in answers
    }
    wrong = {name: f"has another answer: {text}" for name, text in differences.items() if text is not None}
    if wrong and len(wrong) == len(differences):
        finding.notes["penstock"] = next(iter(wrong.values()))
    for name, text in wrong.items():
        finding.notes[name] = text
        del asked[name]
    return asked


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:200]


def grown(finding: Finding, size: Size, engine: Asked) -> None:
    """Add the memory that each engine needs, in a process of its own."""
    for name in finding.times:
        command = [sys.executable, str(SCRIPT), "--rows", str(size.rows), "--scale", str(size.scale)]
        command += [
            "--folder",
            str(size.folder),
            "--engine",
            engine,
            "--peak-of",
            name,
            "--only",
            finding.question.name,
        ]
        answer = subprocess.run(command, capture_output=True, check=False, text=True)
        if answer.returncode == 0:
            finding.peaks[name] = Peak(*map(float, answer.stdout.split()))
        else:
            finding.notes.setdefault(name, f"no memory measured: {answer.stderr.strip().splitlines()[-1]}")


def memory(question: Question, name: EngineName, engine: Asked) -> Peak:
    """How much memory this process takes while an engine answers a question."""
    room = Room(engine, (name,))
    _, run = next(room.runs(question))
    if isinstance(run, str):
        raise RuntimeError(run)  # noqa: TRY004  it says why the engine refused the query
    taken = peak(run)
    room.close()
    return taken


def scaled(question: Question, room: Room, warm: float, runs: int) -> tuple[Times, Times]:
    """Penstock's times on one thread and on two, after `warm` seconds of the same."""
    run = dict(room.runs(question))["penstock"]
    if isinstance(run, str):
        raise RuntimeError(run)  # noqa: TRY004  it says why the engine refused the query
    end = time.perf_counter() + warm
    while time.perf_counter() < end:
        run()
    times = {1: Times(), 2: Times()}
    for _ in range(runs):
        for threads, taken in times.items():
            with ps.config(threads=threads):
                taken.add(run)
    return times[1], times[2]
