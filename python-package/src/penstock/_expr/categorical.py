"""Functions of categories: ``expr.cat``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

    def physical(self) -> Expr:
        """The number of each category, from 0: its place among those of an Enum, else in the order of appearance.

        Two columns of a Categorical may number the same categories differently.
        """
        return self._call("cat.physical")

    def to(self, dtype: Any, *, strict: bool = True) -> Expr:
        """The categories of an Enum at the places that the numbers are.

        It holds for the columns of a frame: put it last in what is selected.

        Args:
            dtype: The Enum; categories that are not listed there have no numbers that mean the same in every column.
            strict: Whether a number that is no place is an error rather than null.

        Raises:
            TypeError: If the type is no Enum.
        """
        from penstock._dtypes.nested import Enum

        if not isinstance(dtype, Enum):
            raise TypeError(f"cat.to needs an Enum with its categories, not {dtype!r}")
        return self._call("cat.to", categories=dtype.categories, strict=strict)

    def slice(self, offset: int, length: int | None = None) -> Expr:
        """A part of each category, as text.

        Args:
            offset: Where it starts, in characters; negative ones count from the end.
            length: How many characters; all of them unless given.
        """
        return self._expr.str.slice(offset, length)
