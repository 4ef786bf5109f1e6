"""Steps that are tried again when a failure passes by itself, later each time."""

from __future__ import annotations

import datetime as dt
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import dagster as dg
from pydantic import ConfigDict, Field, field_validator

from dagster_penstock._faults import Fault, fault_of, retry_after_seconds
from penstock.exceptions import ConfigError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

_LONGEST_CAUSE = 200


class RetryOptions(dg.Config):
    """How often and how fast something is tried again.

    The wait before the attempt ``k + 2`` is drawn between nothing and ``min(cap, base * factor ** k)`` seconds.
    """

    model_config = ConfigDict(extra="forbid")

    attempts: int = Field(default=5, ge=1, description="How often something is tried at most; 1 for no retries")
    base_seconds: float = Field(default=0.5, ge=0, description="The longest first wait")
    factor: float = Field(default=2, ge=1, description="How many times longer each next one may be")
    cap_seconds: float = Field(default=30, ge=0, description="The longest wait of all")
    jitter: str = Field(default="full", description="full: waits are drawn; none: each is the longest")
    deadline_seconds: float = Field(
        default=300, ge=0, description="How long after the first failure another attempt may start"
    )

    @field_validator("jitter")
    @classmethod
    def _check_jitter(cls, value: str) -> str:
        if value not in ("full", "none"):
            raise ConfigError(f"jitter is {value!r}, and must be one of full, none")
        return value


class Clock:
    """Time and chance, as they are. Tests have others."""

    def seconds(self) -> float:
        """A time that only goes forward."""
        return time.monotonic()

    def now(self) -> dt.datetime:
        """The time of day, in UTC."""
        return dt.datetime.now(dt.UTC)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def draw(self) -> float:
        """A number from 0 to 1."""
        return random.random()  # noqa: S311 - spreads waits, and keeps no secret


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that failed.

    Attributes:
        step: What was tried.
        at: When it had failed.
        cause: The class and the first line of the error.
        wait_seconds: How long nothing was tried afterwards; None behind the last attempt.
    """

    step: str
    at: dt.datetime
    cause: str
    wait_seconds: float | None

    def __str__(self) -> str:
        waited = "" if self.wait_seconds is None else f", waited {self.wait_seconds:.2f} s"
        return f"{self.at.isoformat(timespec='milliseconds')} {self.cause}{waited}"


@dataclass(slots=True)
class Retries:
    """Runs the steps of one output or input, and remembers which failed.

    Attributes:
        options: How often and how fast.
        clock: Where time and chance come from.
        on_network: Whether the files lie on another machine.
        refresh: What fetches new credentials, before an attempt that is made because the old ones have expired.
        warn: What is told of each attempt that failed and is made again.
        attempts: Those that failed so far, of all steps.
    """

    options: RetryOptions
    clock: Clock = field(default_factory=Clock)
    on_network: bool = False
    refresh: Callable[[], None] = lambda: None
    warn: Callable[[str], None] = lambda _: None
    attempts: list[Attempt] = field(default_factory=list)

    def run(self, name: str, step: Callable[[], T], *, is_repeatable: bool = True) -> T:
        """Run a step, again if it fails in passing.

        Args:
            name: What the step does, for errors: `writing x.parquet`.
            step: A whole step: run again, it must leave what one run leaves.
            is_repeatable: Whether it may run again at all.

        Raises:
            SourceError: If it failed in passing until it was given up; it lists all attempts.
            Exception: Whatever the step raises that does not pass, with a note of the attempts before it.
        """
        failed: list[Attempt] = []
        was_given_one = False
        started = 0.0
        while True:
            try:
                return step()
            except Exception as error:
                started = started if failed else self.clock.seconds()
                fault = fault_of(error, on_network=self.on_network) if is_repeatable else Fault.PERMANENT
                if fault is Fault.PERMANENT:
                    self._note(error, name, failed)
                    raise
                wait = self._wait_seconds(error, len(failed))
                gives_up = self._why_not(fault, wait, len(failed), started, was_given_one=was_given_one)
                failed.append(Attempt(name, self.clock.now(), _cause(error), None if gives_up else wait))
                self.attempts.append(failed[-1])
                if gives_up:
                    if len(failed) == 1:
                        raise
                    raise SourceError(
                        f"{name} failed {len(failed)} times, {gives_up}: {'; '.join(map(str, failed))}",
                        hint="look at the storage, or allow more attempts or time in the manager's retry",
                    ) from error
                was_given_one |= fault is Fault.ONCE
                self.warn(f"{name} is tried again: {failed[-1]}")
                if fault is Fault.ONCE:
                    self.refresh()
            self.clock.sleep(wait)

    def metadata(self) -> dict[str, Any]:
        """How many attempts were made again, and what of."""
        again = [attempt for attempt in self.attempts if attempt.wait_seconds is not None]
        about: dict[str, Any] = {"penstock/retries": len(again)}
        if again:
            about["penstock/attempts"] = [
                {
                    "step": attempt.step,
                    "at": attempt.at.isoformat(timespec="milliseconds"),
                    "cause": attempt.cause,
                    "wait_seconds": round(attempt.wait_seconds or 0.0, 3),
                }
                for attempt in again
            ]
            about["penstock/retry_wait_seconds"] = round(sum(attempt.wait_seconds or 0.0 for attempt in again), 3)
        return about

    def _wait_seconds(self, error: Exception, failures: int) -> float:
        """A share of the longest wait, or what a server asks for if that is longer."""
        # A power that is too large for a float is longer than any cap.
        try:
            longest = min(self.options.cap_seconds, self.options.base_seconds * self.options.factor**failures)
        except OverflowError:
            longest = self.options.cap_seconds
        drawn = longest * (self.clock.draw() if self.options.jitter == "full" else 1.0)
        return max(drawn, retry_after_seconds(error, self.clock.now()))

    def _why_not(self, fault: Fault, wait: float, failures: int, started: float, *, was_given_one: bool) -> str | None:
        """Why there is no further attempt; None if there is."""
        if fault is Fault.ONCE and was_given_one:
            return "and such a failure is tried again once"
        if failures + 1 >= self.options.attempts:
            return "as often as is allowed"
        if self.clock.seconds() + wait - started > self.options.deadline_seconds:
            return f"and a wait of {wait:.2f} s would end after the deadline of {self.options.deadline_seconds:g} s"
        return None

    def _note(self, error: Exception, name: str, failed: list[Attempt]) -> None:
        if failed:
            error.add_note(f"{name} had failed before: {'; '.join(map(str, failed))}")


def _cause(error: Exception) -> str:
    first = (str(error).splitlines() or [""])[0]
    text = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return text if len(text) <= _LONGEST_CAUSE else text[: _LONGEST_CAUSE - 1] + "…"
