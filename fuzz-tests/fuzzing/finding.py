"""What counts as a finding, and how an input is named."""

from __future__ import annotations

import gc
import json
import random
from dataclasses import dataclass
from typing import Any

from penstock._runtime import engine
from penstock.exceptions import PanicException, PenstockError

#: What Python itself says to arguments that make no sense.
REFUSALS: tuple[type[BaseException], ...] = (
    TypeError,
    ValueError,
    OverflowError,
    IndexError,
    AttributeError,
    NotImplementedError,
)


class Finding(Exception):  # noqa: N818 - it is what is looked for
    """Something that no input may cause."""


class Late(BaseException):
    """An input that is told to stop, as Ctrl-C would; `allowed` says that it may take for ever."""

    def __init__(self, *, allowed: bool) -> None:
        super().__init__("stopped")
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Case:
    """One input: the same three always make the same."""

    target: str
    seed: int
    number: int

    def random(self) -> random.Random:
        """The chance that the input is made of."""
        return random.Random(f"{self.target}:{self.seed}:{self.number}")

    def __str__(self) -> str:
        return json.dumps({"target": self.target, "seed": self.seed, "number": self.number})


def judge(error: BaseException) -> None:
    """Accept an error that says what is wrong with the input.

    Raises:
        Finding: For any other.
    """
    if isinstance(error, Late):
        if not error.allowed:
            raise Finding("it takes long") from error
        return
    if isinstance(error, PanicException):
        raise Finding(f"an internal error: {error}") from error
    if not isinstance(error, (PenstockError, *REFUSALS)):
        raise Finding(f"{type(error).__name__} is not mapped: {error}") from error
    if "internal error" in str(error).lower() or "java.lang." in str(error):
        raise Finding(f"the text of an internal error: {error}") from error


def held() -> dict[str, Any]:
    """What the engine holds now that nobody holds a frame."""
    gc.collect()
    state = json.loads(engine().describe())
    return {
        "used_bytes": state["memory"]["used_bytes"],
        "imported_arrays": state["open"]["imported_arrays"],
        "exported_arrays": state["open"]["exported_arrays"],
        "running_queries": state["open"]["running_queries"],
    }
