"""Storage that fails on purpose, and time that passes only when somebody waits."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

import penstock as ps
from dagster_penstock._parquet import ParquetFiles
from dagster_penstock._retries import Clock

T = TypeVar("T")


class FakeClock(Clock):
    """Time stands still but for sleeping. Chance always draws the same."""

    def __init__(self, drawn: float = 1.0) -> None:
        self.slept: list[float] = []
        self.drawn = drawn
        self.at = 100.0

    def seconds(self) -> float:
        return self.at

    def now(self) -> dt.datetime:
        return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=self.at - 100)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def draw(self) -> float:
        return self.drawn


class FaultyFiles(ParquetFiles):
    """Fails with errors that are given for each step, one at a time, before or after the step was done."""

    def __init__(self, *, late: bool = False, **errors: list[Exception]) -> None:
        super().__init__()
        self.errors = errors
        self.late = late

    def _step(self, name: str, step: Callable[[], T]) -> T:
        done = [step()] if self.late else []
        if self.errors.get(name):
            raise self.errors[name].pop(0)
        return done[0] if done else step()

    def write(self, frame: ps.LazyFrame, path: Path, **options: Any) -> tuple[Path, dict[str, Any]]:
        return self._step("write", lambda: super(FaultyFiles, self).write(frame, path, **options))

    def publish(self, *arguments: Any, **options: Any) -> None:
        self._step("publish", lambda: super(FaultyFiles, self).publish(*arguments, **options))

    def columns(self, path: Path) -> pa.Schema | None:
        return self._step("columns", lambda: super(FaultyFiles, self).columns(path))

    def scan(self, *arguments: Any, **options: Any) -> ps.LazyFrame:
        return self._step("scan", lambda: super(FaultyFiles, self).scan(*arguments, **options))
