"""Values that depend on the rows around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import ExprBase

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import InterpolationMethod, NullBehavior, RankMethod


class Ordered(ExprBase):
    """Functions that keep the number of rows and look at their order."""

    __slots__ = ()

    def shift(self, n: int = 1, *, fill_value: Any = None) -> Expr:
        """The value `n` rows before, or behind for negative `n`.

        Args:
            n: How many rows.
            fill_value: What stands where there is no such row; null unless given, a string names a column.
        """
        if fill_value is None:
            return self._call("shift", n=n)
        return self._call_columns("shift", fill_value, n=n)

    def diff(self, n: int = 1, null_behavior: NullBehavior = "ignore") -> Expr:
        """The difference to the value `n` rows before.

        Args:
            n: How many rows.
            null_behavior: Whether the rows without such a row are null (``ignore``) or left out (``drop``).
        """
        difference = self._call("diff", n=n)
        return difference.slice(n) if null_behavior == "drop" else difference

    def pct_change(self, n: int = 1) -> Expr:
        """The change since `n` rows before as a share of the value there."""
        return self._call("pct_change", n=n)

    def cum_sum(self, *, reverse: bool = False) -> Expr:
        """The sum so far, or with `reverse` from here on."""
        return self._call("cum_sum", reverse=reverse)

    def cum_prod(self, *, reverse: bool = False) -> Expr:
        """The product so far, or with `reverse` from here on."""
        return self._call("cum_prod", reverse=reverse)

    def cum_min(self, *, reverse: bool = False) -> Expr:
        """The smallest value so far, or with `reverse` from here on."""
        return self._call("cum_min", reverse=reverse)

    def cum_max(self, *, reverse: bool = False) -> Expr:
        """The largest value so far, or with `reverse` from here on."""
        return self._call("cum_max", reverse=reverse)

    def cum_count(self, *, reverse: bool = False) -> Expr:
        """How many values so far are not null, or with `reverse` from here on."""
        return self._call("cum_count", reverse=reverse)

    def forward_fill(self, limit: int | None = None) -> Expr:
        """The last value that is not null, over at most `limit` rows."""
        return self._call("forward_fill", limit=limit)

    def backward_fill(self, limit: int | None = None) -> Expr:
        """The next value that is not null, over at most `limit` rows."""
        return self._call("backward_fill", limit=limit)

    def interpolate(self, method: InterpolationMethod = "linear") -> Expr:
        """The value, or where it is null, one between its neighbours: on the line, or the nearest."""
        return self._call("interpolate", method=method)

    def rank(self, method: RankMethod = "average", *, descending: bool = False, seed: int | None = None) -> Expr:
        """The place in the order of values, from 1; null for null.

        Args:
            method: What equal values get: average, min, max, dense, ordinal or random.
            descending: Whether the largest value is the first.
            seed: For ``random``: the same seed draws the same ranks.
        """
        return self._call("rank", method=method, descending=descending, seed=seed)

    def is_duplicated(self) -> Expr:
        """Whether the value occurs more than once."""
        return self._call("is_duplicated")

    def is_unique(self) -> Expr:
        """Whether the value occurs once."""
        return self._call("is_unique")

    def is_first_distinct(self) -> Expr:
        """Whether the value did not occur before."""
        return self._call("is_first_distinct")

    def is_last_distinct(self) -> Expr:
        """Whether the value does not occur again."""
        return self._call("is_last_distinct")

    def rle_id(self) -> Expr:
        """The number of the run of equal values, from 0."""
        return self._call("rle_id")
