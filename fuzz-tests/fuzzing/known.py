"""Inputs that are findings, for the tests of those who look for them."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable

import penstock as ps
from fuzzing.finding import Case, judge
from penstock.exceptions import PanicException

_kept: list[object] = []


def _crash(case: Case) -> None:
    if case.number == 2:
        ctypes.string_at(1)


def _hang(case: Case) -> None:
    if case.number == 2:
        time.sleep(600)


def _panic(case: Case) -> None:
    if case.number == 2:
        judge(PanicException("a defect"))


def _unmapped(case: Case) -> None:
    if case.number == 2:
        judge(KeyError("a defect"))


def _leak(case: Case) -> None:
    if case.number == 2:
        _kept.append(ps.DataFrame({"a": [1, 2, 3]}))


KNOWN: dict[str, Callable[[Case], None]] = {
    "crash": _crash,
    "hang": _hang,
    "panic": _panic,
    "unmapped": _unmapped,
    "leak": _leak,
}
