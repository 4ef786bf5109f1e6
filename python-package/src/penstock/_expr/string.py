"""Functions of text: ``expr.str``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


class StringNamespace(Namespace):
    """Functions of text. Strings among their arguments are constants."""

    __slots__ = ()

    def contains(self, pattern: str | Expr, *, literal: bool = False, strict: bool = True) -> Expr:
        """Whether a pattern occurs.

        Args:
            pattern: A regular expression.
            literal: Whether the pattern is taken as it stands instead.
            strict: Whether a pattern that does not compile is an error rather than null.
        """
        return self._call("str.contains", pattern, literal=literal, strict=strict)

    def starts_with(self, prefix: str | Expr) -> Expr:
        """Whether the text begins with another."""
        return self._call("str.starts_with", prefix)

    def ends_with(self, suffix: str | Expr) -> Expr:
        """Whether the text ends with another."""
        return self._call("str.ends_with", suffix)

    def len_bytes(self) -> Expr:
        """How many bytes the text has in UTF-8."""
        return self._call("str.len_bytes")

    def len_chars(self) -> Expr:
        """How many characters (code points) the text has."""
        return self._call("str.len_chars")

    def to_uppercase(self) -> Expr:
        """The text in upper case."""
        return self._call("str.to_uppercase")

    def to_lowercase(self) -> Expr:
        """The text in lower case."""
        return self._call("str.to_lowercase")
