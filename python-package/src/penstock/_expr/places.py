"""Where values are, and how they lie to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, as_node

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import SearchSortedSide


class Places(ExprBase):
    """Functions that look for values, and compare them with their neighbours."""

    __slots__ = ()

    def is_sorted(self, *, descending: bool | None = False, nulls_last: bool | None = False) -> Expr:
        """Whether the values are in order, which no value and one are; NaN is the largest number.

        Args:
            descending: Whether the largest value comes first; either will do with None.
            nulls_last: Whether nulls come last, rather than first; either will do with None.
        """
        nulls = self._call("is_null")
        before = nulls.shift(1)
        previous = self._call("shift", n=1)
        values = self._of(self._node)
        # Comparisons with what is null, or not there, are null, and `any` overlooks them.
        wrong = {
            (down, last): (
                ((previous < values) if down else (previous > values))
                | ((before & ~nulls) if last else (~before & nulls))
            ).any()
            for down in ([False, True] if descending is None else [descending])
            for last in ([False, True] if nulls_last is None else [nulls_last])
        }
        found, *others = [~one for one in wrong.values()]
        for other in others:
            found = found | other
        return found

    def get(self, index: int | Expr, *, null_on_oob: bool = False) -> Expr:
        """The value at a position, or the values at positions that an expression has.

        Args:
            index: The position; a negative one counts from the end.
            null_on_oob: Whether a position outside is null rather than an error.
        """
        if isinstance(index, int):
            return self._call("slice", offset=index, length=1).item(allow_empty=null_on_oob)
        return self._call_columns("gather", index, null_on_oob=null_on_oob)

    def index_of(self, element: Any) -> Expr:
        """The position of the first value that is equal to another one, null if there is none; null equals null.

        Args:
            element: The value, or an expression that has one.
        """
        return self._of(nodes.call("eq_missing", [self._node, _one(element)])).arg_true().first()

    def search_sorted(self, element: Any, side: SearchSortedSide = "any", *, descending: bool = False) -> Expr:
        """The position at which a value would have to be put into the sorted values. Nulls come first in them.

        Args:
            element: The value, or an expression that has one.
            side: In front of equal values with ``left`` and ``any``, behind them with ``right``.
            descending: Whether the values are sorted from the largest to the smallest.
        """
        if side not in ("any", "left", "right"):
            raise ValueError(f"side must be any, left or right, not {side!r}")
        if isinstance(element, (list, tuple)):
            raise TypeError("search_sorted looks for one value; ask for each of several")
        one = self._of(_one(element))
        before = "le" if side == "right" else "lt"
        if descending:
            before = "ge" if side == "right" else "gt"
        nulls = self._call("null_count")
        found = self._call(before, one).sum() + nulls
        from penstock._expr.when import when

        without = nulls if side == "right" else nulls * 0
        return when(one.is_not_null()).then(found).otherwise(without).cast(_index())

    def peak_max(self) -> Expr:
        """Whether the number is larger than both neighbours. At both ends 0 stands for the one that is not there."""
        return self._peak("gt")

    def peak_min(self) -> Expr:
        """Whether the number is smaller than both neighbours. At both ends 0 stands for the one that is not there."""
        return self._peak("lt")

    def _peak(self, comparison: str) -> Expr:
        numbers = self._call("to_physical", numeric=True)
        before, behind = numbers.shift(1, fill_value=0), numbers.shift(-1, fill_value=0)
        return numbers._call(comparison, before) & numbers._call(comparison, behind)

    def rle(self) -> Expr:
        """Runs of equal values as structs: ``len``, how many they are, and ``value``. Null equals null."""
        runs = self._call("rle_id")
        values = nodes.filtered(self._node, runs.is_first_distinct()._node)
        lengths = nodes.alias(runs.unique_counts()._node, "__len")
        # The struct is called as its first field is, so the values come first.
        both = self._of(nodes.struct_of([values, lengths])).struct.rename_fields(["value", "len"])
        return both.struct.eval(self._of(nodes.struct_fields(["len", "value"])))


def _one(element: Any) -> nodes.Node:
    """The one value that is meant; a string is a constant, and several values are an error."""
    if isinstance(element, ExprBase):
        return nodes.call("item", [element._node])
    return as_node(element, strings="literals")


def _index() -> Any:
    from penstock._dtypes.plain import UInt32

    return UInt32
