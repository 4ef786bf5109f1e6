"""Selectors by the names and places of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock import _nodes as nodes
from penstock._expr.base import flatten
from penstock.selectors._selector import Selector

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def by_name(*names: str | Collection[str], require_all: bool = True) -> Selector:
    """The columns of these names, in this order.

    Args:
        *names: The names.
        require_all: Whether a name that the frame lacks is an error.
    """
    return Selector._picking(nodes.names(flatten(*names) if names else [], strict=require_all))


def by_index(*indices: int | range | Sequence[int | range], require_all: bool = True) -> Selector:
    """The columns at these positions; negative ones count from the end.

    Args:
        *indices: The positions.
        require_all: Whether a position that the frame lacks is an error.
    """
    flat: list[int] = []
    for index in flatten(*indices) if indices else []:
        flat += list(index) if isinstance(index, range) else [index]
    return Selector._picking(nodes.positions(flat, strict=require_all))


def first(*, strict: bool = True) -> Selector:
    """The first column; with `strict`, an error if there is none."""
    return by_index(0, require_all=strict)


def last(*, strict: bool = True) -> Selector:
    """The last column; with `strict`, an error if there is none."""
    return by_index(-1, require_all=strict)


def matches(pattern: str) -> Selector:
    """The columns in whose name a regular expression is found."""
    return Selector._picking(nodes.matching(pattern))


def contains(*substring: str) -> Selector:
    """The columns whose name contains one of these texts.

    Args:
        *substring: The texts.
    """
    return matches(_one_of(substring))


def starts_with(*prefix: str) -> Selector:
    """The columns whose name begins with one of these texts.

    Args:
        *prefix: The texts.
    """
    return matches(f"^{_one_of(prefix)}")


def ends_with(*suffix: str) -> Selector:
    """The columns whose name ends with one of these texts.

    Args:
        *suffix: The texts.
    """
    return matches(f"{_one_of(suffix)}$")


def alpha(ascii_only: bool = False, *, ignore_spaces: bool = False) -> Selector:  # noqa: FBT001, FBT002
    """The columns whose name consists of letters.

    Args:
        ascii_only: Whether only the letters of ASCII count.
        ignore_spaces: Whether spaces may occur too.
    """
    return _made_of("a-zA-Z" if ascii_only else "\\p{IsAlphabetic}", ignore_spaces=ignore_spaces)


def alphanumeric(ascii_only: bool = False, *, ignore_spaces: bool = False) -> Selector:  # noqa: FBT001, FBT002
    """The columns whose name consists of letters and digits.

    Args:
        ascii_only: Whether only the letters and digits of ASCII count.
        ignore_spaces: Whether spaces may occur too.
    """
    return _made_of("a-zA-Z0-9" if ascii_only else "\\p{IsAlphabetic}\\p{IsDigit}", ignore_spaces=ignore_spaces)


def digit(ascii_only: bool = False) -> Selector:  # noqa: FBT001, FBT002
    """The columns whose name consists of digits; with `ascii_only`, of those of ASCII."""
    return _made_of("0-9" if ascii_only else "\\p{IsDigit}", ignore_spaces=False)


def _made_of(characters: str, *, ignore_spaces: bool) -> Selector:
    return matches(f"^[{characters}{' ' if ignore_spaces else ''}]+$")


def _one_of(texts: tuple[str, ...]) -> str:
    """The pattern that matches one of the texts and nothing else."""
    quoted = (text.replace("\\E", "\\E\\\\E\\Q") for text in flatten(*texts))
    return "(" + "|".join(f"\\Q{text}\\E" for text in quoted) + ")"
