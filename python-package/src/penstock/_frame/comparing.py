"""Whether two frames are equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock import _nodes as nodes
from penstock import _plans as plans

if TYPE_CHECKING:
    from penstock._frame.dataframe import DataFrame


def equal(left: DataFrame, right: DataFrame, *, null_equal: bool) -> bool:
    """Whether both have the same columns and the same rows in the same order."""
    from penstock._frame.lazyframe import LazyFrame

    if left.shape != right.shape or left.collect_schema() != right.collect_schema():
        return False
    if left.is_empty() or left.width == 0:
        return True
    names = left.columns
    mine = plans.rename(left._plan, {name: f"l{i}" for i, name in enumerate(names)}, strict=True)
    yours = plans.rename(right._plan, {name: f"r{i}" for i, name in enumerate(names)}, strict=True)
    both = plans.concat([mine, yours], "HORIZONTAL")
    tests = []
    for i in range(len(names)):
        test = nodes.call("eq_missing" if null_equal else "eq", [nodes.column(f"l{i}"), nodes.column(f"r{i}")])
        # A comparison with null is null, and counts as unequal.
        known = nodes.call("coalesce", [test, nodes.literal("b", value=False)])
        tests.append(nodes.call("all", [known]))
    answer = LazyFrame._of(plans.project(both, [nodes.alias(nodes.call("all_horizontal", tests), "equal")])).collect()
    return bool(answer.item())
