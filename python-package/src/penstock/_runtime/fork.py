"""What becomes of us in a forked child: nothing. A JVM does not survive a fork; its threads are gone.

The child must not call into the JVM, not even to give something back, because the first garbage collection would hang.
"""

import os
from collections.abc import Callable

from penstock.exceptions import ForkedProcessError


class _Process:
    """Whether this process may use the JVM."""

    __slots__ = ("at_work", "in_child", "is_child", "watches")

    def __init__(self) -> None:
        self.at_work = False
        self.is_child = False
        self.watches = False
        self.in_child: tuple[Callable[[], None], ...] = ()

    def enter_child(self) -> None:
        self.is_child = self.at_work
        if self.is_child:
            for action in self.in_child:
                action()


_PROCESS = _Process()


def set_at_work(at_work: bool, /) -> None:  # noqa: FBT001 - it is the value, not an option
    """Say whether there is a JVM, or may be one any moment. Children that are forked off from then on know it."""
    _PROCESS.at_work = at_work
    if not _PROCESS.watches and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_PROCESS.enter_child)
        _PROCESS.watches = True


def set_in_child(*actions: Callable[[], None]) -> None:
    """Say what a child is to do as its very first things."""
    _PROCESS.in_child = actions


def is_forked_child() -> bool:
    """Whether this process was forked off one in which the JVM ran."""
    return _PROCESS.is_child


def unless_child(function: Callable[[int], int]) -> Callable[[int], None]:
    """The function, but harmless in a forked child. Needs no module at the time of the call."""
    process = _PROCESS

    def guarded(argument: int) -> None:
        if not process.is_child:
            function(argument)

    return guarded


def refuse_forked_child() -> None:
    """Raise an error in a forked child.

    Raises:
        ForkedProcessError: Which says what to do instead.
    """
    if _PROCESS.is_child:
        raise ForkedProcessError(
            "this process was forked off one in which Penstock was already at work",
            hint='start processes with the method "spawn" (multiprocessing.get_context("spawn")), '
            "or use Penstock only after the fork",
        )
