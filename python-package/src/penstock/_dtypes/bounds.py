"""The smallest and largest values of numeric types, as literals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from penstock._expr.expr import Expr


def largest(dtype: Any) -> Expr:
    """The largest value of a numeric type."""
    from penstock._functions.literal import lit

    if dtype.is_float():
        return lit(float("inf"), dtype)
    bits = _bits(dtype)
    return lit(2 ** (bits - 1) - 1 if dtype.is_signed_integer() else 2**bits - 1, dtype)


def smallest(dtype: Any) -> Expr:
    """The smallest value of a numeric type."""
    from penstock._functions.literal import lit

    if dtype.is_float():
        return lit(float("-inf"), dtype)
    return lit(-(2 ** (_bits(dtype) - 1)) if dtype.is_signed_integer() else 0, dtype)


def _bits(dtype: Any) -> int:
    return int(dtype.__name__.lstrip("UInt"))
