"""Functions of several columns that make one value for each row, and of two columns that make one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, as_node, as_nodes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._typing import CorrelationMethod


def _of_all(function: str, exprs: tuple[Any, ...], **options: Any) -> Expr:
    return ExprBase._of(nodes.call(function, as_nodes(*exprs) if exprs else [], options))


def all_horizontal(*exprs: Any) -> Expr:
    """Whether all of the expressions are true on each row.

    Args:
        *exprs: Boolean expressions; strings name columns.
    """
    return _of_all("all_horizontal", exprs)


def any_horizontal(*exprs: Any) -> Expr:
    """Whether one of the expressions is true on each row.

    Args:
        *exprs: Boolean expressions; strings name columns.
    """
    return _of_all("any_horizontal", exprs)


def min_horizontal(*exprs: Any) -> Expr:
    """The smallest of the expressions on each row; nulls do not count.

    Args:
        *exprs: Expressions; strings name columns.
    """
    return _of_all("min_horizontal", exprs)


def max_horizontal(*exprs: Any) -> Expr:
    """The largest of the expressions on each row; nulls do not count.

    Args:
        *exprs: Expressions; strings name columns.
    """
    return _of_all("max_horizontal", exprs)


def sum_horizontal(*exprs: Any, ignore_nulls: bool = True) -> Expr:
    """The sum of the expressions on each row.

    Args:
        *exprs: Expressions; strings name columns.
        ignore_nulls: Whether nulls do not count; without it, a null makes the sum null.
    """
    return _of_all("sum_horizontal", exprs, ignore_nulls=ignore_nulls)


def mean_horizontal(*exprs: Any, ignore_nulls: bool = True) -> Expr:
    """The mean of the expressions on each row.

    Args:
        *exprs: Expressions; strings name columns.
        ignore_nulls: Whether nulls do not count; without it, a null makes the mean null.
    """
    return _of_all("mean_horizontal", exprs, ignore_nulls=ignore_nulls)


def coalesce(exprs: Any, *more_exprs: Any) -> Expr:
    """The first of the expressions that is not null on each row.

    Args:
        exprs: Expressions; strings name columns.
        *more_exprs: More of them.
    """
    return _of_all("coalesce", (exprs, *more_exprs))


def concat_str(exprs: Any, *more_exprs: Any, separator: str = "", ignore_nulls: bool = False) -> Expr:
    """The expressions as text, one behind the other.

    Args:
        exprs: Expressions; strings name columns.
        *more_exprs: More of them.
        separator: What stands between two of them.
        ignore_nulls: Whether nulls are left out; without it, a null makes the text null.
    """
    return _of_all("concat_str", (exprs, *more_exprs), separator=separator, ignore_nulls=ignore_nulls)


def format(f_string: str, *args: Any) -> Expr:  # noqa: A001
    """A text with expressions in the places of its ``{}``.

    Args:
        f_string: The text.
        *args: An expression for each place; strings name columns.
    """
    pieces = f_string.split("{}")
    if len(pieces) != len(args) + 1:
        raise ValueError(f"the text has {len(pieces) - 1} places for {len(args)} expressions")
    parts: list[Any] = []
    for piece, arg in zip(pieces, [*args, None], strict=True):
        if piece:
            parts.append(as_node(piece, strings="literals"))
        if arg is not None:
            parts.append(as_node(arg))
    return ExprBase._of(nodes.call("concat_str", parts, {"separator": ""}))


def struct(*exprs: Any, schema: Mapping[str, IntoDataType] | None = None, **named_exprs: Any) -> Expr:
    """A struct of the expressions, under their names.

    Args:
        *exprs: Expressions; strings name columns.
        schema: The names and types of the fields; the struct is cast to them.
        **named_exprs: Expressions and the names they get.
    """
    fields = as_nodes(*exprs) if exprs else []
    fields += [nodes.alias(as_node(value), name) for name, value in named_exprs.items()]
    if schema is not None and not fields:
        fields = [nodes.column(name) for name in schema]
    made = ExprBase._of(nodes.struct_of(fields))
    if schema is None:
        return made
    from penstock._dtypes.nested import Struct

    return made.cast(Struct(schema))


def arctan2(y: Any, x: Any) -> Expr:
    """The angle in radians of the point (x, y); strings name columns."""
    return _of_all("arctan2", (y, x))


def corr(a: Any, b: Any, *, method: CorrelationMethod = "pearson", propagate_nans: bool = False) -> Expr:
    """The correlation of two columns.

    Args:
        a: An expression; a string names a column.
        b: The other one.
        method: Pearson's coefficient, or Spearman's of the ranks.
        propagate_nans: For Spearman: whether a NaN makes the result NaN.
    """
    return _of_all("corr", (a, b), method=method, propagate_nans=propagate_nans)


def cov(a: Any, b: Any, *, ddof: int = 1) -> Expr:
    """The covariance of two columns, with `ddof` degrees of freedom off."""
    return _of_all("cov", (a, b), ddof=ddof)
