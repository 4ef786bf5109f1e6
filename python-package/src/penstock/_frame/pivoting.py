"""Columns into rows, and the parts of rows into columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._expr.base import ExprBase
from penstock._expr.literal import literal_node
from penstock._frame.base import FrameBase
from penstock._frame.columns import selection

if TYPE_CHECKING:
    from penstock._nodes import Node

_AGGREGATES = ("min", "max", "first", "last", "sum", "mean", "median", "count", "item")


class Pivoting(FrameBase):
    """The step from wide to long frames."""

    __slots__ = ()

    def unpivot(
        self,
        on: Any = None,
        *,
        index: Any = None,
        variable_name: str | None = None,
        value_name: str | None = None,
    ) -> Self:
        """One row for each of some columns: the column's name and its value.

        Args:
            on: The columns that become rows; all but the index unless given.
            index: The columns that are repeated in each row.
            variable_name: The name of the column with the names, ``variable`` unless given.
            value_name: The name of the column with the values, ``value`` unless given.
        """
        return self._next(
            plans.unpivot(
                self._plan,
                None if on is None else selection(on),
                [] if index is None else selection(index),
                variable_name or "variable",
                value_name or "value",
            )
        )

    def melt(
        self,
        id_vars: Any = None,
        value_vars: Any = None,
        variable_name: str | None = None,
        value_name: str | None = None,
    ) -> Self:
        """Another name for `unpivot`.

        Args:
            id_vars: The columns that are repeated in each row.
            value_vars: The columns that become rows.
            variable_name: The name of the column with the names.
            value_name: The name of the column with the values.
        """
        return self.unpivot(value_vars, index=id_vars, variable_name=variable_name, value_name=value_name)


def pivot_aggregate(function: Any) -> Node | None:
    """The aggregate of a pivot's cells as an expression over their values."""
    if function is None or isinstance(function, ExprBase):
        return None if function is None else function._node
    if function == "len":
        return nodes.call("len", [nodes.element()])
    if function in _AGGREGATES:
        return nodes.call(function, [nodes.element()])
    known = ", ".join((*_AGGREGATES, "len"))
    raise ValueError(f"aggregate_function must be one of {known}, or an expression over ps.element(), not {function!r}")


def pivot_columns(values: Any) -> list[list[Node]]:
    """The values that become columns: one for each column, or a row of values where there are several columns."""
    if hasattr(values, "rows") and hasattr(values, "schema"):
        dtypes = list(values.schema.values())
        return [[literal_node(value, dtype) for value, dtype in zip(row, dtypes, strict=True)] for row in values.rows()]
    if hasattr(values, "to_list"):
        return [[literal_node(value, values.dtype)] for value in values.to_list()]
    return [[_typed(part) for part in (row if isinstance(row, (tuple, list)) else [row])] for row in values]


def _typed(value: Any) -> Node:
    """A value that is compared with a column takes the column's type."""
    return literal_node(value)


def combined(frame: Any, pivoted: Any, columns: tuple[Any, Any, Any], separator: str) -> Any:
    """A pivoted frame whose new columns are also called after the column of their values, of which there is one.

    Args:
        frame: What was pivoted.
        pivoted: What came of it.
        columns: The columns `on`, `index` and `values` that were asked for.
        separator: What stands between the parts of a name.
    """
    on, index, values = columns
    known = frame.collect_schema().names()
    picked = [frame.select(some).collect_schema().names() for some in (on, [] if index is None else index)]
    if values is None:
        valued = [name for name in known if name not in (*picked[0], *picked[1])]
    else:
        valued = frame.select(values).collect_schema().names()
    if len(valued) != 1:
        return pivoted
    rows = picked[1] if index is not None else [name for name in known if name not in (*picked[0], *valued)]
    made = pivoted.collect_schema().names()[len(rows) :]
    return pivoted.rename({name: f"{valued[0]}{separator}{name}" for name in made})
