"""Mathematics on numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from penstock._expr.base import ExprBase, as_node

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import RoundMode


class Mathematics(ExprBase):
    """Functions that make a number of each number. What is no number becomes an error, null stays null."""

    __slots__ = ()

    def abs(self) -> Expr:
        """The distance from zero."""
        return self._call("abs")

    def sqrt(self) -> Expr:
        """The square root; NaN below zero."""
        return self._call("sqrt")

    def cbrt(self) -> Expr:
        """The cube root."""
        return self._call("cbrt")

    def exp(self) -> Expr:
        """The number e to this power."""
        return self._call("exp")

    def log(self, base: Any = math.e) -> Expr:
        """The logarithm to a base, which may be an expression too."""
        if isinstance(base, (int, float)):
            return self._call("log", base=float(base))
        return self._call("log") / ExprBase._of(as_node(base)).log()

    def log10(self) -> Expr:
        """The logarithm to the base 10."""
        return self._call("log", base=10.0)

    def log1p(self) -> Expr:
        """The natural logarithm of one more than the number."""
        return self._call("log1p")

    def sin(self) -> Expr:
        """The sine of an angle in radians."""
        return self._call("sin")

    def cos(self) -> Expr:
        """The cosine of an angle in radians."""
        return self._call("cos")

    def tan(self) -> Expr:
        """The tangent of an angle in radians."""
        return self._call("tan")

    def cot(self) -> Expr:
        """The cotangent of an angle in radians."""
        return self._call("cot")

    def arcsin(self) -> Expr:
        """The angle in radians whose sine this is."""
        return self._call("arcsin")

    def arccos(self) -> Expr:
        """The angle in radians whose cosine this is."""
        return self._call("arccos")

    def arctan(self) -> Expr:
        """The angle in radians whose tangent this is."""
        return self._call("arctan")

    def sinh(self) -> Expr:
        """The hyperbolic sine."""
        return self._call("sinh")

    def cosh(self) -> Expr:
        """The hyperbolic cosine."""
        return self._call("cosh")

    def tanh(self) -> Expr:
        """The hyperbolic tangent."""
        return self._call("tanh")

    def arcsinh(self) -> Expr:
        """The inverse of the hyperbolic sine."""
        return self._call("arcsinh")

    def arccosh(self) -> Expr:
        """The inverse of the hyperbolic cosine."""
        return self._call("arccosh")

    def arctanh(self) -> Expr:
        """The inverse of the hyperbolic tangent."""
        return self._call("arctanh")

    def degrees(self) -> Expr:
        """Radians as degrees."""
        return self._call("degrees")

    def radians(self) -> Expr:
        """Degrees as radians."""
        return self._call("radians")

    def floor(self) -> Expr:
        """The largest whole number that is not greater."""
        return self._call("floor")

    def ceil(self) -> Expr:
        """The smallest whole number that is not less."""
        return self._call("ceil")

    def round(self, decimals: int = 0, mode: RoundMode = "half_to_even") -> Expr:
        """The number rounded to `decimals` places.

        Args:
            decimals: How many places behind the point stay.
            mode: Where a half goes: ``half_to_even`` (2.5 becomes 2) or ``half_away_from_zero`` (2.5 becomes 3).
        """
        return self._call("round", decimals=decimals, mode=mode)

    def round_sig_figs(self, digits: int) -> Expr:
        """The number rounded to `digits` significant digits."""
        return self._call("round_sig_figs", digits=digits)

    def truncate(self, decimals: int = 0) -> Expr:
        """The number cut off, toward zero, behind `decimals` places."""
        return self._call("truncate", decimals=decimals)

    def sign(self) -> Expr:
        """-1, 0 or 1."""
        return self._call("sign")

    def clip(self, lower_bound: Any = None, upper_bound: Any = None) -> Expr:
        """The value, kept between two bounds; a bound of null does not bound.

        Args:
            lower_bound: The least value; a string names a column.
            upper_bound: The greatest value; a string names a column.
        """
        return self._call_columns("clip", lower_bound, upper_bound)

    def bitwise_count_ones(self) -> Expr:
        """How many bits are set."""
        return self._call("bitwise_count_ones")

    def bitwise_count_zeros(self) -> Expr:
        """How many bits are not set."""
        return self._call("bitwise_count_zeros")

    def bitwise_leading_ones(self) -> Expr:
        """How many bits are set in a row from the most significant one on."""
        return self._call("bitwise_leading_ones")

    def bitwise_leading_zeros(self) -> Expr:
        """How many bits are not set in a row from the most significant one on."""
        return self._call("bitwise_leading_zeros")

    def bitwise_trailing_ones(self) -> Expr:
        """How many bits are set in a row from the least significant one on."""
        return self._call("bitwise_trailing_ones")

    def bitwise_trailing_zeros(self) -> Expr:
        """How many bits are not set in a row from the least significant one on."""
        return self._call("bitwise_trailing_zeros")

    def hash(self, seed: int = 0) -> Expr:
        """A number of 64 bits that is equal for equal values; not comparable with other libraries' hashes."""
        return self._call("hash", seed=seed)
