"""What every expression is, and how its methods make new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from penstock import _nodes as nodes

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._nodes import Node


class ExprBase:
    """A computation over columns, described by a node of a plan.

    The methods of expressions stand in one mixin for each family of functions. To add one, write a method that returns
    `_call` with the function's name in plans.
    """

    __slots__ = ("_node",)

    #: The class of the expressions that methods return; set once that class exists.
    _made: ClassVar[type[Expr]]

    _node: Node

    @classmethod
    def _of(cls, node: Node) -> Expr:
        """The expression that a node describes."""
        made = object.__new__(ExprBase._made)
        made._node = node
        return made

    def _call(self, function: str, *arguments: Any, **options: Any) -> Expr:
        """A function of this expression; strings are constants, options that are None are left out."""
        others = [as_node(argument, strings="literals") for argument in arguments]
        return self._of(nodes.call(function, [self._node, *others], options))

    def _call_columns(self, function: str, *arguments: Any, **options: Any) -> Expr:
        """Like `_call`, but strings among the arguments name columns."""
        others = [as_node(argument) for argument in arguments]
        return self._of(nodes.call(function, [self._node, *others], options))


class Namespace:
    """Functions of one kind of values, reached by an attribute of expressions."""

    __slots__ = ("_expr",)

    def __init__(self, expr: Expr) -> None:
        self._expr = expr

    def _call(self, function: str, *arguments: Any, **options: Any) -> Expr:
        """A function of the expression; strings are constants, options that are None are left out."""
        return self._expr._call(function, *arguments, **options)

    def _call_columns(self, function: str, *arguments: Any, **options: Any) -> Expr:
        """Like `_call`, but strings among the arguments name columns."""
        return self._expr._call_columns(function, *arguments, **options)


def as_node(value: Any, *, strings: str = "columns") -> Node:
    """The node that `value` means where an expression is asked for.

    Args:
        value: An expression, a constant, the name of a column, or a function of a row, such as ``lambda r: r.a + r.b``.
        strings: Whether strings are names of "columns" or "literals".
    """
    if isinstance(value, ExprBase):
        return value._node
    if isinstance(value, str):
        if strings == "columns":
            from penstock._expr.col import named

            return named(value)
    elif callable(value) and not isinstance(value, type):
        from penstock._expr.col import ROW

        return as_node(value(ROW), strings=strings)
    else:
        finish = getattr(value, "_as_expr_node", None)
        if finish is not None:
            return finish()  # type: ignore[no-any-return]
    from penstock._expr.literal import literal_node

    return literal_node(value)


def as_nodes(values: Any, *more: Any, strings: str = "columns") -> list[Node]:
    """The nodes of one or several values, or of an iterable of them and more."""
    return [as_node(value, strings=strings) for value in flatten(values, *more)]


def flatten(values: Any, *more: Any) -> list[Any]:
    """The values, where the first may also be an iterable of them."""
    if values is None and not more:
        return []
    if is_iterable(values) and not more:
        return list(values)
    several: list[Any] = []
    for value in (values, *more):
        several += list(value) if is_iterable(value) else [value]
    return several


def is_iterable(value: Any) -> bool:
    """Whether `value` stands for several expressions rather than for one."""
    return isinstance(value, (list, tuple, set, frozenset, range)) or (
        hasattr(value, "__next__") or type(value).__name__ in ("dict_keys", "dict_values")
    )
