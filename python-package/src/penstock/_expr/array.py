"""Functions of lists of a fixed length: ``expr.arr``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.list import ListNamespace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._expr.expr import Expr


class ArrayNamespace(ListNamespace):
    """Functions of arrays: lists of a fixed length. What has as many elements as before is an array again."""

    __slots__ = ()

    def to_list(self) -> Expr:
        """The arrays as lists of any length."""
        return self._call("arr.to_list")

    def slice(
        self, offset: int | str | Expr, length: int | str | Expr | None = None, *, as_array: bool = False
    ) -> Expr:
        """Some elements.

        Args:
            offset: Where they start; negative ones count from the end.
            length: How many; all of them unless given.
            as_array: Whether they are an array, of `length` elements.
        """
        return _of_length(super().slice(offset, length), length, as_array=as_array)

    def head(self, n: int | str | Expr = 5, *, as_array: bool = False) -> Expr:
        """The first `n` elements; with `as_array`, as an array."""
        return self.slice(0, n, as_array=as_array)

    def tail(self, n: int | str | Expr = 5, *, as_array: bool = False) -> Expr:
        """The last `n` elements; with `as_array`, as an array."""
        return _of_length(super().tail(n), n, as_array=as_array)

    def to_struct(self, fields: Sequence[str] | None = None) -> Expr:
        """The elements as a struct.

        Args:
            fields: A name for each; ``field_0``, ``field_1`` and so on unless given.
        """
        return self._call("list.to_struct", fields=None if fields is None else list(fields), whole=True)

    def dot(self, other: Any) -> Expr:
        """The sum of the products of the elements at the same places, of those that are not null.

        Args:
            other: Arrays of the same width; a string names a column, a collection is the same array for each row.

        Raises:
            ShapeError: If the widths differ.
        """
        from penstock._expr.base import ExprBase
        from penstock._expr.logic import list_node

        if isinstance(other, (ExprBase, str)):
            return self._call_columns("arr.dot", other)
        lists = ExprBase._of(list_node(other))
        return self._call("arr.dot", lists.list.to_array(len(other)))

    def eval(self, expr: Expr, *, as_list: bool = False) -> Expr:  # type: ignore[override]
        """The array of what an expression makes of the elements, each array for itself.

        Args:
            expr: The expression, of `element()` alone. It must have a value for each element.
            as_list: Whether to make lists, for which it may have as many values as it likes.
        """
        return self.to_list().list.eval(expr) if as_list else super().eval(expr)


def _of_length(lists: Expr, length: int | str | Expr | None, *, as_array: bool) -> Expr:
    if not as_array:
        return lists
    if not isinstance(length, int):
        raise TypeError("an array needs a length that is a number")
    return lists.list.to_array(length)
