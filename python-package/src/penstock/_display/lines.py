"""The lines of tables."""

from __future__ import annotations

from dataclasses import dataclass

#: The left end, what is repeated, the crossing and the right end of a horizontal line.
Line = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one kind of table; what is missing is None."""

    left: str
    between: str
    right: str
    top: Line | None
    header: Line | None
    rows: Line | None
    bottom: Line | None


_UTF8_TOP = ("┌", "─", "┬", "┐")
_UTF8_HEADER = ("╞", "═", "╪", "╡")
_UTF8_ROWS = ("├", "╌", "┼", "┤")
_UTF8_BOTTOM = ("└", "─", "┴", "┘")
_ASCII = ("+", "-", "+", "+")

LINES: dict[str, Lines] = {
    "UTF8_FULL_CONDENSED": Lines("│", "┆", "│", _UTF8_TOP, _UTF8_HEADER, None, _UTF8_BOTTOM),
    "UTF8_FULL": Lines("│", "┆", "│", _UTF8_TOP, _UTF8_HEADER, _UTF8_ROWS, _UTF8_BOTTOM),
    "UTF8_NO_BORDERS": Lines("", "┆", "", None, ("", "═", "╪", ""), ("", "╌", "┼", ""), None),
    "UTF8_BORDERS_ONLY": Lines("│", " ", "│", ("┌", "─", "─", "┐"), ("╞", "═", "═", "╡"), None, ("└", "─", "─", "┘")),
    "UTF8_HORIZONTAL_ONLY": Lines(
        "", " ", "", ("", "─", "─", ""), ("", "═", "═", ""), ("", "─", "─", ""), ("", "─", "─", "")
    ),
    "ASCII_FULL": Lines("|", "|", "|", _ASCII, ("+", "=", "=", "+"), ("|", "-", "+", "|"), _ASCII),
    "ASCII_FULL_CONDENSED": Lines("|", "|", "|", _ASCII, ("+", "=", "=", "+"), None, _ASCII),
    "ASCII_NO_BORDERS": Lines("", "|", "", None, ("", "=", "=", ""), ("", "-", "+", ""), None),
    "ASCII_BORDERS_ONLY": Lines(
        "|", " ", "|", ("+", "-", "-", "+"), ("+", "=", "=", "+"), ("|", " ", " ", "|"), ("+", "-", "-", "+")
    ),
    "ASCII_BORDERS_ONLY_CONDENSED": Lines(
        "|", " ", "|", ("+", "-", "-", "+"), ("+", "=", "=", "+"), None, ("+", "-", "-", "+")
    ),
    "ASCII_HORIZONTAL_ONLY": Lines(
        "", " ", "", ("", "-", "-", ""), ("", "=", "=", ""), ("", "-", "-", ""), ("", "-", "-", "")
    ),
    "ASCII_MARKDOWN": Lines("|", "|", "|", None, ("|", "-", "|", "|"), None, None),
    "NOTHING": Lines("", "", "", None, None, None, None),
}

ROUNDED = {"┌": "╭", "┐": "╮", "└": "╰", "┘": "╯"}
