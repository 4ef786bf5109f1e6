"""One value for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import ExprBase

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import QuantileMethod


class Aggregations(ExprBase):
    """Functions that make one value of all rows, or of the rows of each group."""

    __slots__ = ()

    def count(self) -> Expr:
        """How many values are not null."""
        return self._call("count")

    def len(self) -> Expr:
        """How many values there are, nulls included."""
        return self._call("len")

    def null_count(self) -> Expr:
        """How many values are null."""
        return self._call("null_count")

    def has_nulls(self) -> Expr:
        """Whether a value is null."""
        return self._call("has_nulls")

    def is_empty(self, *, ignore_nulls: bool = False) -> Expr:
        """Whether there are no values; with `ignore_nulls`, whether there are none but nulls."""
        return (self.count() if ignore_nulls else self.len()) == 0

    def sum(self) -> Expr:
        """The sum, 0 of nothing. Integers of 8 and 16 bits sum to Int64; overflow wraps around."""
        return self._call("sum")

    def product(self) -> Expr:
        """The product, 1 of nothing."""
        return self._call("product")

    def mean(self) -> Expr:
        """The mean, null of nothing."""
        return self._call("mean")

    def median(self) -> Expr:
        """The median, null of nothing."""
        return self._call("median")

    def min(self) -> Expr:
        """The smallest value; NaN only if there is nothing else."""
        return self._call("min")

    def max(self) -> Expr:
        """The largest value; NaN only if there is nothing else."""
        return self._call("max")

    def nan_min(self) -> Expr:
        """The smallest value, or NaN if there is one."""
        return self._call("nan_min")

    def nan_max(self) -> Expr:
        """The largest value, or NaN if there is one."""
        return self._call("nan_max")

    def min_by(self, by: Any) -> Expr:
        """The value where `by` is smallest."""
        return self._call_columns("min_by", by)

    def max_by(self, by: Any) -> Expr:
        """The value where `by` is largest."""
        return self._call_columns("max_by", by)

    def arg_min(self) -> Expr:
        """The position of the smallest value."""
        return self._call("arg_min")

    def arg_max(self) -> Expr:
        """The position of the largest value."""
        return self._call("arg_max")

    def std(self, ddof: int = 1) -> Expr:
        """The standard deviation with `ddof` degrees of freedom off; null for no more than `ddof` values."""
        return self._call("std", ddof=ddof)

    def var(self, ddof: int = 1) -> Expr:
        """The variance with `ddof` degrees of freedom off; null for no more than `ddof` values."""
        return self._call("var", ddof=ddof)

    def skew(self, *, bias: bool = True) -> Expr:
        """The skewness; without `bias`, corrected for the size of the sample."""
        return self._call("skew", bias=bias)

    def kurtosis(self, *, fisher: bool = True, bias: bool = True) -> Expr:
        """The kurtosis, of a normal distribution 0 (`fisher`) or 3; without `bias`, corrected for the sample's size."""
        return self._call("kurtosis", fisher=fisher, bias=bias)

    def quantile(self, quantile: float, interpolation: QuantileMethod = "nearest") -> Expr:
        """The value below which a share of the values lies.

        Args:
            quantile: The share, from 0 to 1.
            interpolation: What to take between two values: nearest, higher, lower, midpoint, linear or equiprobable.
        """
        return self._call("quantile", quantile=float(quantile), interpolation=interpolation)

    def first(self, *, ignore_nulls: bool = False) -> Expr:
        """The first value."""
        return self._call("first", ignore_nulls=ignore_nulls)

    def last(self, *, ignore_nulls: bool = False) -> Expr:
        """The last value."""
        return self._call("last", ignore_nulls=ignore_nulls)

    def item(self, *, allow_empty: bool = False) -> Expr:
        """The only value; an error if there are several, or none unless `allow_empty`."""
        return self._call("item", allow_empty=allow_empty)

    def n_unique(self) -> Expr:
        """How many different values there are; null is one of them."""
        return self._call("n_unique")

    def approx_n_unique(self) -> Expr:
        """About how many different values there are."""
        return self._call("approx_n_unique")

    def any(self, *, ignore_nulls: bool = True) -> Expr:
        """Whether a value is true; without `ignore_nulls`, null when that cannot be known."""
        return self._call("any", ignore_nulls=ignore_nulls)

    def all(self, *, ignore_nulls: bool = True) -> Expr:
        """Whether all values are true; without `ignore_nulls`, null when that cannot be known."""
        return self._call("all", ignore_nulls=ignore_nulls)

    def implode(self, *, maintain_order: bool = True) -> Expr:
        """All values as one list."""
        return self._call("implode", maintain_order=maintain_order)

    def bitwise_and(self) -> Expr:
        """The bits that all values have."""
        return self._call("bitwise_and")

    def bitwise_or(self) -> Expr:
        """The bits that one of the values has."""
        return self._call("bitwise_or")

    def bitwise_xor(self) -> Expr:
        """The bits that an odd number of values has."""
        return self._call("bitwise_xor")

    def dot(self, other: Expr | str) -> Expr:
        """The sum of the products with the values of another column."""
        return self._call_columns("mul", other).sum()
