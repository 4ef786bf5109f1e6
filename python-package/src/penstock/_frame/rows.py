"""Which rows a frame has, and in which order: filtered, sorted, cut, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._expr.base import ExprBase
from penstock._expr.reshaping import conjunction, sort_keys
from penstock._frame.base import FrameBase
from penstock._frame.columns import selection, selector_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._expr.expr import Expr
    from penstock._typing import UniqueKeep


class Rows(FrameBase):
    """Operations on rows, which leave the columns as they are."""

    __slots__ = ()

    def filter(self, *predicates: Any, **constraints: Any) -> Self:
        """The rows for which all predicates are true; where one is null, the row is left out.

        Args:
            *predicates: Boolean expressions; strings name columns.
            **constraints: Names of columns and the values that they must have.
        """
        if not predicates and not constraints:
            return self
        return self._next(plans.filter_(self._plan, conjunction(predicates, constraints)))

    def remove(self, *predicates: Any, **constraints: Any) -> Self:
        """The rows for which not all predicates are true; where they are null, the row stays.

        Args:
            *predicates: Boolean expressions; strings name columns.
            **constraints: Names of columns and the values that they must have.
        """
        if not predicates and not constraints:
            return self
        return self._next(plans.filter_(self._plan, conjunction(predicates, constraints), negated=True))

    def slice(self, offset: int, length: int | None = None) -> Self:
        """`length` rows, or all, from `offset` on; a negative offset counts from the end."""
        return self._next(plans.slice_(self._plan, offset, length))

    def first(self) -> Self:
        """The first row."""
        return self.slice(0, 1)

    def last(self) -> Self:
        """The last row."""
        return self.slice(-1, 1)

    def sort(
        self,
        by: Any,
        *more_by: Any,
        descending: bool | Sequence[bool] = False,
        nulls_last: bool | Sequence[bool] = False,
        maintain_order: bool = False,
        multithreaded: bool = True,  # noqa: ARG002
    ) -> Self:
        """The rows in the order of keys. Nulls come first unless told otherwise, NaN is greater than every number.

        Args:
            by: What to sort by; strings name columns.
            *more_by: What to sort by next.
            descending: The direction, for all keys or for each.
            nulls_last: Whether nulls come last, for all keys or for each.
            maintain_order: Whether equal rows stay in their order.
            multithreaded: Accepted for compatibility; the engine decides.
        """
        keys = sort_keys(by, more_by, descending=descending, nulls_last=nulls_last)
        return self._next(plans.sort(self._plan, keys, maintain_order=maintain_order)) if keys else self

    def top_k(self, k: int, *, by: Any, reverse: bool | Sequence[bool] = False) -> Self:
        """The `k` rows that are largest by keys, in no particular order; nulls count as smallest.

        Args:
            k: How many rows.
            by: What to compare; strings name columns.
            reverse: Whether the smallest are meant, for all keys or for each.
        """
        return self._next(plans.top_k(self._plan, k, sort_keys(by, (), descending=reverse, nulls_last=True)))

    def bottom_k(self, k: int, *, by: Any, reverse: bool | Sequence[bool] = False) -> Self:
        """The `k` rows that are smallest by keys, in no particular order; nulls count as largest.

        Args:
            k: How many rows.
            by: What to compare; strings name columns.
            reverse: Whether the largest are meant, for all keys or for each.
        """
        flipped = (not reverse) if isinstance(reverse, bool) else [not one for one in reverse]
        return self._next(plans.top_k(self._plan, k, sort_keys(by, (), descending=flipped, nulls_last=True)))

    def unique(self, subset: Any = None, *, keep: UniqueKeep = "any", maintain_order: bool = False) -> Self:
        """One row of each set of equal rows.

        Args:
            subset: What must be equal, all columns unless given; strings name columns.
            keep: Which row of a set stays: any, the first, the last, or none if there are several.
            maintain_order: Whether the rows stay in their order.
        """
        picked = None if subset is None else selection(subset)
        return self._next(plans.distinct(self._plan, picked, keep.upper(), maintain_order=maintain_order))

    def drop_nulls(self, subset: Any = None) -> Self:
        """The rows without a null.

        Args:
            subset: Where to look for nulls, in all columns unless given.
        """
        picked = nodes.all_columns() if subset is None else selector_of(subset)
        return self.filter(_all_of(ExprBase._of(nodes.columns(picked)).is_not_null()))

    def drop_nans(self, subset: Any = None) -> Self:
        """The rows without a NaN.

        Args:
            subset: Where to look for NaNs, in all columns of floats unless given.
        """
        picked = nodes.of_class("FLOAT") if subset is None else selector_of(subset)
        numbers = ExprBase._of(nodes.columns(picked)).is_not_nan()
        return self.filter(_all_of(numbers.fill_null(True)))

    def reverse(self) -> Self:
        """The rows from the last to the first."""
        return self._of_each("reverse")

    def shift(self, n: int = 1, *, fill_value: Any = None) -> Self:
        """The rows `n` places further down, or up for negative `n`; rows without a value get `fill_value`."""
        every = ExprBase._of(nodes.columns(nodes.all_columns()))
        return self._next(plans.project(self._plan, [every.shift(n, fill_value=fill_value)._node]))

    def interpolate(self) -> Self:
        """The rows with values between their neighbours in the place of nulls, in columns of numbers."""
        every = ExprBase._of(nodes.columns(nodes.all_columns()))
        numbers = ExprBase._of(nodes.columns(nodes.of_class("NUMERIC")))
        return self._next(plans.extend(plans.project(self._plan, [every._node]), [numbers.interpolate()._node]))

    def gather_every(self, n: int, offset: int = 0) -> Self:
        """Every `n`-th row from `offset` on."""
        return self._of_each("gather_every", n=n, offset=offset)

    def gather(self, indices: Any, *, null_on_oob: bool = False) -> Self:
        """The rows at positions; negative ones count from the end.

        Args:
            indices: A position, a list of them, or an expression.
            null_on_oob: Whether a position outside makes a row of nulls rather than an error.
        """
        every = ExprBase._of(nodes.columns(nodes.all_columns()))
        return self._next(plans.project(self._plan, [every.gather(indices, null_on_oob=null_on_oob)._node]))

    def sample(
        self,
        n: int | None = None,
        *,
        fraction: float | None = None,
        with_replacement: bool = False,
        shuffle: bool | None = None,
        seed: int | None = None,
    ) -> Self:
        """Some rows, drawn at random; the same seed draws the same rows on every engine.

        Args:
            n: How many, 1 unless `fraction` is given.
            fraction: Or which share of them.
            with_replacement: Whether a row may be drawn several times.
            shuffle: Whether the order is random too.
            seed: Where the generator starts; chosen at random unless given.
        """
        if n is not None and fraction is not None:
            raise ValueError("sample takes n or fraction, not both")
        return self._next(
            plans.sample(
                self._plan,
                n,
                fraction,
                with_replacement=with_replacement,
                shuffle=bool(shuffle),
                seed=seed,
            )
        )

    def explode(self, columns: Any, *more_columns: Any, empty_as_null: bool = False, keep_nulls: bool = True) -> Self:
        """One row for each element of list columns, whose lists must be of equal lengths.

        Args:
            columns: The list columns.
            *more_columns: More of them.
            empty_as_null: Whether an empty list becomes a row with a null, rather than no row.
            keep_nulls: Whether a null becomes a row with a null, rather than no row.
        """
        picked = selection(columns, *more_columns)
        return self._next(plans.explode(self._plan, picked, empty_as_null=empty_as_null, keep_nulls=keep_nulls))

    def _of_each(self, function: str, **options: Any) -> Self:
        """A function of every column, all of which it changes alike."""
        every = nodes.columns(nodes.all_columns())
        return self._next(plans.project(self._plan, [nodes.call(function, [every], options)]))


def _all_of(tests: Expr) -> Expr:
    """Whether all tests are true on each row; also when there are none."""
    true = nodes.literal("b", value=True)
    return ExprBase._of(nodes.call("all_horizontal", [true, tests._node]))
