"""Functions of categories: ``expr.cat``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


class CategoricalNamespace(Namespace):
    """Functions of the texts that categories stand for."""

    __slots__ = ()

    def len_bytes(self) -> Expr:
        """How many bytes of UTF-8 each category has."""
        return self._call("str.len_bytes")

    def len_chars(self) -> Expr:
        """How many characters each category has."""
        return self._call("str.len_chars")

    def starts_with(self, prefix: str) -> Expr:
        """Whether the category starts with a text."""
        return self._call("str.starts_with", prefix)

    def ends_with(self, suffix: str) -> Expr:
        """Whether the category ends with a text."""
        return self._call("str.ends_with", suffix)

    def slice(self, offset: int, length: int | None = None) -> Expr:
        """A part of each category, as text.

        Args:
            offset: Where it starts, in characters; negative ones count from the end.
            length: How many characters; all of them unless given.
        """
        return self._expr.str.slice(offset, length)
