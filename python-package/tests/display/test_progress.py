"""Long queries show how far they are, to people only, and ten times a second at most."""

import io
import sys

import pytest

import penstock as ps
from penstock import _progress
from penstock._runtime import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in the place of the error stream; pytest puts its own there between the fixtures and the test."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.delenv("PENSTOCK_PROGRESS", raising=False)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(_progress, "time", made)
    return made


def test_a_short_query_shows_nothing(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    terminal = terminal_of(monkeypatch)
    with _progress.reporter() as report:
        assert report is not None
        clock.now = 0.4
        report(Progress(0.5, 10))
    assert terminal.getvalue() == ""


def test_a_long_query_shows_a_bar_and_wipes_it_off(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    terminal = terminal_of(monkeypatch)
    with _progress.reporter() as report:
        assert report is not None
        clock.now = 2.0
        report(Progress(0.5, 12_345))
        shown = terminal.getvalue()
        assert shown == f"\r{'█' * 15}{'░' * 15}  50% 12,345 rows, 2.0 s"
    wiped = terminal.getvalue().removeprefix(shown)
    assert wiped == f"\r{' ' * len(shown[1:])}\r"


def test_the_bar_is_drawn_ten_times_a_second_at_most(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    terminal = terminal_of(monkeypatch)
    with _progress.reporter() as report:
        assert report is not None
        for step in range(1000):
            clock.now = 1 + step / 1000
            report(Progress(None, step))
        assert terminal.getvalue().count("\r") in (9, 10, 11)
        assert "running: " in terminal.getvalue()


@pytest.mark.parametrize("choice", ["off", "0", "no"])
def test_the_bar_can_be_switched_off(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    monkeypatch.setenv("PENSTOCK_PROGRESS", choice)
    with _progress.reporter() as report:
        assert report is None
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PENSTOCK_PROGRESS", raising=False)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with _progress.reporter() as report:
        assert report is None
    monkeypatch.setattr(sys, "stderr", None)
    with _progress.reporter() as report:
        assert report is None
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    with _progress.reporter() as report:
        assert report is not None


def test_the_bar_goes_when_a_query_fails(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    terminal = terminal_of(monkeypatch)

    def fails() -> None:
        with _progress.reporter() as report:
            assert report is not None
            clock.now = 1.0
            report(Progress(1.0, 1))
            raise ps.exceptions.ComputeError("no")

    with pytest.raises(ps.exceptions.ComputeError):
        fails()
    assert terminal.getvalue().endswith(" \r")
