"""Python's operators on expressions, and the methods that mean the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, as_node

if TYPE_CHECKING:
    from penstock._expr.expr import Expr

_TRUTH = """an expression has no truth value: what it stands for is known only when a query runs

Perhaps Python's own logic was meant to work on columns. Write
- `(a > 1) & (b > 2)`, with the parentheses, instead of `a > 1 and b > 2`
- `(a > 1) | (b > 2)` instead of `a > 1 or b > 2`, and `~a` instead of `not a`
- `a.is_in([x, y])` instead of `a in [x, y]`
- `a.is_between(1, 3)` instead of `1 < a < 3`
- `ps.when(a).then(x).otherwise(y)` instead of `x if a else y`
- `ps.max_horizontal(a, b)` instead of `max(a, b)`"""


class Operators(ExprBase):
    """Arithmetic, comparison and logic between expressions."""

    __slots__ = ()

    def _binary(self, function: str, other: Any, *, reflected: bool = False) -> Expr:
        """A function of two operands, where a string is a constant."""
        both = [self._node, as_node(other, strings="literals")]
        return self._of(nodes.call(function, both[::-1] if reflected else both))

    def __bool__(self) -> NoReturn:
        raise TypeError(_TRUTH)

    def __add__(self, other: Any) -> Expr:
        return self._binary("add", other)

    def __radd__(self, other: Any) -> Expr:
        return self._binary("add", other, reflected=True)

    def __sub__(self, other: Any) -> Expr:
        return self._binary("sub", other)

    def __rsub__(self, other: Any) -> Expr:
        return self._binary("sub", other, reflected=True)

    def __mul__(self, other: Any) -> Expr:
        return self._binary("mul", other)

    def __rmul__(self, other: Any) -> Expr:
        return self._binary("mul", other, reflected=True)

    def __truediv__(self, other: Any) -> Expr:
        return self._binary("truediv", other)

    def __rtruediv__(self, other: Any) -> Expr:
        return self._binary("truediv", other, reflected=True)

    def __floordiv__(self, other: Any) -> Expr:
        return self._binary("floordiv", other)

    def __rfloordiv__(self, other: Any) -> Expr:
        return self._binary("floordiv", other, reflected=True)

    def __mod__(self, other: Any) -> Expr:
        return self._binary("mod", other)

    def __rmod__(self, other: Any) -> Expr:
        return self._binary("mod", other, reflected=True)

    def __pow__(self, exponent: Any) -> Expr:
        return self._binary("pow", exponent)

    def __rpow__(self, base: Any) -> Expr:
        return self._binary("pow", base, reflected=True)

    def __neg__(self) -> Expr:
        return self._call("neg")

    def __pos__(self) -> Expr:
        return self._of(self._node)

    def __abs__(self) -> Expr:
        return self._call("abs")

    def __invert__(self) -> Expr:
        return self._call("not")

    def __and__(self, other: Any) -> Expr:
        return self._binary("and", other)

    def __rand__(self, other: Any) -> Expr:
        return self._binary("and", other, reflected=True)

    def __or__(self, other: Any) -> Expr:
        return self._binary("or", other)

    def __ror__(self, other: Any) -> Expr:
        return self._binary("or", other, reflected=True)

    def __xor__(self, other: Any) -> Expr:
        return self._binary("xor", other)

    def __rxor__(self, other: Any) -> Expr:
        return self._binary("xor", other, reflected=True)

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return self._binary("eq", other)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return self._binary("ne", other)

    def __lt__(self, other: Any) -> Expr:
        return self._binary("lt", other)

    def __le__(self, other: Any) -> Expr:
        return self._binary("le", other)

    def __gt__(self, other: Any) -> Expr:
        return self._binary("gt", other)

    def __ge__(self, other: Any) -> Expr:
        return self._binary("ge", other)

    __hash__ = None  # type: ignore[assignment]

    def add(self, other: Any) -> Expr:
        """The sum, like ``+``."""
        return self._binary("add", other)

    def sub(self, other: Any) -> Expr:
        """The difference, like ``-``."""
        return self._binary("sub", other)

    def mul(self, other: Any) -> Expr:
        """The product, like ``*``."""
        return self._binary("mul", other)

    def truediv(self, other: Any) -> Expr:
        """The quotient as a float, like ``/``."""
        return self._binary("truediv", other)

    def floordiv(self, other: Any) -> Expr:
        """The quotient rounded down, like ``//``; null for an integer divided by zero."""
        return self._binary("floordiv", other)

    def mod(self, other: Any) -> Expr:
        """The remainder with the sign of the divisor, like ``%``; null for an integer divided by zero."""
        return self._binary("mod", other)

    def pow(self, exponent: Any) -> Expr:
        """The power, like ``**``."""
        return self._binary("pow", exponent)

    def neg(self) -> Expr:
        """The number with the other sign, like a minus in front."""
        return self._call("neg")

    def eq(self, other: Any) -> Expr:
        """Whether both are equal, like ``==``; null where one is null."""
        return self._binary("eq", other)

    def ne(self, other: Any) -> Expr:
        """Whether both differ, like ``!=``; null where one is null."""
        return self._binary("ne", other)

    def lt(self, other: Any) -> Expr:
        """Whether this is less, like ``<``; NaN is greater than every number."""
        return self._binary("lt", other)

    def le(self, other: Any) -> Expr:
        """Whether this is less or equal, like ``<=``."""
        return self._binary("le", other)

    def gt(self, other: Any) -> Expr:
        """Whether this is greater, like ``>``; NaN is greater than every number."""
        return self._binary("gt", other)

    def ge(self, other: Any) -> Expr:
        """Whether this is greater or equal, like ``>=``."""
        return self._binary("ge", other)

    def eq_missing(self, other: Any) -> Expr:
        """Whether both are equal, where null equals null."""
        return self._binary("eq_missing", other)

    def ne_missing(self, other: Any) -> Expr:
        """Whether both differ, where null equals null."""
        return self._binary("ne_missing", other)

    def and_(self, *others: Any) -> Expr:
        """The conjunction with all others, like ``&``."""
        return _folded(self, "and", others)

    def or_(self, *others: Any) -> Expr:
        """The disjunction with all others, like ``|``."""
        return _folded(self, "or", others)

    def xor(self, other: Any) -> Expr:
        """The exclusive or, like ``^``."""
        return self._binary("xor", other)

    def not_(self) -> Expr:
        """The negation, like ``~``."""
        return self._call("not")


def _folded(first: Any, function: str, others: tuple[Any, ...]) -> Expr:
    for other in others:
        first = first._binary(function, other)
    return ExprBase._of(first._node)
