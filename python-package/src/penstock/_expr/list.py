"""Functions of lists: ``expr.list`` and ``expr.arr``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._dtypes.plain import Int64
from penstock._expr.base import ExprBase, Namespace, as_node

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._expr.expr import Expr
    from penstock._typing import NullBehavior


class ListNamespace(Namespace):
    """Functions of lists, of any or of a fixed length. Strings in the place of positions and counts name columns."""

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

    def item(self, *, allow_empty: bool = False) -> Expr:
        """The only element; an error if there are several, or none unless `allow_empty`."""
        return self._call("list.item", allow_empty=allow_empty)

    def gather(self, indices: Any, *, null_on_oob: bool = False) -> Expr:
        """The elements at several positions.

        Args:
            indices: The positions, or a column of lists of them; negative ones count from the end.
            null_on_oob: Whether a position outside is null rather than an error.
        """
        return self._call_columns("list.gather", _list(indices), null_on_oob=null_on_oob)

    def slice(self, offset: int | str | Expr, length: int | str | Expr | None = None) -> Expr:
        """Some elements.

        Args:
            offset: Where they start; negative ones count from the end.
            length: How many; all of them unless given.
        """
        if length is None:
            return self._call_columns("list.slice", offset)
        return self._call_columns("list.slice", offset, length)

    def head(self, n: int | str | Expr = 5) -> Expr:
        """The first `n` elements."""
        return self.slice(0, n)

    def tail(self, n: int | str | Expr = 5) -> Expr:
        """The last `n` elements."""
        if isinstance(n, int):
            return self.slice(-n, n)
        count = ExprBase._of(as_node(n))
        return self.slice(-count, count)

    def sum(self) -> Expr:
        """The sum of the elements, 0 of none."""
        return self._call("list.sum")

    def min(self) -> Expr:
        """The smallest element; NaN only if there is nothing else."""
        return self._call("list.min")

    def max(self) -> Expr:
        """The largest element; NaN only if there is nothing else."""
        return self._call("list.max")

    def mean(self) -> Expr:
        """The mean of the elements, null of none."""
        return self._call("list.mean")

    def median(self) -> Expr:
        """The median of the elements, null of none."""
        return self._call("list.median")

    def std(self, ddof: int = 1) -> Expr:
        """The standard deviation of the elements.

        Args:
            ddof: Degrees of freedom off; the result is null for no more than so many elements.
        """
        return self._call("list.std", ddof=ddof)

    def var(self, ddof: int = 1) -> Expr:
        """The variance of the elements.

        Args:
            ddof: Degrees of freedom off; the result is null for no more than so many elements.
        """
        return self._call("list.var", ddof=ddof)

    def any(self, *, ignore_nulls: bool = True) -> Expr:
        """Whether an element is true; without `ignore_nulls`, null when that cannot be known."""
        return self._call("list.any", ignore_nulls=ignore_nulls)

    def all(self, *, ignore_nulls: bool = True) -> Expr:
        """Whether all elements are true; without `ignore_nulls`, null when that cannot be known."""
        return self._call("list.all", ignore_nulls=ignore_nulls)

    def arg_min(self) -> Expr:
        """The position of the smallest element."""
        return self._call("list.arg_min")

    def arg_max(self) -> Expr:
        """The position of the largest element."""
        return self._call("list.arg_max")

    def n_unique(self) -> Expr:
        """How many different elements there are; null is one of them."""
        return self._call("list.n_unique")

    def contains(self, item: Any, *, nulls_equal: bool = True) -> Expr:
        """Whether a value is among the elements.

        Args:
            item: The value; strings are constants.
            nulls_equal: Whether null is found where an element is null.
        """
        return self._call("list.contains", item, nulls_equal=nulls_equal)

    def count_matches(self, element: Any) -> Expr:
        """How often a value is among the elements."""
        return self._call("list.count_matches", element)

    def join(self, separator: str | Expr, *, ignore_nulls: bool = True) -> Expr:
        """The texts as one, with a separator between.

        Args:
            separator: What stands between; strings are constants.
            ignore_nulls: Whether nulls are left out; else one of them makes the result null.
        """
        return self._call("list.join", separator, ignore_nulls=ignore_nulls)

    def sort(self, *, descending: bool = False, nulls_last: bool = False) -> Expr:
        """The elements in order."""
        return self._call("list.sort", descending=descending, nulls_last=nulls_last)

    def reverse(self) -> Expr:
        """The elements from the last to the first."""
        return self._call("list.reverse")

    def unique(self, *, maintain_order: bool = False) -> Expr:
        """Each element once, in the order of their first appearance."""
        return self._call("list.unique", maintain_order=maintain_order)

    def drop_nulls(self) -> Expr:
        """The elements that are not null."""
        return self._call("list.drop_nulls")

    def shift(self, n: int | str | Expr = 1) -> Expr:
        """The elements moved by `n` places; nulls take the places that become free."""
        return self._call_columns("list.shift", n)

    def diff(self, n: int = 1, null_behavior: NullBehavior = "ignore") -> Expr:
        """The difference of each element to the one `n` places before.

        Args:
            n: How many places; a negative one looks ahead.
            null_behavior: Whether the elements without such a place are null (``ignore``) or left out (``drop``).
        """
        difference = self.eval(ExprBase._of(nodes.element()).diff(n))
        if null_behavior != "drop":
            return difference
        return difference.list.slice(n) if n >= 0 else difference.list.slice(0, _at_least_0(self.len(), n))

    def gather_every(self, n: int | str | Expr, offset: int | str | Expr = 0) -> Expr:
        """Every `n`-th element.

        Args:
            n: How many places to go on, 1 at least.
            offset: The place of the first, 0 at least.

        Raises:
            ComputeError: If one of the two is too small.
        """
        return self._call_columns("list.gather_every", n, offset)

    def sample(
        self,
        n: int | str | Expr | None = None,
        *,
        fraction: float | str | Expr | None = None,
        with_replacement: bool = False,
        shuffle: bool | None = None,
        seed: int | None = None,
    ) -> Expr:
        """Some elements, drawn at random, in their order unless they are shuffled.

        Args:
            n: How many, 1 unless `fraction` is given.
            fraction: Or which share of them, from 0 to 1, rounded down.
            with_replacement: Whether an element may be drawn several times.
            shuffle: Whether the elements come in any order.
            seed: The same seed draws the same places; without one each row has its own draw.

        Raises:
            ShapeError: If more elements are asked for than there are, without replacement.
        """
        if n is not None and fraction is not None:
            raise ValueError("give n or fraction, not both")
        asked = fraction if fraction is not None else 1 if n is None else n
        return self._call_columns(
            "list.sample",
            asked,
            fraction=fraction is not None,
            with_replacement=with_replacement,
            shuffle=bool(shuffle),
            seed=seed,
        )

    def filter(self, predicate: Expr) -> Expr:
        """The elements for which a predicate is true.

        Args:
            predicate: A boolean expression of `element()`. What is null is left out.
        """
        body = nodes.filtered(nodes.element(), as_node(predicate))
        return self._expr._of(nodes.list_eval(self._expr._node, body))

    def concat(self, other: Any) -> Expr:
        """The elements of this list and then those of another, or of several columns of lists."""
        if isinstance(other, list) and any(isinstance(one, (ExprBase, str)) for one in other):
            return self._call_columns("list.concat", *other)
        return self._call_columns("list.concat", _list(other))

    def set_union(self, other: Any) -> Expr:
        """Each element of this list and of another once."""
        return self._call_columns("list.set_union", _list(other))

    def set_intersection(self, other: Any) -> Expr:
        """Each element that another list has as well, once."""
        return self._call_columns("list.set_intersection", _list(other))

    def set_difference(self, other: Any) -> Expr:
        """Each element that another list does not have, once."""
        return self._call_columns("list.set_difference", _list(other))

    def set_symmetric_difference(self, other: Any) -> Expr:
        """Each element that only one of the two lists has, once."""
        return self._call_columns("list.set_symmetric_difference", _list(other))

    def to_map(self) -> Expr:
        """A map of lists of structs of ``key`` and ``value``. Of equal keys the first place counts, and the last value.

        A key that is null is an error.
        """
        return self._call("list.to_map")

    def to_struct(self, fields: Sequence[str]) -> Expr:
        """The first elements as a struct, under the names of `fields`."""
        return self._call("list.to_struct", fields=list(fields))

    def to_array(self, width: int) -> Expr:
        """The lists as lists of a fixed length.

        Args:
            width: The length, that of each list.

        Raises:
            ComputeError: If a list has another length.
        """
        if width < 0:
            raise OverflowError(f"the width of an array is {width}, and must not be negative")
        return self._call("list.to_array", width=width)

    def eval(self, expr: Expr, *, parallel: bool = False) -> Expr:  # noqa: ARG002
        """The list of what an expression makes of the elements, each list for itself.

        Args:
            expr: The expression, of `element()` alone. One value for all elements, such as their sum, makes a list of
                one.
            parallel: Accepted for compatibility; the engine decides.
        """
        return self._expr._of(nodes.list_eval(self._expr._node, as_node(expr)))

    def agg(self, expr: Expr) -> Expr:
        """What an expression makes of the elements, each list for itself.

        Args:
            expr: The expression, of `element()` alone. What has several values is a list.
        """
        return self._expr._of(nodes.list_agg(self._expr._node, as_node(expr)))

    def explode(self, *, empty_as_null: bool = False, keep_nulls: bool = True) -> Expr:
        """One value for each element.

        Args:
            empty_as_null: Whether an empty list becomes a null, rather than nothing.
            keep_nulls: Whether a null becomes a null, rather than nothing.
        """
        return self._call("explode", empty_as_null=empty_as_null, keep_nulls=keep_nulls)


def _at_least_0(count: Expr, more: int) -> Expr:
    """A number of elements and a negative one together, if any are left."""
    from penstock._functions.horizontal import max_horizontal

    return max_horizontal(count.cast(Int64) + more, 0)


def _list(values: Any) -> Any:
    """A column of lists, or a collection of values as a constant list."""
    from penstock._expr.logic import list_node

    return values if isinstance(values, (ExprBase, str)) else ExprBase._of(list_node(values))
