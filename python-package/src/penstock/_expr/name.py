"""Other names for results: ``expr.name``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock import _nodes as nodes
from penstock._expr.base import Namespace

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._expr.expr import Expr


class NameNamespace(Namespace):
    """Names made from the expression's own."""

    __slots__ = ()

    def _renamed(self, rule: str, text: str = "", pattern: str = "", *, is_literal: bool = False) -> Expr:
        return self._expr._of(nodes.renamed(self._expr._node, rule, text, pattern, is_literal=is_literal))

    def keep(self) -> Expr:
        """The name of the first column that the expression reads."""
        return self._renamed("KEEP")

    def prefix(self, prefix: str) -> Expr:
        """The name with a text in front."""
        return self._renamed("PREFIX", prefix)

    def suffix(self, suffix: str) -> Expr:
        """The name with a text behind."""
        return self._renamed("SUFFIX", suffix)

    def to_lowercase(self) -> Expr:
        """The name in lower case."""
        return self._renamed("LOWERCASE")

    def to_uppercase(self) -> Expr:
        """The name in upper case."""
        return self._renamed("UPPERCASE")

    def replace(self, pattern: str, value: str, *, literal: bool = False) -> Expr:
        """The name with each match of a pattern replaced.

        Args:
            pattern: A regular expression.
            value: What stands in the place of each match.
            literal: Whether the pattern is taken as it stands instead.
        """
        return self._renamed("REPLACE", value, pattern, is_literal=literal)

    def strip_prefix(self, prefix: str) -> Expr:
        """The name without a text in front."""
        return self.replace(f"^{_escaped(prefix)}", "")

    def strip_suffix(self, suffix: str) -> Expr:
        """The name without a text behind."""
        return self.replace(f"{_escaped(suffix)}$", "")

    def map(self, function: Callable[[str], str]) -> Expr:
        """The name that a function makes of the name.

        Args:
            function: Gets the name, and returns another. It is called now if the name is known, else when a frame's
                plan is bound.
        """
        name = self._expr.meta.output_name(raise_if_undetermined=False)
        if name is not None:
            return self._expr.alias(function(name))
        from penstock._functions.python import names

        return names(self._expr, function, "COLUMN")

    def map_fields(self, function: Callable[[str], str]) -> Expr:
        """A struct whose fields have the names that a function makes of theirs.

        Args:
            function: Gets the name of a field, and returns another. It is called when a frame's plan is bound.

        Raises:
            DuplicateError: If two fields get the same name.
        """
        from penstock._functions.python import names

        return names(self._expr, function, "FIELDS")

    def prefix_fields(self, prefix: str) -> Expr:
        """A struct whose fields have a text in front of their names."""
        return self._call("name.fields", prefix=prefix)

    def suffix_fields(self, suffix: str) -> Expr:
        """A struct whose fields have a text behind their names."""
        return self._call("name.fields", suffix=suffix)


def _escaped(text: str) -> str:
    """The pattern that only `text` matches."""
    return "".join(character if character.isalnum() or character == "_" else f"\\{character}" for character in text)
