"""The same values in another form, and more of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, as_node

if TYPE_CHECKING:
    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr


class Forms(ExprBase):
    """Functions that look at how values are kept, repeat them, or put others behind."""

    __slots__ = ()

    def lower_bound(self) -> Expr:
        """The least value that the type has: one value, -inf for floats."""
        return self._call("first")._call("lower_bound")

    def upper_bound(self) -> Expr:
        """The greatest value that the type has: one value, inf for floats."""
        return self._call("first")._call("upper_bound")

    def to_physical(self) -> Expr:
        """What the values are kept as.

        Dates become days since 1970, moments, times and durations their units, decimals their digits, and categories
        their numbers. All other types stay what they are.
        """
        return self._call("to_physical")

    def reinterpret(self, *, signed: bool | None = None, dtype: IntoDataType | None = None) -> Expr:
        """The bits of the numbers as other numbers.

        Args:
            signed: Whether integers have a sign; floats stay what they are.
            dtype: Or the integer or float type that is meant, which has as many bits.
        """
        if (signed is None) == (dtype is None):
            raise ValueError("reinterpret takes signed or dtype, one of the two")
        if dtype is None:
            return self._call("reinterpret", signed=signed)
        return self._call("reinterpret", typed_null(dtype))

    def repeat_by(self, by: Any) -> Expr:
        """A list that has the value several times.

        Args:
            by: How often: a number or an expression, a string names a column; null makes null.
        """
        return self._call_columns("repeat_by", by)

    def extend_constant(self, value: Any, n: Any) -> Expr:
        """The values, and behind them one more several times.

        Args:
            value: The value, or an expression that has one; it takes the type of the values.
            n: How often: a number, or an expression that has one.
        """
        nothing = self._call("slice", offset=0, length=0).first()
        kept = nothing._call("coalesce", value, each=True, keep_type=True)
        return self._joined(kept.repeat_by(n))

    def append(self, other: Any, *, upcast: bool = True) -> Expr:
        """The values, and behind them those of another expression.

        Args:
            other: The other values; a string names a column.
            upcast: Whether both take the type that holds them all; only that is done.
        """
        if not upcast:
            raise NotImplementedError("values of other types are cast; cast them yourself where that must not be")
        return self._joined(self._of(nodes.call("implode", [as_node(other)])))

    def _joined(self, more: Expr) -> Expr:
        """The values, and behind them those of a list."""
        return self._call("implode").list.concat(more).explode()

    def truncdiv(self, other: Any) -> Expr:
        """The quotient without its fraction; null where a whole number is divided by zero."""
        return self._call_columns("truncdiv", other)

    def entropy(self, base: float = math.e, *, normalize: bool = True) -> Expr:
        """The entropy of the values as shares: the sum of ``-p * log(p)``. Nulls are left out; nought without values.

        Args:
            base: The base of the logarithm.
            normalize: Whether the values are divided by their sum first.
        """
        values = self._of(self._node)
        shares = values / values.sum() if normalize else values
        return -(shares * shares.log(base)).sum()


def typed_null(dtype: Any) -> Expr:
    """A null of a type, by which functions are told a type."""
    from penstock._expr.literal import literal_node

    return ExprBase._of(literal_node(None, dtype))
