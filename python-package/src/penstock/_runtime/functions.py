"""Functions of this interpreter that plans call: see `dev.penstock.bridge.PythonFunctions`.

Java calls one C function, on threads of its own. ctypes takes the GIL for it; one function runs at a time, and lets
others run while it waits for a query of its own.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import threading
import weakref
from ctypes import CFUNCTYPE, c_int64, c_void_p
from typing import TYPE_CHECKING, Any, Final, Protocol

from penstock.exceptions import PenstockError, QueryCancelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from penstock._runtime.frame import FrameHandle

_BIND, _CALL, _ABANDON, _RELEASE = range(4)
_WHAT_BITS: Final = 2
_TEXT_BYTES: Final = 16_384
_STEP_SECONDS: Final = 0.05


class Callee(Protocol):
    """What stands behind a number in a plan."""

    #: For messages.
    name: str

    #: The last thing that the function raised.
    failure: BaseException | None

    def bind(self, rows: FrameHandle) -> FrameHandle:
        """An empty frame with the columns that the function answers with, given an empty one of what it gets."""

    def call(self, rows: FrameHandle) -> FrameHandle:
        """What the function makes of rows."""


class FunctionFailed(Exception):  # noqa: N818 - it carries an error, and is none of ours
    """The user's function raised something."""


class _Turn:
    """Whose turn it is: one call at a time runs."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._holder: int | None = None
        self._abandoned: set[int] = set()

    def take(self, call: int) -> None:
        with self._changed:
            while self._holder is not None:
                if call in self._abandoned:
                    self._abandoned.discard(call)
                    raise QueryCancelled("the query was cancelled")
                self._changed.wait(_STEP_SECONDS)
            self._holder = call

    def give(self, call: int) -> None:
        with self._changed:
            if self._holder == call:
                self._holder = None
                self._changed.notify()
            self._abandoned.discard(call)

    def abandon(self, call: int, thread: int | None) -> None:
        """Nobody waits for a call any more: others go on, and the function gets an exception as soon as it can."""
        with self._changed:
            self._abandoned.add(call)
            if self._holder != call:
                return
            self._holder = None
            self._changed.notify()
        if thread is not None:
            raised = ctypes.py_object(KeyboardInterrupt)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)


_turn = _Turn()
_here = threading.local()
_numbers = itertools.count(1)
_callees: weakref.WeakValueDictionary[int, Callee] = weakref.WeakValueDictionary()
_kept: dict[int, list[Callee]] = {}
_kept_lock = threading.Lock()
_threads: dict[int, int] = {}
_machine: Any = None


def use_machine(machine: Any) -> None:
    """Say which JVM calls."""
    global _machine  # noqa: PLW0603 - there is one in a process
    _machine = machine


def register(callee: Callee) -> int:
    """A number for a function, good for as long as somebody holds the function."""
    number = next(_numbers)
    _callees[number] = callee
    return number


def keep(numbers: list[int]) -> None:
    """Hold functions until Java says that their query is over."""
    with _kept_lock:
        for number in numbers:
            _kept.setdefault(number, []).append(_callees[number])


def forget(number: int) -> None:
    """Hold a function once less."""
    with _kept_lock:
        kept = _kept.get(number)
        if kept:
            kept.pop()
            if not kept:
                del _kept[number]


class _Waiting:
    """While a function waits for a query of its own, other functions may run: that query may need one."""

    def __enter__(self) -> None:
        call = getattr(_here, "call", None)
        if call is not None:
            _turn.give(call)

    def __exit__(self, *_: object) -> None:
        call = getattr(_here, "call", None)
        if call is not None:
            _turn.take(call)


_waiting = _Waiting()


def waiting() -> AbstractContextManager[None]:
    """To be entered around every wait for the JVM."""
    return _waiting


def _run(reference: int, what: int, frame: int, text: int) -> int:
    """`int64_t call(reference, what, frame, text)`. Nothing leaves it but a number."""
    try:
        number = what >> _WHAT_BITS
        kind = what & ((1 << _WHAT_BITS) - 1)
        if kind == _ABANDON:
            _turn.abandon(number, _threads.get(number))
            return 0
        if kind == _RELEASE:
            forget(reference)
            return 0
        return _answer(reference, kind, number, frame, text)
    except BaseException as error:  # noqa: BLE001 - an exception must not get lost in ctypes
        return _report(error, "function", text)


def _answer(reference: int, kind: int, number: int, frame: int, text: int) -> int:
    from penstock._runtime.frame import FrameHandle

    callee = _callees.get(reference)
    if callee is None:
        raise PenstockError("the Python function of the plan is gone")
    call = number if kind == _CALL else -reference
    outer = getattr(_here, "call", None)
    _turn.take(call)
    _here.call = call
    _threads[call] = threading.get_ident()
    try:
        # Its handle is Java's: a frame that the function keeps is one of its own.
        given = FrameHandle(_machine, frame)
        try:
            rows = given.slice(0, given.rows)
        finally:
            given.disown()
        answer = callee.bind(rows) if kind == _BIND else callee.call(rows)
        return answer.slice(0, answer.rows).disown()
    except BaseException as error:  # noqa: BLE001 - see above
        return _report(error, callee.name, text, callee)
    finally:
        _threads.pop(call, None)
        _here.call = outer
        _turn.give(call)


def _report(error: BaseException, name: str, text: int, callee: Callee | None = None) -> int:
    """Write an error where Java reads it."""
    hint = ""
    if isinstance(error, FunctionFailed):
        cause = error.__cause__ or error
        if callee is not None:
            callee.failure = cause
        code, message = "COMPUTE", f'the function "{name}" failed: {type(cause).__name__}: {cause}'
    elif isinstance(error, PenstockError) and error.code:
        code, message, hint = error.code, error.message, error.hint or ""
    else:
        if callee is not None:
            callee.failure = error
        code, message = "COMPUTE", f'the function "{name}" failed: {type(error).__name__}: {error}'
    room = _TEXT_BYTES // 8
    document = json.dumps({"code": code, "message": message[:room], "hint": hint[:room]}).encode()
    if text:
        ctypes.memmove(text, document, len(document))
    return -len(document)


#: For ever: Java calls it for as long as the process lives.
_CALLBACK: Final = CFUNCTYPE(c_int64, c_int64, c_int64, c_int64, c_int64)(_run)


def address() -> int:
    """Where the C function is."""
    return ctypes.cast(_CALLBACK, c_void_p).value or 0


def failures(callees: Iterator[object]) -> BaseException | None:
    """What one of the functions raised, if one did."""
    for callee in callees:
        failure = getattr(callee, "failure", None)
        if isinstance(failure, BaseException):
            callee.failure = None  # type: ignore[attr-defined]
            return failure
    return None
