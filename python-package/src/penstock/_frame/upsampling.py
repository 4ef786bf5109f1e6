"""Rows for moments that a frame lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase
from penstock._expr.col import col
from penstock._frame.base import FrameBase
from penstock._time import span_text
from penstock.exceptions import ColumnNotFoundError, ComputeError, InvalidOperationError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from penstock._frame.dataframe import DataFrame

_FIRST, _LAST = "__first", "__last"


class Upsampling(FrameBase):
    """Frames along a column of moments or numbers, with no gaps in it."""

    __slots__ = ()

    def upsample(
        self,
        time_column: str,
        *,
        every: str | dt.timedelta,
        group_by: str | Sequence[str] | None = None,
        maintain_order: bool = False,
    ) -> DataFrame:
        """A row for each moment from the first to the last, the same span apart, with the values of the rows there.

        Rows at other moments are left out, as are those at null.

        Args:
            time_column: Dates, datetimes or integers, in ascending order within each group.
            every: How far moments are apart: text such as ``1mo`` or ``3h30m``, for integers ``2i``.
            group_by: Columns that tell groups apart, each of which has its own first and last moment. Without them the
                time column comes first.
            maintain_order: Whether the groups stay in the order of their first rows.

        Raises:
            ComputeError: If all moments are null, or the span is not positive.
            InvalidOperationError: If the moments are not in ascending order, or the span does not go with their type.
        """
        frame: Any = self
        keys = [] if group_by is None else [group_by] if isinstance(group_by, str) else list(group_by)
        schema = frame.collect_schema()
        for name in (time_column, *keys):
            if name not in schema:
                raise ColumnNotFoundError(f'column "{name}" not found', column=name)
        apart = every if isinstance(every, str) else span_text(every)
        rows = frame.lazy().filter(col(time_column).is_not_null())
        _check(rows, time_column, keys, schema)
        ends = [col(time_column).first().alias(_FIRST), col(time_column).last().alias(_LAST)]
        bounds = rows.group_by(keys, maintain_order=maintain_order).agg(ends) if keys else rows.select(ends)
        call = nodes.call("steps", [nodes.column(_FIRST), nodes.column(_LAST)], {"every": apart})
        moments = bounds.select([*keys, ExprBase._of(nodes.alias(call, time_column))]).explode(time_column)
        filled = moments.join(rows, on=[time_column, *keys], how="left", nulls_equal=True, maintain_order="left_right")
        others = [name for name in schema if name != time_column]
        return filled.select(list(schema) if keys else [time_column, *others]).collect()  # type: ignore[no-any-return]


def _check(rows: Any, time_column: str, keys: list[str], schema: Any) -> None:
    """Sees to it that there are moments, in order."""
    before = col(time_column).shift(1)
    back = col(time_column) < (before.over(keys) if keys else before)
    found = rows.select(back.any().alias("back"), col(time_column).count().alias("rows")).collect()
    if found["rows"].item() == 0:
        raise ComputeError(f'the column "{time_column}" has no moments between which others could lie')
    if found["back"].item():
        raise InvalidOperationError(
            f'the column "{time_column}" ({schema[time_column]}) is not sorted in ascending order'
            + (f" within the groups of {keys}" if keys else ""),
            hint="sort the frame by it first",
        )
