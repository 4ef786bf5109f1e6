"""A frame cut into frames of rows that agree on keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock import _plans as plans

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._frame.dataframe import DataFrame

_FIRST, _ROW = "__first", "__row"


def partitions(
    frame: DataFrame, keys: list[nodes.Node], *, include_key: bool = True
) -> list[tuple[tuple[Any, ...], DataFrame]]:
    """The keys and the rows of each group, both in the order of first appearance.

    The rows are sorted by group once; the parts are slices of that.
    """
    from penstock._frame.lazyframe import LazyFrame

    plan = frame._plan
    key_frame = LazyFrame._of(plans.project(plan, keys))
    key_names = key_frame.collect_schema().names()
    groups = LazyFrame._of(
        plans.aggregate(plan, keys, [nodes.alias(nodes.row_count(), _ROW)], None, maintain_order=True)
    ).collect()
    numbered = LazyFrame._of(plans.row_index(plan, _ROW, 0))
    first = nodes.over(nodes.call("min", [nodes.column(_ROW)]), keys, [], "GROUP_TO_ROWS")
    ordered = LazyFrame._of(
        plans.sort(
            plans.extend(numbered._plan, [nodes.alias(first, _FIRST)]),
            [nodes.sort_key(nodes.column(_FIRST)), nodes.sort_key(nodes.column(_ROW))],
            maintain_order=False,
        )
    )
    left_out = [_FIRST, _ROW] + ([] if include_key else [name for name in key_names if name in frame.columns])
    rows = ordered.drop(left_out).collect()
    parts = []
    start = 0
    for *values, count in groups.rows():
        parts.append((tuple(values), rows.slice(start, count)))
        start += count
    return parts


def window_rows(
    frame: DataFrame, aggregate: Callable[[Any, list[nodes.Node]], nodes.Node]
) -> list[tuple[tuple[Any, ...], DataFrame]]:
    """What tells each window, and its rows.

    Args:
        frame: The rows.
        aggregate: Makes of a plan and aggregations the plan that has a row for each window.
    """
    from penstock._frame.lazyframe import LazyFrame

    numbered = plans.row_index(frame._plan, _ROW, 0)
    windows = LazyFrame._of(aggregate(numbered, [nodes.column(_ROW)])).collect()
    return [(tuple(values), frame[rows] if rows else frame.clear()) for *values, rows in windows.rows()]
