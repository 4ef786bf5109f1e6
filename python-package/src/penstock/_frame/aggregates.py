"""One row for all rows: aggregates over every column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._dtypes.plain import Boolean, Date, Datetime, Duration, Null, Time
from penstock._expr.base import ExprBase
from penstock._frame.base import FrameBase

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._dtypes.base import DataType
    from penstock._expr.expr import Expr
    from penstock._typing import QuantileMethod


class Aggregates(FrameBase):
    """Aggregates over every column. A column whose type has no such aggregate becomes null."""

    __slots__ = ()

    def count(self) -> Self:
        """How many values of each column are not null."""
        return self._each(lambda column: column.count())

    def null_count(self) -> Self:
        """How many values of each column are null."""
        return self._each(lambda column: column.null_count())

    def min(self) -> Self:
        """The smallest value of each column."""
        return self._where(_is_ordered, lambda column: column.min())

    def max(self) -> Self:
        """The largest value of each column."""
        return self._where(_is_ordered, lambda column: column.max())

    def sum(self) -> Self:
        """The sum of each column."""
        return self._where(_has_sum, lambda column: column.sum())

    def mean(self) -> Self:
        """The mean of each column."""
        return self._where(_has_mean, lambda column: column.mean())

    def median(self) -> Self:
        """The median of each column."""
        return self._where(_has_mean, lambda column: column.median())

    def std(self, ddof: int = 1) -> Self:
        """The standard deviation of each column, with `ddof` degrees of freedom off."""
        return self._where(_is_number, lambda column: column.std(ddof))

    def var(self, ddof: int = 1) -> Self:
        """The variance of each column, with `ddof` degrees of freedom off."""
        return self._where(_is_number, lambda column: column.var(ddof))

    def product(self) -> Self:
        """The product of each column."""
        return self._where(_is_number, lambda column: column.product())

    def quantile(self, quantile: float, interpolation: QuantileMethod = "nearest") -> Self:
        """The value of each column below which a share of its values lies.

        Args:
            quantile: The share, from 0 to 1.
            interpolation: What to take between two values: nearest, higher, lower, midpoint, linear or equiprobable.
        """
        return self._where(_has_quantile, lambda column: column.quantile(quantile, interpolation))

    def _each(self, function: Callable[[Expr], Expr]) -> Self:
        every = ExprBase._of(nodes.columns(nodes.all_columns()))
        return self._next(plans.project(self._plan, [function(every)._node]))

    def _where(self, has: Callable[[DataType], bool], function: Callable[[Expr], Expr]) -> Self:
        """The function of the columns that have it, and null for the others."""
        schema = self.collect_schema()
        if all(has(dtype) for dtype in schema.values()):
            return self._each(function)
        parts: list[Any] = []
        for name, dtype in schema.items():
            column = ExprBase._of(nodes.column(name))
            parts.append((function(column) if has(dtype) else column.filter(_never()).first())._node)
        return self._next(plans.project(self._plan, parts))


def _never() -> Expr:
    """A predicate that no row fulfils."""
    return ExprBase._of(nodes.literal("b", value=False))


def _is_number(dtype: DataType) -> bool:
    return dtype.is_numeric() or isinstance(dtype, Boolean)


def _has_sum(dtype: DataType) -> bool:
    return _is_number(dtype) or isinstance(dtype, (Duration, Null))


def _has_mean(dtype: DataType) -> bool:
    return _is_number(dtype) or isinstance(dtype, (Date, Datetime, Duration, Time))


def _has_quantile(dtype: DataType) -> bool:
    return dtype.is_numeric() or isinstance(dtype, (Date, Datetime, Duration, Time))


def _is_ordered(dtype: DataType) -> bool:
    return not dtype.is_nested()
