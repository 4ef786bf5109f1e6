"""Eager frames: rows that the engine holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock._frame import execution
from penstock._frame.across import Across
from penstock._frame.aggregates import Aggregates
from penstock._frame.arithmetic import Arithmetic
from penstock._frame.changing import Changing
from penstock._frame.columns import Columns, expression_nodes
from penstock._frame.describing import Describing
from penstock._frame.exports import Exports
from penstock._frame.group_by import DynamicGroupBy, GroupBy, RollingGroupBy
from penstock._frame.joins import Joins
from penstock._frame.lazyframe import LazyFrame
from penstock._frame.matching import Matching
from penstock._frame.pivoting import Pivoting
from penstock._frame.reading import Reading
from penstock._frame.rows import Rows
from penstock._frame.showing import Showing
from penstock._frame.sizes import in_unit
from penstock._frame.sources import FrameSource
from penstock._frame.turning import Turning
from penstock._frame.upsampling import Upsampling
from penstock._frame.windowing import Windowing
from penstock._frame.writes import Writes

if TYPE_CHECKING:
    from penstock._dtypes.base import DataType
    from penstock._dtypes.schema import Schema
    from penstock._frame.windows import Windows
    from penstock._nodes import Node
    from penstock._runtime import FrameHandle
    from penstock._sql_parameters import SqlParameters
    from penstock._typing import Orientation, PivotAggregation, SizeUnit


class DataFrame(
    Columns,
    Rows,
    Aggregates,
    Joins,
    Pivoting,
    Describing,
    Reading,
    Across,
    Changing,
    Matching,
    Showing,
    Turning,
    Upsampling,
    Arithmetic,
    Exports,
    Writes,
    Windowing[DynamicGroupBy, RollingGroupBy],
):
    """A table whose rows the engine holds. Rows never change; methods return new frames.

    Args:
        data: A mapping of names to values, a sequence of columns, rows, mappings or Series, an object that speaks
            Arrow, or a frame of pandas, Polars or numpy.
        schema: The names of the columns, or a mapping or pairs of names and types.
        schema_overrides: Types of some columns.
        strict: Whether a value that does not fit its column's type is an error; without it, columns of mixed values
            take a type that holds them all, and what does not fit becomes null.
        orient: Whether nested sequences are columns ("col") or rows ("row"); found out unless given.
        infer_schema_length: Accepted for compatibility; all rows are looked at.
        nan_to_null: Whether NaN of numpy becomes null.
        height: How many rows there must be; a frame without columns gets so many.
    """

    __slots__ = ("__dict__", "__weakref__", "_schema", "_source")

    _source: FrameSource
    _schema: Schema | None

    def __init__(
        self,
        data: Any = None,
        schema: Any = None,
        *,
        schema_overrides: Any = None,
        strict: bool = True,
        orient: Orientation | None = None,
        infer_schema_length: int | None = 100,  # noqa: ARG002
        nan_to_null: bool = False,
        height: int | None = None,
    ) -> None:
        from penstock._convert.construct import checked_height, construct

        handle = construct(data, schema, schema_overrides, strict=strict, orient=orient, nan_to_null=nan_to_null)
        self._source = FrameSource(handle if height is None else checked_height(handle, height))
        self._schema = None

    @classmethod
    def _of(cls, handle: FrameHandle) -> DataFrame:
        """The frame that the engine holds under a handle."""
        made = object.__new__(DataFrame)
        made._source = FrameSource(handle)
        made._schema = None
        return made

    @property
    def _handle(self) -> FrameHandle:
        return self._source.handle

    @property
    def _plan(self) -> Any:
        return self._source

    def _next(self, plan: Node) -> Self:
        return DataFrame._of(execution.run(plan))  # type: ignore[return-value]

    def __repr__(self) -> str:
        from penstock._display.table import table_text

        return table_text(self)

    def _repr_html_(self, *, _from_series: bool = False) -> str:
        from penstock._display.html import table_html

        return table_html(self, is_series=_from_series)

    def __len__(self) -> int:
        return self.height

    def __contains__(self, key: str) -> bool:
        return key in self.collect_schema()

    def __bool__(self) -> bool:
        raise TypeError("a frame has no truth value; ask is_empty()")

    def __getitem__(self, key: Any) -> Any:
        from penstock._frame.slicing import item

        return item(self, key)

    def __reduce__(self) -> tuple[Any, ...]:
        from penstock._frame.slicing import from_ipc_bytes, ipc_bytes

        return from_ipc_bytes, (ipc_bytes(self),)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        if requested_schema is not None:
            from penstock._frame.requested import fitted

            return fitted(self, requested_schema)._handle.stream_capsule()
        return self._handle.stream_capsule()

    def __arrow_c_schema__(self) -> object:
        return self._handle.schema_capsule()

    def lazy(self) -> LazyFrame:
        """This frame as the beginning of a plan."""
        lazy = LazyFrame._of(self._source)
        lazy._schema = self._schema
        return lazy

    def collect_schema(self) -> Schema:
        """The names and types of the columns."""
        if self._schema is None:
            self._schema = execution.schema_of(execution.fields_of(self._handle.schema_capsule()))
        return self._schema.copy()

    @property
    def schema(self) -> Schema:
        """The names and types of the columns."""
        return self.collect_schema()

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return self.collect_schema().names()

    @property
    def dtypes(self) -> list[DataType]:
        """The types of the columns."""
        return self.collect_schema().dtypes()

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and how many columns there are."""
        return self.height, self.width

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self._handle.rows

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.collect_schema())

    def is_empty(self) -> bool:
        """Whether there are no rows."""
        return self.height == 0

    def estimated_size(self, unit: SizeUnit = "b") -> int | float:
        """How much memory the rows take up, in bytes or in a larger unit: b, kb, mb, gb or tb."""
        return in_unit(self._handle.nbytes, unit)

    def slice(self, offset: int, length: int | None = None) -> DataFrame:
        """`length` rows, or all, from `offset` on; a negative offset counts from the end. Copies nothing."""
        height = self.height
        start = offset + height if offset < 0 else offset
        stop = height if length is None else start + length
        start, stop = max(0, start), max(0, min(stop, height))
        return DataFrame._of(self._handle.slice(min(start, stop), max(0, stop - start)))

    def head(self, n: int = 5) -> DataFrame:
        """The first `n` rows; all but the last ones for negative `n`."""
        return self.slice(0, n if n >= 0 else max(0, self.height + n))

    def limit(self, n: int = 5) -> DataFrame:
        """The first `n` rows; all but the last ones for negative `n`."""
        return self.head(n)

    def tail(self, n: int = 5) -> DataFrame:
        """The last `n` rows; all but the first ones for negative `n`."""
        count = min(n, self.height) if n >= 0 else max(0, self.height + n)
        return self.slice(self.height - count, count)

    def group_by(self, *by: Any, maintain_order: bool = False, **named_by: Any) -> GroupBy:
        """The frame in groups of rows that agree on keys.

        Args:
            *by: Keys; strings name columns.
            maintain_order: Whether the groups stay in the order of their first rows.
            **named_by: Keys and the names they get.
        """
        return GroupBy(self, expression_nodes(by, named_by), maintain_order=maintain_order, having=None)

    def _dynamic(self, keys: list[Node], windows: Windows) -> DynamicGroupBy:
        return DynamicGroupBy(self, keys, maintain_order=True, having=None, windows=windows)

    def _rolling(self, keys: list[Node], windows: Windows) -> RollingGroupBy:
        return RollingGroupBy(self, keys, maintain_order=True, having=None, windows=windows)

    def pivot(
        self,
        on: Any,
        on_columns: Any = None,
        *,
        index: Any = None,
        values: Any = None,
        aggregate_function: PivotAggregation | Any = None,
        maintain_order: bool = True,
        sort_columns: bool = False,
        separator: str = "_",
        column_naming: str = "auto",
    ) -> DataFrame:
        """Values become columns.

        Args:
            on: The columns whose values become columns.
            on_columns: The values that become columns; those that occur, in the order of their first appearance, unless
                given.
            index: The columns that tell the rows apart; all others unless given.
            values: The columns whose values fill the cells; all others unless given.
            aggregate_function: What is made of several values of a cell: min, max, first, last, sum, mean, median, len,
                count, item, or an expression over `ps.element()`. Without it, several values are an error.
            maintain_order: Whether the rows stay in the order of their first appearance.
            sort_columns: Whether the new columns are sorted.
            separator: What stands between the parts of a column's name.
            column_naming: Whether names also say whose values they are if there is one column of them: ``combine``, or
                ``auto`` for only if there are several.
        """
        if index is None and values is None:
            raise ValueError("pivot needs index or values, to know which columns tell the rows apart")
        if on_columns is None:
            found = self.select(on).unique(maintain_order=True)
            on_columns = found.sort(list(found.columns)) if sort_columns else found
        lazy = self.lazy().pivot(
            on,
            on_columns,
            index=index,
            values=values,
            aggregate_function=aggregate_function,
            maintain_order=maintain_order,
            separator=separator,
            column_naming=column_naming,
        )
        return lazy.collect()

    def sql(
        self,
        query: str,
        *,
        table_name: str = "self",
        parameters: SqlParameters | None = None,
        allow_side_effects: bool = False,
    ) -> DataFrame:
        """The answer to a SQL query over this frame.

        Args:
            query: The query, in DuckDB's dialect.
            table_name: What the query calls this frame.
            parameters: Values for ``$name`` by name, or for ``?`` and ``$1`` in order.
            allow_side_effects: Whether the text may be a statement that writes; see `penstock.sql`.
        """
        lazy = self.lazy().sql(
            query, table_name=table_name, parameters=parameters, allow_side_effects=allow_side_effects
        )
        return lazy.collect()

    def equals(self, other: DataFrame, *, null_equal: bool = True) -> bool:
        """Whether both frames have the same columns and the same rows in the same order.

        Args:
            other: The other frame.
            null_equal: Whether null equals null.
        """
        from penstock._frame.comparing import equal

        return equal(self, other, null_equal=null_equal)

    def n_unique(self, subset: Any = None) -> int:
        """How many different rows there are; in a subset of columns, if given."""
        return int(self.lazy().unique(subset).select(_length()).collect().item())

    def clear(self, n: int = 0) -> DataFrame:
        """A frame with these columns, and no rows or `n` rows of nulls."""
        from penstock._frame.slicing import cleared

        return cleared(self.lazy(), n).collect()

    def partition_by(
        self,
        by: Any,
        *more_by: Any,
        maintain_order: bool = True,  # noqa: ARG002
        include_key: bool = True,
        as_dict: bool = False,
    ) -> list[DataFrame] | dict[tuple[Any, ...], DataFrame]:
        """The frame cut into frames of rows that agree on keys.

        Args:
            by: The keys.
            *more_by: More of them.
            maintain_order: Accepted for compatibility; the order is always kept.
            include_key: Whether the parts still have the keys' columns.
            as_dict: Whether the parts are returned under their keys.
        """
        from penstock._frame.columns import selection
        from penstock._frame.partitions import partitions

        parts = partitions(self, selection(by, *more_by), include_key=include_key)
        return dict(parts) if as_dict else [part for _, part in parts]


def _length() -> Any:
    from penstock._functions.columns import len as rows

    return rows()
