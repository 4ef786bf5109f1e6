"""Lazy frames: plans that run when they are collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._frame import execution
from penstock._frame.aggregates import Aggregates
from penstock._frame.columns import Columns, expression_nodes, selection
from penstock._frame.deferred import Deferred
from penstock._frame.describing import Describing
from penstock._frame.group_by import GroupedFrame
from penstock._frame.joins import Joins
from penstock._frame.matching import Matching
from penstock._frame.pivoting import Pivoting, combined, pivot_aggregate, pivot_columns
from penstock._frame.rows import Rows
from penstock._frame.showing import Showing
from penstock._frame.sinks import Sinks
from penstock._frame.sizes import estimate, in_unit
from penstock._frame.windowing import Windowing
from penstock._sql_parameters import parameter_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from penstock._dtypes.base import DataType
    from penstock._dtypes.schema import Schema
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.windows import Windows
    from penstock._sql_parameters import SqlParameters
    from penstock._typing import EngineName, PivotAggregation, SizeUnit


class LazyFrame(
    Columns,
    Rows,
    Aggregates,
    Joins,
    Pivoting,
    Describing,
    Matching,
    Showing,
    Deferred,
    Sinks,
    Windowing["LazyGroupBy", "LazyGroupBy"],
):
    """Rows that are not computed yet. Its methods describe further steps; `collect` runs them all.

    Args:
        data: What a `DataFrame` can be made of.
        schema: The names of the columns, and their types.
        schema_overrides: Types of some columns.
        strict: Whether a value that does not fit its column's type is an error.
        orient: Whether nested sequences are columns ("col") or rows ("row").
        infer_schema_length: Accepted for compatibility; all rows are looked at.
        nan_to_null: Whether NaN of numpy becomes null.
        height: How many rows there must be; a frame without columns gets so many.
    """

    __slots__ = ("__dict__", "_node", "_schema")

    _node: Any
    _schema: Schema | None

    def __init__(
        self,
        data: Any = None,
        schema: Any = None,
        *,
        schema_overrides: Any = None,
        strict: bool = True,
        orient: Any = None,
        infer_schema_length: int | None = 100,
        nan_to_null: bool = False,
        height: int | None = None,
    ) -> None:
        from penstock._frame.dataframe import DataFrame

        frame = DataFrame(
            data,
            schema,
            schema_overrides=schema_overrides,
            strict=strict,
            orient=orient,
            infer_schema_length=infer_schema_length,
            nan_to_null=nan_to_null,
            height=height,
        )
        self._node = frame._plan
        self._schema = None

    @classmethod
    def _of(cls, plan: Any) -> LazyFrame:
        """The frame that a plan describes."""
        made = object.__new__(LazyFrame)
        made._node = plan
        made._schema = None
        return made

    @property
    def _plan(self) -> Any:
        return self._node

    def _next(self, plan: nodes.Node) -> Self:
        return LazyFrame._of(plan)  # type: ignore[return-value]

    def __repr__(self) -> str:
        from penstock._display.plan import plan_repr

        return plan_repr(self._node)

    def _repr_html_(self) -> str:
        from penstock._display.plan import plan_html

        return plan_html(self._node)

    def __getitem__(self, item: slice) -> Self:
        from penstock._frame.slicing import sliced

        cut: Self = sliced(self, item)
        return cut

    def __contains__(self, key: str) -> bool:
        return key in self.collect_schema()

    def __bool__(self) -> bool:
        raise TypeError("a lazy frame has no truth value; collect it and ask is_empty()")

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        if requested_schema is not None:
            from penstock._frame.requested import fitted

            return execution.stream_capsule(fitted(self, requested_schema)._plan)
        return execution.stream_capsule(self._node)

    def __arrow_c_schema__(self) -> object:
        return execution.schema_capsule(self._node)

    def lazy(self) -> LazyFrame:
        """This frame."""
        return self

    def cache(self) -> LazyFrame:
        """This frame, whose rows are computed by the first run that reads them and held as long as this plan lives.

        What one plan says twice is computed once anyway; this is for rows that several plans read.
        """
        from penstock._frame.sources import CachedSource

        return LazyFrame._of(CachedSource(self._node))

    def collect(
        self,
        *,
        engine: EngineName = "auto",
        optimizations: Any = None,
        background: bool = False,
        **_kwargs: Any,
    ) -> DataFrame:
        """Run the plan, and hold its rows.

        Args:
            engine: Which engine runs it: ``core``, ``duckdb``, or the best for each part (``auto``).
            optimizations: Rules of the optimiser that are switched off: a `QueryOptFlags`.
            background: Not supported: collect on a thread of your own, or await `collect_async`.
        """
        if _kwargs:
            raise TypeError(f"collect takes no {', '.join(_kwargs)}")
        if background:
            raise ValueError("collect(background=True) is not there; call collect on a thread of your own")
        from penstock._frame.dataframe import DataFrame

        return DataFrame._of(execution.run(self._node, run_options(engine, optimizations)))

    def collect_batches(
        self,
        *,
        chunk_size: int | None = None,
        maintain_order: bool = True,  # noqa: ARG002
        lazy: bool = False,  # noqa: ARG002
        engine: EngineName = "auto",
        optimizations: Any = None,
    ) -> Iterator[DataFrame]:
        """Run the plan, and hand out its rows batch by batch, each as an eager frame, as they are computed.

        Closing the iterator stops the run.

        Args:
            chunk_size: About how many rows a batch has.
            maintain_order: Accepted for compatibility; the order of rows is always that of `collect`.
            lazy: Accepted for compatibility; the run always starts with the first batch.
            engine: Which engine runs the plan.
            optimizations: Rules of the optimiser that are switched off: a `QueryOptFlags`.
        """
        from penstock._frame.batches import batches

        return batches(self._node, run_options(engine, optimizations, batch_rows=chunk_size))

    def stream_batches(self, batch_size: int | None = None, *, engine: EngineName = "auto") -> Iterator[DataFrame]:
        """Run the plan, and hand out its rows batch by batch, as `collect_batches` does.

        Nothing is computed that nobody takes, but for the few batches that each thread is ahead with: at most four for
        each thread on the core engine, while DuckDB was seen to be over a million rows ahead.

        Args:
            batch_size: About how many rows a batch has.
            engine: Which engine runs the plan.
        """
        return self.collect_batches(chunk_size=batch_size, engine=engine)

    def map_batches(
        self,
        function: Callable[[DataFrame], DataFrame],
        *,
        predicate_pushdown: bool = False,  # noqa: ARG002
        projection_pushdown: bool = False,  # noqa: ARG002
        slice_pushdown: bool = False,  # noqa: ARG002
        schema: Any = None,
        validate_output_schema: bool = True,
        streamable: bool = False,  # noqa: ARG002
    ) -> LazyFrame:
        """What a function of Python makes of all rows.

        Args:
            function: Gets an eager frame with all rows, and returns one.
            predicate_pushdown: Accepted for compatibility; nothing moves past the function.
            projection_pushdown: Accepted for compatibility.
            slice_pushdown: Accepted for compatibility.
            schema: The columns of the answer; those of this frame unless given.
            validate_output_schema: Whether the answer must have that schema; without it and without `schema`, the
                function is called with no rows to find its columns out.
            streamable: Accepted for compatibility; the function gets all rows at once.
        """
        from penstock._functions.python import frames

        return LazyFrame._of(frames(self._node, function, schema, validate=validate_output_schema))

    def collect_schema(self) -> Schema:
        """The names and types of the columns. Reads no rows."""
        if self._schema is None:
            self._schema = execution.schema_of(execution.fields_of(execution.schema_capsule(self._node)))
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
    def width(self) -> int:
        """How many columns there are."""
        return len(self.collect_schema())

    def explain(
        self,
        *,
        format: str = "plain",  # noqa: A002
        optimized: bool = True,
        engine: EngineName = "auto",
        optimizations: Any = None,
        level: str | None = None,
        analyze: bool = False,
    ) -> str:
        """The plan as text. Runs nothing, unless it is to say how that went.

        Args:
            format: ``plain``, ``tree`` or ``json``.
            optimized: Whether the plan is shown as the optimiser leaves it, rather than as it was written.
            engine: For which engine.
            optimizations: Rules of the optimiser that are switched off: a `QueryOptFlags`.
            level: The stage: ``logical``, ``optimized`` or ``physical``; stands above `optimized`. The physical one
                says which engine runs what, and guesses how many rows there are.
            analyze: Whether the plan runs first, so that the physical stage, which is meant then, says how many rows
                each node delivered, in how many bytes, and how long it worked.
        """
        stage = level or ("physical" if analyze else "optimized" if optimized else "logical")
        options = run_options(engine, optimizations)
        return execution.explain(self._node, options, level=stage, form=format, analyze=analyze)

    def estimated_size(self, unit: SizeUnit = "b") -> int | float | None:
        """About how much memory the rows would take up: rows and widths as the optimiser guesses them.

        Frames and Parquet files are measured, without reading rows; what filters, joins and groups make of them is a
        guess. None when nobody knows how many rows there are, as behind CSV files, streams and SQL.

        Args:
            unit: b, kb, mb, gb or tb.
        """
        size = estimate(self._node).nbytes
        return None if size is None else in_unit(size, unit)

    def show_graph(
        self,
        *,
        optimized: bool = True,
        show: bool = True,
        output_path: str | Path | None = None,
        raw_output: bool = False,
        figsize: tuple[float, float] = (16.0, 12.0),  # noqa: ARG002
        engine: EngineName = "auto",
        plan_stage: str = "physical",
        optimizations: Any = None,
        level: str | None = None,
    ) -> str | None:
        """The plan as a tree of text: printed, written, or returned.

        Args:
            optimized: Whether the plan is shown as the optimiser leaves it.
            show: Whether the text is printed.
            output_path: A file to write the text to.
            raw_output: Whether the text is returned rather than printed.
            figsize: Accepted for compatibility; a text is as large as it is.
            engine: For which engine.
            plan_stage: ``physical`` for the plan that runs, ``ir`` for the one before engines are chosen.
            optimizations: Rules of the optimiser that are switched off: a `QueryOptFlags`.
            level: The stage: ``logical``, ``optimized`` or ``physical``; stands above `optimized` and `plan_stage`.
        """
        if plan_stage not in ("ir", "physical"):
            raise ValueError(f"plan_stage must be ir or physical, not {plan_stage!r}")
        stage = level or ("physical" if plan_stage == "physical" and optimized else None)
        text = self.explain(format="tree", optimized=optimized, engine=engine, optimizations=optimizations, level=stage)
        if output_path is not None:
            from pathlib import Path

            Path(output_path).write_text(text, encoding="utf-8")
        if raw_output:
            return text
        if show:
            print(text)  # noqa: T201
        return None

    def group_by(self, *by: Any, maintain_order: bool = False, **named_by: Any) -> LazyGroupBy:
        """The frame in groups of rows that agree on keys.

        Args:
            *by: Keys; strings name columns.
            maintain_order: Whether the groups stay in the order of their first rows.
            **named_by: Keys and the names they get.
        """
        keys = expression_nodes(by, named_by)
        return LazyGroupBy(self, keys, maintain_order=maintain_order, having=None)

    def _dynamic(self, keys: list[nodes.Node], windows: Windows) -> LazyGroupBy:
        return LazyGroupBy(self, keys, maintain_order=True, having=None, windows=windows)

    def _rolling(self, keys: list[nodes.Node], windows: Windows) -> LazyGroupBy:
        return LazyGroupBy(self, keys, maintain_order=True, having=None, windows=windows)

    def pivot(
        self,
        on: Any,
        on_columns: Any,
        *,
        index: Any = None,
        values: Any = None,
        aggregate_function: PivotAggregation | Any = None,
        maintain_order: bool = False,
        separator: str = "_",
        column_naming: str = "auto",
    ) -> LazyFrame:
        """Values become columns.

        Args:
            on: The columns whose values become columns.
            on_columns: The values that become columns; for several columns a frame with one row for each.
            index: The columns that tell the rows apart; all others unless given.
            values: The columns whose values fill the cells; all others unless given.
            aggregate_function: What is made of several values of a cell: min, max, first, last, sum, mean, median, len,
                count, item, or an expression over `ps.element()`. Without it, several values are an error.
            maintain_order: Whether the rows stay in the order of their first appearance.
            separator: What stands between the parts of a column's name.
            column_naming: Whether names also say whose values they are if there is one column of them: ``combine``, or
                ``auto`` for only if there are several.
        """
        made = LazyFrame._of(
            plans.pivot(
                self._node,
                selection(on),
                pivot_columns(on_columns),
                None if index is None else selection(index),
                None if values is None else selection(values),
                pivot_aggregate(aggregate_function),
                maintain_order=maintain_order,
                separator=separator,
            )
        )
        if column_naming not in ("auto", "combine"):
            raise ValueError(f"column_naming must be auto or combine, not {column_naming!r}")
        return combined(self, made, (on, index, values), separator) if column_naming == "combine" else made

    def pipe_with_schema(self, function: Callable[[LazyFrame, Schema], LazyFrame]) -> LazyFrame:
        """What a function makes of this frame and its schema."""
        return function(self, self.collect_schema())

    def sql(
        self,
        query: str,
        *,
        table_name: str = "self",
        parameters: SqlParameters | None = None,
        allow_side_effects: bool = False,
    ) -> LazyFrame:
        """The answer to a SQL query over this frame.

        Args:
            query: The query, in DuckDB's dialect.
            table_name: What the query calls this frame.
            parameters: Values for ``$name`` by name, or for ``?`` and ``$1`` in order.
            allow_side_effects: Whether the text may be a statement that writes; see `penstock.sql`.
        """
        tables = {table_name: self._node}
        return LazyFrame._of(
            plans.sql(query, tables, parameter_nodes(parameters), allow_side_effects=allow_side_effects)
        )

    def clear(self, n: int = 0) -> LazyFrame:
        """A frame with these columns, and no rows or `n` rows of nulls."""
        from penstock._frame.slicing import cleared

        return cleared(self, n)

    def limit(self, n: int = 5) -> LazyFrame:
        """The first `n` rows."""
        return self.head(n)

    def head(self, n: int = 5) -> LazyFrame:
        """The first `n` rows."""
        if n < 0:
            raise ValueError(f"a lazy frame has no first {n} rows; collect it first, or count from the end with slice")
        return self.slice(0, n)

    def tail(self, n: int = 5) -> LazyFrame:
        """The last `n` rows."""
        if n < 0:
            raise ValueError(f"a lazy frame has no last {n} rows; collect it first")
        return self.slice(-n, n) if n else self.slice(0, 0)


class LazyGroupBy(GroupedFrame[LazyFrame]):
    """A lazy frame in groups or windows."""

    __slots__ = ()

    def map_groups(self, function: Callable[[DataFrame], DataFrame], schema: Any) -> LazyFrame:
        """What a function of Python makes of the rows of each group, one below the other.

        Args:
            function: Gets an eager frame with the rows of a group, and returns one.
            schema: The columns of the answer; None to have the function called with no rows to find them out.
        """
        from penstock._frame.group_by import WindowGroups, mapped, mapped_windows
        from penstock._functions.python import frames

        keys, ordered, windows, having = self._keys, self._maintain_order, self._windows, self._having

        def whole(frame: DataFrame) -> DataFrame:
            if windows is not None:
                groups = WindowGroups(frame, keys, maintain_order=True, having=having, windows=windows)
                return mapped_windows(frame, groups, function)
            return mapped(frame, keys, function, maintain_order=ordered)

        whole.__name__ = getattr(function, "__name__", "function")
        if having is not None and windows is None:
            raise TypeError("map_groups does not go together with having")
        return LazyFrame._of(frames(self._frame._plan, whole, schema, validate=schema is not None))


def run_options(engine: str, optimizations: Any, *, batch_rows: int | None = None) -> dict[str, Any]:
    """The options of one run, without those that have their default."""
    options: dict[str, Any] = {}
    if engine not in ("auto", "streaming", "in-memory"):
        options["engine"] = engine
    if optimizations is not None:
        options["disabled_rules"] = optimizations.disabled()
    if batch_rows is not None:
        options["batch_rows"] = batch_rows
    return options
