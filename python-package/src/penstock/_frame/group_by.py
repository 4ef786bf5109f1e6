"""Frames in groups: what ``group_by`` returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._expr.base import ExprBase
from penstock._expr.reshaping import conjunction
from penstock._frame.base import FrameBase
from penstock._frame.columns import expression_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penstock._expr.expr import Expr
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.windows import Windows
    from penstock._typing import QuantileMethod

F = TypeVar("F", bound=FrameBase)


class GroupedFrame(Generic[F]):
    """A frame in groups of rows that agree on keys, or are in a window among those. Null is a key like any other."""

    __slots__ = ("_frame", "_having", "_keys", "_maintain_order", "_windows")

    def __init__(
        self,
        frame: F,
        keys: list[nodes.Node],
        *,
        maintain_order: bool,
        having: nodes.Node | None,
        windows: Windows | None = None,
    ) -> None:
        self._frame = frame
        self._keys = keys
        self._maintain_order = maintain_order
        self._having = having
        self._windows = windows

    def having(self, *predicates: Any) -> Self:
        """Only the groups for which all predicates are true.

        Args:
            *predicates: Boolean expressions with one value for each group.
        """
        given = predicates if self._having is None else (ExprBase._of(self._having), *predicates)
        having = conjunction(given, {})
        return type(self)(
            self._frame, self._keys, maintain_order=self._maintain_order, having=having, windows=self._windows
        )

    def agg(self, *aggs: Any, **named_aggs: Any) -> F:
        """One row for each group: its keys and the expressions.

        Args:
            *aggs: Expressions over the rows of a group; what has a value for each row becomes a list.
            **named_aggs: Expressions and the names they get.
        """
        return self._aggregated(expression_nodes(aggs, named_aggs))

    def _aggregated(self, aggregations: list[nodes.Node]) -> F:
        return self._frame._next(self._aggregate(self._frame._plan, aggregations))

    def _aggregate(self, plan: Any, aggregations: list[nodes.Node]) -> nodes.Node:
        if self._windows is not None:
            return self._windows.aggregate(plan, self._keys, aggregations, self._having)
        return plans.aggregate(plan, self._keys, aggregations, self._having, maintain_order=self._maintain_order)

    def _each(self, function: Callable[[Expr], Expr]) -> F:
        """An aggregate of every column that is no key."""
        every = ExprBase._of(nodes.columns(nodes.all_columns()))
        return self._aggregated([function(every)._node])

    def _some(self, function: Callable[[Expr], Expr]) -> F:
        """Some rows of each group: lists that are exploded again."""
        grouped: Any = self._each(function)
        keys = [name for key in self._keys for name in _names(key, self._frame)]
        if self._windows is not None:
            keys += self._windows.names()
        exploded = nodes.columns(nodes.complement(nodes.names(keys)))
        return grouped._next(plans.explode(grouped._plan, [exploded], empty_as_null=False, keep_nulls=True))  # type: ignore[no-any-return]

    def all(self) -> F:
        """The values of each column as lists."""
        return self._each(lambda column: column.implode())

    def len(self, name: str | None = None) -> F:
        """How many rows each group has.

        Args:
            name: The name of the column with the numbers, ``len`` unless given.
        """
        return self._aggregated([nodes.alias(nodes.row_count(), name or "len")])

    def head(self, n: int = 5) -> F:
        """The first `n` rows of each group."""
        return self._some(lambda column: column.head(n))

    def tail(self, n: int = 5) -> F:
        """The last `n` rows of each group."""
        return self._some(lambda column: column.tail(n))

    def first(self, *, ignore_nulls: bool = False) -> F:
        """The first value of each column."""
        return self._each(lambda column: column.first(ignore_nulls=ignore_nulls))

    def last(self, *, ignore_nulls: bool = False) -> F:
        """The last value of each column."""
        return self._each(lambda column: column.last(ignore_nulls=ignore_nulls))

    def sum(self) -> F:
        """The sum of each column."""
        return self._each(lambda column: column.sum())

    def mean(self) -> F:
        """The mean of each column."""
        return self._each(lambda column: column.mean())

    def median(self) -> F:
        """The median of each column."""
        return self._each(lambda column: column.median())

    def min(self) -> F:
        """The smallest value of each column."""
        return self._each(lambda column: column.min())

    def max(self) -> F:
        """The largest value of each column."""
        return self._each(lambda column: column.max())

    def n_unique(self) -> F:
        """How many different values each column has."""
        return self._each(lambda column: column.n_unique())

    def quantile(self, quantile: float, interpolation: QuantileMethod = "nearest") -> F:
        """The value of each column below which a share of its values lies."""
        return self._each(lambda column: column.quantile(quantile, interpolation))


class GroupBy(GroupedFrame["DataFrame"]):
    """An eager frame in groups, which can also be walked through: ``for keys, rows in frame.group_by("a")``."""

    __slots__ = ()

    def __iter__(self) -> Iterator[tuple[tuple[Any, ...], DataFrame]]:
        from penstock._frame.partitions import partitions

        frame = self._frame if self._having is None else _kept(self)
        return iter(partitions(frame, self._keys))

    def map_groups(self, function: Callable[[DataFrame], DataFrame]) -> DataFrame:
        """What a function of Python makes of the rows of each group, one below the other.

        Args:
            function: Gets an eager frame with the rows of a group, and returns one.
        """
        if self._having is not None:
            raise TypeError("map_groups does not go together with having")
        return mapped(self._frame, self._keys, function, maintain_order=self._maintain_order)


class WindowGroups(GroupedFrame["DataFrame"]):
    """An eager frame in windows, which can also be walked through: ``for keys, rows in frame.rolling(...)``.

    The keys are those of the group, then the window's bounds if they are asked for, then its label.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[tuple[tuple[Any, ...], DataFrame]]:
        from penstock._frame.partitions import window_rows

        return iter(window_rows(self._frame, self._aggregate))

    def map_groups(self, function: Callable[[DataFrame], DataFrame], schema: Any) -> DataFrame:
        """What a function of Python makes of the rows of each window, one below the other.

        Args:
            function: Gets an eager frame with the rows of a window, and returns one.
            schema: The columns of the answer; None to have the function called with no rows to find them out.
        """
        from penstock._frame.lazyframe import LazyGroupBy

        lazy = LazyGroupBy(
            self._frame.lazy(), self._keys, maintain_order=True, having=self._having, windows=self._windows
        )
        return lazy.map_groups(function, schema).collect()


class DynamicGroupBy(WindowGroups):
    """An eager frame in windows that start every so often: what ``group_by_dynamic`` returns."""

    __slots__ = ()


class RollingGroupBy(WindowGroups):
    """An eager frame with a window for each row: what ``rolling`` returns."""

    __slots__ = ()


def mapped_windows(frame: DataFrame, windows: WindowGroups, function: Callable[[DataFrame], DataFrame]) -> DataFrame:
    """What a function makes of the rows of each window, one below the other."""
    return _stacked([rows for _, rows in windows] or [frame.clear()], function)


def mapped(
    frame: DataFrame, keys: list[nodes.Node], function: Callable[[DataFrame], DataFrame], *, maintain_order: bool
) -> DataFrame:
    """What a function makes of each group, one below the other."""
    from penstock._frame.partitions import partitions

    del maintain_order  # groups always come in the order of their first rows
    return _stacked([rows for _, rows in partitions(frame, keys)] or [frame], function)


def _stacked(groups: list[DataFrame], function: Callable[[DataFrame], DataFrame]) -> DataFrame:
    from penstock._convert.frame import frame as to_frame
    from penstock._functions.concat import concat
    from penstock.exceptions import ComputeError

    parts = []
    for rows in groups:
        made = function(rows)
        if not hasattr(made, "__arrow_c_stream__"):
            raise ComputeError(f"map_groups needs a DataFrame for each group, not {type(made).__name__}")
        parts.append(to_frame(made))
    answer: DataFrame = parts[0] if len(parts) == 1 else concat(parts)
    return answer


def _kept(grouped: GroupBy) -> DataFrame:
    """The rows of the groups that `having` keeps."""
    assert grouped._having is not None
    predicate = nodes.over(grouped._having, grouped._keys, [], "GROUP_TO_ROWS")
    return grouped._frame.filter(ExprBase._of(predicate))


def _names(key: nodes.Node, frame: Any) -> list[str]:
    """The names that a key gives to columns of the result."""
    name = ExprBase._of(key).meta.output_name(raise_if_undetermined=False)
    if name is not None and not ExprBase._of(key).meta.has_multiple_outputs():
        return [name]
    return frame.lazy().select(ExprBase._of(key)).collect_schema().names()  # type: ignore[no-any-return]
