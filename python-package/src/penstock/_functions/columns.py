"""Functions that pick columns, and shorthands for what is computed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase
from penstock._expr.col import col

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penstock._expr.expr import Expr
    from penstock._typing import QuantileMethod


def _every(names: tuple[str, ...]) -> Expr:
    """The named columns, or all of them."""
    return col(*names) if names else ExprBase._of(nodes.columns(nodes.all_columns()))


def all(*names: str, ignore_nulls: bool = True) -> Expr:  # noqa: A001
    """All columns; with names, whether all values of each of these are true.

    Args:
        *names: Names of Boolean columns.
        ignore_nulls: Whether nulls do not count.
    """
    return col(*names).all(ignore_nulls=ignore_nulls) if names else _every(())


def any(*names: str, ignore_nulls: bool = True) -> Expr:  # noqa: A001
    """Whether a value of each named column is true.

    Args:
        *names: Names of Boolean columns.
        ignore_nulls: Whether nulls do not count.
    """
    return _every(names).any(ignore_nulls=ignore_nulls)


def exclude(columns: Any, *more_columns: Any) -> Expr:
    """All columns but some.

    Args:
        columns: Names, patterns from ``^`` to ``$``, or data types.
        *more_columns: More of these.
    """
    return _every(()).exclude(columns, *more_columns)


def nth(*indices: int | Iterable[int], strict: bool = True) -> Expr:
    """The columns at positions; negative ones count from the end.

    Args:
        *indices: The positions.
        strict: Whether a position that the frame lacks is an error.
    """
    flat: list[int] = []
    for index in indices:
        flat += [index] if isinstance(index, int) else list(index)
    return ExprBase._of(nodes.columns(nodes.positions(flat, strict=strict)))


def len() -> Expr:  # noqa: A001
    """How many rows there are, in the frame or in the group."""
    return ExprBase._of(nodes.row_count())


def count(*columns: str) -> Expr:
    """How many values of the named columns are not null.

    Args:
        *columns: Names of columns.
    """
    if not columns:
        raise TypeError("ps.count needs the name of a column; ps.len() counts rows")
    return col(*columns).count()


def first(*columns: str) -> Expr:
    """The first value of the named columns, or the first column.

    Args:
        *columns: Names of columns.
    """
    return col(*columns).first() if columns else nth(0)


def last(*columns: str) -> Expr:
    """The last value of the named columns, or the last column.

    Args:
        *columns: Names of columns.
    """
    return col(*columns).last() if columns else nth(-1)


def sum(*names: str) -> Expr:  # noqa: A001
    """The sum of the named columns.

    Args:
        *names: Names of columns.
    """
    return _every(names).sum()


def mean(*columns: str) -> Expr:
    """The mean of the named columns.

    Args:
        *columns: Names of columns.
    """
    return _every(columns).mean()


def median(*columns: str) -> Expr:
    """The median of the named columns.

    Args:
        *columns: Names of columns.
    """
    return _every(columns).median()


def min(*names: str) -> Expr:  # noqa: A001
    """The smallest value of the named columns.

    Args:
        *names: Names of columns.
    """
    return _every(names).min()


def max(*names: str) -> Expr:  # noqa: A001
    """The largest value of the named columns.

    Args:
        *names: Names of columns.
    """
    return _every(names).max()


def n_unique(*columns: str) -> Expr:
    """How many different values the named columns have.

    Args:
        *columns: Names of columns.
    """
    return _every(columns).n_unique()


def approx_n_unique(*columns: str) -> Expr:
    """About how many different values the named columns have.

    Args:
        *columns: Names of columns.
    """
    return _every(columns).approx_n_unique()


def implode(*columns: str, maintain_order: bool = True) -> Expr:
    """All values of each named column as one list.

    Args:
        *columns: Names of columns.
        maintain_order: Whether the values stay in their order.
    """
    return _every(columns).implode(maintain_order=maintain_order)


def std(column: str, ddof: int = 1) -> Expr:
    """The standard deviation of a column, with `ddof` degrees of freedom off."""
    return col(column).std(ddof)


def var(column: str, ddof: int = 1) -> Expr:
    """The variance of a column, with `ddof` degrees of freedom off."""
    return col(column).var(ddof)


def quantile(column: str, quantile: float, interpolation: QuantileMethod = "nearest") -> Expr:
    """The value of a column below which a share of its values lies."""
    return col(column).quantile(quantile, interpolation)


def head(column: str, n: int = 10) -> Expr:
    """The first `n` values of a column."""
    return col(column).head(n)


def tail(column: str, n: int = 10) -> Expr:
    """The last `n` values of a column."""
    return col(column).tail(n)


def cum_count(*columns: str, reverse: bool = False) -> Expr:
    """How many values of the named columns so far are not null.

    Args:
        *columns: Names of columns.
        reverse: Whether to count from the end.
    """
    return _every(columns).cum_count(reverse=reverse)


def cum_sum(*names: str) -> Expr:
    """The sum so far of the named columns.

    Args:
        *names: Names of columns.
    """
    return _every(names).cum_sum()


def element() -> Expr:
    """The values at hand, inside of functions that work on lists and in `pivot`."""
    return ExprBase._of(nodes.element())


def field(name: str | list[str]) -> Expr:
    """Fields of the struct at hand, inside of `struct.with_fields` and `struct.eval`.

    Args:
        name: The name of a field; for several, the expression around is repeated for each.
    """
    return ExprBase._of(nodes.struct_fields([name] if isinstance(name, str) else name))
