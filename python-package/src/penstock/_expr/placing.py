"""Under which name, as which type and over which rows an expression is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from penstock import _nodes as nodes
from penstock._dtypes.arrow import type_json
from penstock._expr.base import ExprBase, as_nodes, flatten
from penstock._expr.reshaping import sort_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._typing import WindowMapping

P = ParamSpec("P")
T = TypeVar("T")


class Placing(ExprBase):
    """What an expression is called, what type it has, and which rows it sees."""

    __slots__ = ()

    def alias(self, name: str) -> Expr:
        """The expression under another name."""
        return self._of(nodes.alias(self._node, name))

    def cast(self, dtype: IntoDataType, *, strict: bool = True, wrap_numerical: bool = False) -> Expr:
        """The values as another type.

        Args:
            dtype: The type, or a Python type that means one.
            strict: Whether a value that does not fit is an error rather than null.
            wrap_numerical: Whether an integer that does not fit keeps its low bits.
        """
        return self._of(nodes.cast(self._node, type_json(dtype), strict=strict, wrap_numerical=wrap_numerical))

    def over(
        self,
        partition_by: Any = None,
        *more_exprs: Any,
        order_by: Any = None,
        descending: bool | Sequence[bool] = False,
        nulls_last: bool | Sequence[bool] = False,
        mapping_strategy: WindowMapping = "group_to_rows",
    ) -> Expr:
        """The expression computed for each group of rows, and spread over the rows of the group.

        Args:
            partition_by: What tells the groups apart; strings name columns. Null is a group like any other.
            *more_exprs: More of them.
            order_by: In which order functions that care see the rows of a group.
            descending: The direction of `order_by`.
            nulls_last: Whether nulls come last in that order.
            mapping_strategy: ``group_to_rows`` gives each row its value; ``join`` gives each row the group's list of
                values; ``explode`` puts the groups' values one after another, as many as they are.
        """
        partition = as_nodes(partition_by, *more_exprs) if partition_by is not None or more_exprs else []
        order = [] if order_by is None else sort_keys(order_by, (), descending=descending, nulls_last=nulls_last)
        if not partition and not order:
            raise ValueError("over needs partition_by or order_by")
        return self._of(nodes.over(self._node, partition, order, mapping_strategy.upper()))

    def exclude(self, columns: Any, *more_columns: Any) -> Expr:
        """The columns of a selection without some of them.

        Args:
            columns: Names, patterns from ``^`` to ``$``, or data types.
            *more_columns: More of these.
        """
        from penstock._expr.col import col

        without: Any = [col(one)._node for one in flatten(columns, *more_columns)]
        if self._node["kind"] != "Columns":
            raise TypeError("exclude works on selections of several columns, such as ps.all() and ps.col('^x.*$')")
        selector = self._node["selector"]
        for node in without:
            left_out = node["selector"] if node["kind"] == "Columns" else nodes.names([node["name"]], strict=False)
            selector = nodes.intersection(selector, nodes.complement(left_out))
        return self._of(nodes.columns(selector))

    def pipe(self, function: Callable[Concatenate[Expr, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function makes of this expression: ``function(self, *args, **kwargs)``."""
        return function(cast("Expr", self), *args, **kwargs)
