"""Functions of lists: ``expr.list`` and ``expr.arr``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock import _nodes as nodes
from penstock._expr.base import Namespace, as_node

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


class ListNamespace(Namespace):
    """Functions of lists, of any or of a fixed length."""

    __slots__ = ()

    def __getitem__(self, item: int) -> Expr:
        return self.get(item)

    def len(self) -> Expr:
        """How many elements each list has."""
        return self._call("list.len")

    def get(self, index: int | Expr | str, *, null_on_oob: bool = False) -> Expr:
        """The element at a position.

        Args:
            index: The position; negative ones count from the end, a string names a column.
            null_on_oob: Whether a position outside is null rather than an error.
        """
        return self._call_columns("list.get", index, null_on_oob=null_on_oob)

    def first(self) -> Expr:
        """The first element, null of an empty list."""
        return self.get(0, null_on_oob=True)

    def last(self) -> Expr:
        """The last element, null of an empty list."""
        return self.get(-1, null_on_oob=True)

    def eval(self, expr: Expr, *, parallel: bool = False) -> Expr:  # noqa: ARG002
        """An expression over the elements of each list, a value for each; null for null.

        Args:
            expr: The expression, in which ``ps.element()`` is the element at hand.
            parallel: Accepted for compatibility; the engine decides.
        """
        return self._expr._of(nodes.list_eval(self._expr._node, as_node(expr)))

    def explode(self, *, empty_as_null: bool = False, keep_nulls: bool = True) -> Expr:
        """One value for each element.

        Args:
            empty_as_null: Whether an empty list becomes a null, rather than nothing.
            keep_nulls: Whether a null becomes a null, rather than nothing.
        """
        return self._call("explode", empty_as_null=empty_as_null, keep_nulls=keep_nulls)
