"""Columns: ``ps.col``, and the row that lambdas see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._dtypes.arrow import type_json
from penstock._dtypes.base import DataType, DataTypeClass
from penstock._dtypes.parse import is_dtype, parse_dtype
from penstock._expr.base import ExprBase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._nodes import Node


def named(name: str) -> Node:
    """The node of a column, of all columns (``*``), or of those whose names match (``^...$``)."""
    if name == "*":
        return nodes.columns(nodes.all_columns())
    if name.startswith("^") and name.endswith("$"):
        return nodes.columns(nodes.matching(name))
    return nodes.column(name)


def type_selector(dtypes: Iterable[Any]) -> Node:
    """The selector of the columns of some types; a bare class with parameters means all of its instances."""
    exact = []
    families = []
    for dtype in dtypes:
        parsed = parse_dtype(dtype)
        if isinstance(parsed, DataType):
            exact.append(type_json(parsed))
        else:
            families.append(_FAMILIES[parsed.__name__])
    parts = [nodes.of_type(exact)] if exact or not families else []
    if families:
        parts.append(nodes.of_class(*families))
    return parts[0] if len(parts) == 1 else nodes.union(*parts)


_FAMILIES = {
    "Datetime": "DATETIME",
    "Duration": "DURATION",
    "Decimal": "DECIMAL",
    "List": "LIST",
    "Array": "ARRAY",
    "Struct": "STRUCT",
    "Enum": "ENUM",
    "Categorical": "CATEGORICAL",
    "Map": "MAP",
}


class Col:
    """Makes column expressions: ``col("a")``, ``col.a``, ``col("a", "b")``, ``col("^x.*$")``, ``col(ps.Int64)``."""

    __slots__ = ()

    def __call__(
        self, name: str | IntoDataType | Iterable[str] | Iterable[IntoDataType], *more_names: str | IntoDataType
    ) -> Expr:
        """An expression over one or several columns.

        Args:
            name: The name of a column, a pattern from ``^`` to ``$``, a data type, or several of these.
            *more_names: More names or data types.
        """
        return ExprBase._of(_columns(name, more_names))

    def __getattr__(self, name: str) -> Expr:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return ExprBase._of(nodes.column(name))

    def __repr__(self) -> str:
        return "col"


class Row:
    """What a row lambda is called with: ``lambda r: r.price * r["a b"]``."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Expr:
        return getattr(col, name)  # type: ignore[no-any-return]

    def __getitem__(self, name: str) -> Expr:
        return ExprBase._of(nodes.column(name))


#: Makes column expressions.
col = Col()

ROW = Row()


def _columns(name: Any, more: tuple[Any, ...]) -> Node:
    if isinstance(name, str) and not more:
        return named(name)
    several = [name, *more] if isinstance(name, (str, type, DataType)) else [*name, *more]
    if all(isinstance(one, str) for one in several):
        if any(one == "*" or (one.startswith("^") and one.endswith("$")) for one in several):
            return nodes.columns(_union([_selector(one) for one in several]))
        return nodes.columns(nodes.names(several))
    if all(is_dtype(one) or isinstance(one, (type, DataTypeClass)) for one in several):
        return nodes.columns(type_selector(several))
    wrong = next(one for one in several if not isinstance(one, str))
    raise TypeError(f"col takes names of columns or data types, all of one kind, not {wrong!r}")


def _selector(name: str) -> Node:
    node = named(name)
    selector: Node = node["selector"] if node["kind"] == "Columns" else nodes.names([name])
    return selector


def _union(selectors: list[Node]) -> Node:
    union = selectors[0]
    for selector in selectors[1:]:
        union = nodes.union(union, selector)
    return union
