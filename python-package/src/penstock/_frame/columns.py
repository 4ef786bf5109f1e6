"""Which columns a frame has: picked, computed, dropped, renamed, cast, filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._dtypes.arrow import type_json
from penstock._expr.base import ExprBase, as_node, as_nodes, flatten
from penstock._expr.col import col
from penstock._frame.base import FrameBase
from penstock._frame.filling import fillable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from penstock._typing import ColumnNameOrSelector, FillNullStrategy


def expression_nodes(exprs: tuple[Any, ...], named: dict[str, Any]) -> list[nodes.Node]:
    """Expressions, and named ones under their names."""
    given = as_nodes(*exprs) if exprs else []
    return given + [nodes.alias(as_node(value), name) for name, value in named.items()]


def selection(columns: Any, *more: Any) -> list[nodes.Node]:
    """Columns by name, pattern, selector or data type."""
    return [one._node if isinstance(one, ExprBase) else col(one)._node for one in flatten(columns, *more)]


def selector_of(columns: Any, *more: Any, strict: bool = True) -> nodes.Node:
    """The one selector that picks what several names, patterns and selectors pick."""
    union: nodes.Node | None = None
    for node in selection(columns, *more):
        if node["kind"] == "Columns":
            rule = node["selector"]
        elif node["kind"] == "Column":
            rule = nodes.names([node["name"]], strict=strict)
        else:
            raise TypeError(f"columns are picked by names and selectors, not by {ExprBase._of(node)!r}")
        union = rule if union is None else nodes.union(union, rule)
    return nodes.names([]) if union is None else union


class Columns(FrameBase):
    """Operations on columns, which leave the rows as they are."""

    __slots__ = ()

    def select(self, *exprs: Any, **named_exprs: Any) -> Self:
        """The expressions and nothing else.

        Args:
            *exprs: Expressions, all over this frame; strings name columns. A single value is repeated.
            **named_exprs: Expressions and the names they get.
        """
        return self._next(plans.project(self._plan, expression_nodes(exprs, named_exprs)))

    def select_seq(self, *exprs: Any, **named_exprs: Any) -> Self:
        """Like `select`; the engine decides what runs at the same time.

        Args:
            *exprs: Expressions, all over this frame; strings name columns.
            **named_exprs: Expressions and the names they get.
        """
        return self.select(*exprs, **named_exprs)

    def with_columns(self, *exprs: Any, **named_exprs: Any) -> Self:
        """The columns and the expressions, which replace columns of the same name.

        Args:
            *exprs: Expressions, all over this frame; strings name columns. A single value is repeated.
            **named_exprs: Expressions and the names they get.
        """
        return self._next(plans.extend(self._plan, expression_nodes(exprs, named_exprs)))

    def with_columns_seq(self, *exprs: Any, **named_exprs: Any) -> Self:
        """Like `with_columns`; the engine decides what runs at the same time.

        Args:
            *exprs: Expressions, all over this frame; strings name columns.
            **named_exprs: Expressions and the names they get.
        """
        return self.with_columns(*exprs, **named_exprs)

    def drop(self, *columns: Any, strict: bool = True) -> Self:
        """The frame without some columns.

        Args:
            *columns: Names, patterns from ``^`` to ``$``, or selectors.
            strict: Whether a name that the frame lacks is an error.
        """
        dropped = selector_of(list(columns) if len(columns) != 1 else columns[0], strict=strict)
        return self._next(plans.project(self._plan, [nodes.columns(nodes.complement(dropped))]))

    def rename(self, mapping: Mapping[str, str] | Callable[[str], str], *, strict: bool = True) -> Self:
        """The frame with some columns under new names.

        Args:
            mapping: New names by old ones, or a function from old to new.
            strict: Whether an old name that the frame lacks is an error.
        """
        if callable(mapping):
            mapping = {name: mapping(name) for name in self.collect_schema().names()}
        return self._next(plans.rename(self._plan, mapping, strict=strict))

    def cast(self, dtypes: Mapping[Any, Any] | Any, *, strict: bool = True) -> Self:
        """The frame with columns of other types.

        Args:
            dtypes: The type of all columns, or types by columns, selectors or old types.
            strict: Whether a value that does not fit is an error rather than null.
        """
        pairs: Any = dtypes.items() if hasattr(dtypes, "items") else [(nodes.columns(nodes.all_columns()), dtypes)]
        casts = []
        for key, dtype in pairs:
            node = key if isinstance(key, dict) else key._node if isinstance(key, ExprBase) else col(key)._node
            casts.append(nodes.cast(node, type_json(dtype), strict=strict))
        return self._next(plans.extend(self._plan, casts))

    def fill_null(
        self,
        value: Any = None,
        strategy: FillNullStrategy | None = None,
        limit: int | None = None,
        *,
        matches_supertype: bool = True,
    ) -> Self:
        """The frame with something in the place of nulls.

        Args:
            value: What to put there, in the columns whose type it fits; an expression fits all.
            strategy: Or how to find it: forward, backward, min, max, mean, zero or one.
            limit: How many nulls in a row ``forward`` and ``backward`` fill.
            matches_supertype: Whether a number also fills columns of other numeric types.
        """
        if value is not None and strategy is not None:
            raise ValueError("fill_null takes a value or a strategy, one of the two")
        filled = fillable(value, strategy, matches_supertype=matches_supertype)
        return self.with_columns(filled.fill_null(value, strategy, limit))

    def fill_nan(self, value: Any) -> Self:
        """The frame with something in the place of NaNs, in the columns of floats.

        Args:
            value: A number, an expression, or None for null.
        """
        floats = ExprBase._of(nodes.columns(nodes.of_class("FLOAT")))
        return self.with_columns(floats.fill_nan(value))

    def with_row_index(self, name: str = "index", offset: int = 0) -> Self:
        """The frame behind a column that counts its rows.

        Args:
            name: The name of the column.
            offset: The number of the first row.
        """
        if offset < 0:
            raise ValueError(f"the offset of with_row_index cannot be negative, and it is {offset}")
        return self._next(plans.row_index(self._plan, name, offset))

    def unnest(
        self,
        columns: ColumnNameOrSelector | Any = None,
        *more_columns: ColumnNameOrSelector,
        separator: str | None = None,
    ) -> Self:
        """The frame with the fields of structs as columns of their own, in the place of the structs.

        Args:
            columns: The struct columns, all of them unless given.
            *more_columns: More of them.
            separator: If given, the new names are the struct's name, this, and the field's name.
        """
        if columns is None and not more_columns:
            picked = [nodes.columns(nodes.of_class("STRUCT"))]
        else:
            picked = selection(columns, *more_columns)
        return self._next(plans.unnest(self._plan, picked, separator))
