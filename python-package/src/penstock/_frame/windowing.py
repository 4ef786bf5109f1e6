"""Groups of rows along an index: ``group_by_dynamic`` and ``rolling``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from penstock._frame import windows as made
from penstock._frame.base import FrameBase
from penstock._frame.columns import expression_nodes

if TYPE_CHECKING:
    import datetime as dt

    from penstock import _nodes as nodes
    from penstock._typing import ClosedInterval, StartBy, WindowLabel

D = TypeVar("D")
R = TypeVar("R")


class Windowing(FrameBase, Generic[D, R]):
    """Windows along a column of dates, datetimes or whole numbers.

    Spans are texts of y, q, mo, w, d, h, m, s, ms, us and ns, such as "1h" or "1mo2d", or timedeltas; along numbers
    they are texts such as "3i". Days and longer are those of the calendar and, where the index has a time zone, of its
    clocks.
    """

    __slots__ = ()

    def group_by_dynamic(
        self,
        index_column: Any,
        *,
        every: str | dt.timedelta,
        period: str | dt.timedelta | None = None,
        offset: str | dt.timedelta | None = None,
        include_boundaries: bool = False,
        closed: ClosedInterval = "left",
        label: WindowLabel = "left",
        group_by: Any = None,
        start_by: StartBy = "window",
    ) -> D:
        """The frame in windows that start every so often. A row is in each window that its index lies in.

        The result has a row for each window that has rows: the keys, the bounds if wanted, what stands for the window
        in place of the index, and the aggregates. Windows come in the order of the index, those of each group
        together, and the groups in the order of their keys.

        Args:
            index_column: A column without nulls that grows, or stays the same, within each group: a date, a datetime,
                int32 or int64.
            every: How far the windows' starts are apart, in one unit.
            period: How long a window is; `every` unless given.
            offset: By how much the starts are moved, unless they start by a datapoint.
            include_boundaries: Whether the result has the bounds, ``_lower_boundary`` and ``_upper_boundary``. Those of
                dates are datetimes.
            closed: Which ends belong to a window: left, right, both or none.
            label: What stands for a window: its left or right end, or the index of its first row (datapoint).
            group_by: Keys; each group has windows of its own.
            start_by: Where the first window starts: at the first index, cut down to `every` (window); right there
                (datapoint); or at the start of a day of its week (monday to sunday).

        Raises:
            SortRequiredError: When it runs, if the index falls.
            ComputeError: For nulls in the index, and for spans that are not positive.
            InvalidOperationError: For an index of another type, or spans that do not go with it.
        """
        windows = made.dynamic(
            index_column,
            every=every,
            period=period,
            offset=offset,
            include_boundaries=include_boundaries,
            closed=closed,
            label=label,
            start_by=start_by,
        )
        return self._dynamic(_keys(group_by), windows)

    def rolling(
        self,
        index_column: Any,
        *,
        period: str | dt.timedelta,
        offset: str | dt.timedelta | None = None,
        closed: ClosedInterval = "right",
        group_by: Any = None,
    ) -> R:
        """The frame with a window for each row: the rows up to `period` before it.

        The result has a row for each row, with its keys, its index and the aggregates, also where a window has no
        rows. Rows come in the order of the index, those of each group together, and the groups in the order of their
        keys. Rows with the same index have the same window.

        Args:
            index_column: A column without nulls that grows, or stays the same, within each group: a date, a datetime,
                int32, int64, uint32 or uint64.
            period: How long a window is.
            offset: Where a window starts, seen from the row; `period` before it unless given.
            closed: Which ends belong to a window: left, right, both or none.
            group_by: Keys; each group has windows of its own.

        Raises:
            SortRequiredError: When it runs, if the index falls.
            ComputeError: For nulls in the index, and for a period that is not positive.
            InvalidOperationError: For an index of another type, or spans that do not go with it.
        """
        return self._rolling(_keys(group_by), made.rolling(index_column, period=period, offset=offset, closed=closed))

    def _dynamic(self, keys: list[nodes.Node], windows: made.Windows) -> D:
        raise NotImplementedError

    def _rolling(self, keys: list[nodes.Node], windows: made.Windows) -> R:
        raise NotImplementedError


def _keys(group_by: Any) -> list[nodes.Node]:
    return [] if group_by is None else expression_nodes((group_by,), {})
