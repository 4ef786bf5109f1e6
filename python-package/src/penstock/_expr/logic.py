"""What is missing, what is equal to what, and what stands for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, as_node
from penstock._expr.literal import literal_node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._typing import ClosedInterval, FillNullStrategy


class _Unset:
    """The value of an argument that was not given, where None means something."""

    def __repr__(self) -> str:
        return "<not given>"


UNSET: Any = _Unset()


class Logic(ExprBase):
    """Tests of values, and replacements for them."""

    __slots__ = ()

    def is_null(self) -> Expr:
        """Whether the value is null."""
        return self._call("is_null")

    def is_not_null(self) -> Expr:
        """Whether the value is not null."""
        return self._call("is_not_null")

    def is_nan(self) -> Expr:
        """Whether the number is NaN; null for null."""
        return self._call("is_nan")

    def is_not_nan(self) -> Expr:
        """Whether the number is not NaN; null for null."""
        return self._call("is_not_nan")

    def is_finite(self) -> Expr:
        """Whether the number is neither infinite nor NaN."""
        return self._call("is_finite")

    def is_infinite(self) -> Expr:
        """Whether the number is infinite."""
        return self._call("is_infinite")

    def is_in(self, other: Any, *, nulls_equal: bool = False) -> Expr:
        """Whether the value is among others.

        Args:
            other: A collection of values, or an expression: a column of lists is searched row by row.
            nulls_equal: Whether null is found among nulls; without it, null is in nothing and not in nothing.
        """
        values = as_node(other) if isinstance(other, (ExprBase, str)) or callable(other) else list_node(other)
        return self._of(nodes.call("is_in", [self._node, values], {"nulls_equal": nulls_equal}))

    def is_between(self, lower_bound: Any, upper_bound: Any, closed: ClosedInterval = "both") -> Expr:
        """Whether the value lies between two bounds.

        Args:
            lower_bound: The lower bound; a string names a column.
            upper_bound: The upper bound; a string names a column.
            closed: Which of the bounds belong to the interval: both, left, right or none.
        """
        return self._call_columns("is_between", lower_bound, upper_bound, closed=closed)

    def is_close(self, other: Any, *, abs_tol: float = 0.0, rel_tol: float = 1e-09, nans_equal: bool = False) -> Expr:
        """Whether two numbers differ little.

        Args:
            other: The other number; a string names a column.
            abs_tol: How large the difference may be.
            rel_tol: How large it may be as a share of the larger number.
            nans_equal: Whether NaN is close to NaN.
        """
        return self._call_columns("is_close", other, abs_tol=abs_tol, rel_tol=rel_tol, nans_equal=nans_equal)

    def fill_null(self, value: Any = None, strategy: FillNullStrategy | None = None, limit: int | None = None) -> Expr:
        """The value, or another one where it is null.

        Args:
            value: What to put there; a string is a constant.
            strategy: Or how to find it: forward, backward, min, max, mean, zero or one.
            limit: How many nulls in a row ``forward`` and ``backward`` fill.
        """
        if (value is None) == (strategy is None):
            raise ValueError("fill_null takes a value or a strategy, one of the two")
        if limit is not None and strategy not in ("forward", "backward"):
            raise ValueError("fill_null takes a limit only with the strategies 'forward' and 'backward'")
        if strategy is None:
            return self._call("coalesce", value, each=True)
        if strategy in ("forward", "backward"):
            return self._call(f"{strategy}_fill", limit=limit)
        # What is found fits the column, not the other way round.
        if strategy in ("min", "max", "mean"):
            return self._call("coalesce", self._call(strategy), each=True, keep_type=True)
        if strategy in ("zero", "one"):
            return self._call("coalesce", 0 if strategy == "zero" else 1, each=True, keep_type=True)
        raise ValueError(f"strategy must be forward, backward, min, max, mean, zero or one, not {strategy!r}")

    def fill_nan(self, value: Any) -> Expr:
        """The number, or another value where it is NaN."""
        return self._call_columns("fill_nan", value)

    def replace(self, old: Any, new: Any = UNSET) -> Expr:
        """The value, or the new one where it is one of the old.

        Args:
            old: The values to look for, or a mapping of them to the new ones.
            new: What to put in their place: one value for all, or one for each.
        """
        old, new = _pairs(old, new)
        return self._of(nodes.call("replace", [self._node, list_node(old), list_node(new)]))

    def replace_strict(
        self,
        old: Any,
        new: Any = UNSET,
        *,
        default: Any = UNSET,
        return_dtype: IntoDataType | None = None,
    ) -> Expr:
        """The new value for each old one; what is not among them is `default`, or an error.

        Args:
            old: The values to look for, or a mapping of them to the new ones.
            new: What to put in their place: one value for all, or one for each.
            default: What to put in the place of all others.
            return_dtype: The type of the result.
        """
        old, new = _pairs(old, new)
        arguments = [self._node, list_node(old), list_node(new)]
        if default is not UNSET:
            arguments.append(as_node(default, strings="literals"))
        replaced = self._of(nodes.call("replace_strict", arguments))
        return replaced if return_dtype is None else replaced.cast(return_dtype)


def list_node(values: Any) -> nodes.Node:
    """A collection of values as a constant list."""
    dtype = getattr(values, "dtype", None)
    if hasattr(values, "to_list"):
        from penstock._dtypes.base import DataType
        from penstock._dtypes.nested import List

        return literal_node(values.to_list(), List(dtype) if isinstance(dtype, DataType) else None)
    if hasattr(values, "tolist"):
        values = values.tolist()
    if isinstance(values, (bytes, dict)) or not hasattr(values, "__iter__"):
        raise TypeError(f"a collection of values is needed here, not {values!r}")
    return literal_node(list(values))


def _pairs(old: Mapping[Any, Any] | Any, new: Any) -> tuple[list[Any], list[Any]]:
    """Old and new values, one to one."""
    if new is UNSET:
        if not hasattr(old, "items"):
            raise TypeError("without new values, the old ones must be a mapping: {old: new, ...}")
        return list(old.keys()), list(old.values())
    olds = _as_list(old)
    news = _as_list(new)
    if len(news) == 1 and len(olds) != 1:
        news = news * len(olds)
    if len(olds) != len(news):
        raise ValueError(f"there are {len(olds)} old values and {len(news)} new ones; give one new value, or as many")
    return olds, news


def _as_list(values: Any) -> list[Any]:
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        return [values]
    return values.to_list() if hasattr(values, "to_list") else list(values)
