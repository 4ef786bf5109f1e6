"""A frame with the values of another one: a join, and a choice for each column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from penstock._expr.col import col
from penstock._frame.base import FrameBase
from penstock._functions.horizontal import coalesce
from penstock._functions.literal import lit

if TYPE_CHECKING:
    from penstock._typing import MaintainOrderJoin

F = TypeVar("F", bound=FrameBase)

_ROW, _MATCHED, _SUFFIX = "__row", "__matched", "__other"


def updated(
    frame: F,
    other: Any,
    keys: tuple[list[str], list[str]] | None,
    how: Any,
    *,
    include_nulls: bool,
    maintain_order: MaintainOrderJoin | None,
) -> F:
    """The frame with the other one's values where rows match, by keys or by their numbers."""
    from penstock._convert.frame import frame as to_frame
    from penstock._expr.when import when

    mine, yours = frame.lazy(), to_frame(other).lazy()  # type: ignore[attr-defined]
    names = mine.collect_schema().names()
    if keys is None:
        mine, yours = mine.with_row_index(_ROW), yours.with_row_index(_ROW)
    left, right = ([_ROW], [_ROW]) if keys is None else keys
    shared = [name for name in yours.collect_schema() if name in names and name not in right]
    joined = mine.join(
        yours.select(*right, *shared, lit(value=True).alias(_MATCHED)),
        left_on=left,
        right_on=right,
        how=how,
        suffix=_SUFFIX,
        coalesce=True,
        maintain_order=maintain_order,
    )
    values = []
    for name in shared:
        new = col(f"{name}{_SUFFIX}")
        chosen = when(col(_MATCHED)).then(new).otherwise(col(name)) if include_nulls else coalesce(new, col(name))
        values.append(chosen.alias(name))
    answer = joined.with_columns(*values).select(names)
    return answer if hasattr(frame, "explain") else answer.collect()  # type: ignore[no-any-return]
