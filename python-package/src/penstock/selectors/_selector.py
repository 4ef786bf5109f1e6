"""What selectors are, and how they combine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase, flatten
from penstock._expr.col import col
from penstock._expr.expr import Expr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penstock._nodes import Node


class Selector(Expr):
    """A rule that picks columns. It is an expression over them, and a set."""

    __slots__ = ()

    @classmethod
    def _picking(cls, selector: Node) -> Selector:
        made = object.__new__(cls)
        made._node = nodes.columns(selector)
        return made

    @property
    def _rule(self) -> Node:
        rule: Node = self._node["selector"]
        return rule

    # Equality makes an expression; as keys of a mapping, selectors are told apart by identity.
    __hash__ = object.__hash__  # type: ignore[assignment]

    def __invert__(self) -> Selector:
        return Selector._picking(nodes.complement(self._rule))

    def __or__(self, other: Any) -> Any:
        rule = rule_of(other)
        return super().__or__(other) if rule is None else Selector._picking(nodes.union(self._rule, rule))

    def __ror__(self, other: Any) -> Any:
        rule = rule_of(other)
        return super().__ror__(other) if rule is None else Selector._picking(nodes.union(rule, self._rule))

    def __and__(self, other: Any) -> Any:
        rule = rule_of(other)
        return super().__and__(other) if rule is None else Selector._picking(nodes.intersection(self._rule, rule))

    def __rand__(self, other: Any) -> Any:
        rule = rule_of(other)
        return super().__rand__(other) if rule is None else Selector._picking(nodes.intersection(rule, self._rule))

    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, Selector):
            return super().__sub__(other)
        return Selector._picking(nodes.intersection(self._rule, nodes.complement(other._rule)))

    def __xor__(self, other: Any) -> Any:
        rule = rule_of(other)
        if rule is None:
            return super().__xor__(other)
        both = nodes.intersection(self._rule, rule)
        return Selector._picking(nodes.intersection(nodes.union(self._rule, rule), nodes.complement(both)))

    def exclude(self, columns: Any, *more_columns: Any) -> Selector:
        """What this picks, but not what these pick.

        Args:
            columns: Names, patterns from ``^`` to ``$``, data types or selectors.
            *more_columns: More of these.
        """
        return Selector._picking(nodes.intersection(self._rule, nodes.complement(_any_of(columns, more_columns))))

    def as_expr(self) -> Expr:
        """An expression over the columns, whose operators are those of values and not of sets."""
        return ExprBase._of(self._node)


def rule_of(value: Any) -> Node | None:
    """The rule of a selector or a plain column; nothing for other expressions and values."""
    if isinstance(value, Selector):
        return value._rule
    if isinstance(value, Expr) and value._node["kind"] == "Column":
        return nodes.names([value._node["name"]])
    return None


def _any_of(columns: Any, more: tuple[Any, ...]) -> Node:
    """The rule that picks what one of several names, types or selectors picks."""
    union: Node | None = None
    for one in flatten(columns, *more):
        rule = rule_of(one)
        if rule is None:
            node = one._node if isinstance(one, Expr) else col(one)._node
            rule = node["selector"] if node["kind"] == "Columns" else nodes.names([node["name"]], strict=False)
        union = rule if union is None else nodes.union(union, rule)
    return nodes.names([]) if union is None else union


def all() -> Selector:  # noqa: A001
    """Every column."""
    return Selector._picking(nodes.all_columns())


def empty() -> Selector:
    """No column."""
    return Selector._picking(nodes.names([]))


def exclude(columns: Any, *more_columns: Any) -> Selector:
    """Every column but some.

    Args:
        columns: Names, patterns from ``^`` to ``$``, data types or selectors.
        *more_columns: More of these.
    """
    return Selector._picking(nodes.complement(_any_of(columns, more_columns)))


def is_selector(obj: Any) -> bool:
    """Whether `obj` is a selector."""
    return isinstance(obj, Selector)


def expand_selector(target: Any, selector: Expr, *, strict: bool = True) -> tuple[str, ...]:
    """The names of the columns that a selector picks.

    Args:
        target: A frame, or a mapping of names to data types.
        selector: The selector.
        strict: Whether only selectors are taken, rather than all expressions.
    """
    if strict and selector._node["kind"] not in ("Column", "Columns"):
        raise TypeError(f"expected a selector, not {selector!r}")
    return tuple(_frame_of(target).lazy().select(selector).collect_schema().names())


def _frame_of(target: Mapping[str, Any] | Any) -> Any:
    if hasattr(target, "lazy"):
        return target
    from penstock._frame.dataframe import DataFrame

    return DataFrame(schema=target)
