"""Conditional expressions: ``when(...).then(...).otherwise(...)``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import as_node
from penstock._expr.expr import Expr
from penstock._expr.reshaping import conjunction

if TYPE_CHECKING:
    from penstock._nodes import Node


def when(*predicates: Any, **constraints: Any) -> When:
    """The beginning of a conditional expression: ``when(a > 1).then(x).when(b).then(y).otherwise(z)``.

    Args:
        *predicates: Boolean expressions, all of which must be true; strings name columns.
        **constraints: Names of columns and the values that they must have.
    """
    return When([], conjunction(predicates, constraints))


class When:
    """A condition that waits for its value."""

    __slots__ = ("_branches", "_condition")

    def __init__(self, branches: list[tuple[Node, Node]], condition: Node) -> None:
        self._branches = branches
        self._condition = condition

    def then(self, statement: Any) -> Then:
        """The value where the condition is true; a string names a column."""
        return Then._of_branches([*self._branches, (self._condition, as_node(statement))])

    def __repr__(self) -> str:
        from penstock._expr.text import text_of

        return f"when({text_of(self._condition)})"


class Then(Expr):
    """A conditional expression that may go on; as it stands, it is null where no condition is true."""

    __slots__ = ("_branches",)

    _branches: list[tuple[Node, Node]]

    @classmethod
    def _of_branches(cls, branches: list[tuple[Node, Node]]) -> Then:
        made = object.__new__(cls)
        made._branches = branches
        made._node = nodes.when(branches, None)
        return made

    def when(self, *predicates: Any, **constraints: Any) -> When:
        """Another condition, tried where those before are not true."""
        return When(self._branches, conjunction(predicates, constraints))

    def otherwise(self, statement: Any) -> Expr:
        """The value where no condition is true; a string names a column."""
        return self._of(nodes.when(self._branches, as_node(statement)))
