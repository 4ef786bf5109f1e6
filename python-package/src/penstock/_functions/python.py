"""Functions of Python in plans. A plan holds a reference to them, and columns reach them by pointer."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._expr.base import ExprBase, as_node
from penstock._frame.sources import Source
from penstock._functions.values import inferred, made_up, series_of, strict, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penstock._dtypes.base import DataType
    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._frame.dataframe import DataFrame
    from penstock._nodes import Node
    from penstock._runtime import Engine, FrameHandle
    from penstock._series.series import Series


class PythonFunction(Source):
    """A function that stands in a plan as its own settings."""

    __slots__ = ("__weakref__", "_answers", "_function", "_lock", "_number", "failure", "name", "options")

    def __init__(self, function: Callable[..., Any], options: dict[str, Any]) -> None:
        self._function = function
        self._number = 0
        self._lock = threading.Lock()
        #: What it answers with, by the types of what it gets.
        self._answers: dict[str, DataFrame] = {}
        self.name = getattr(function, "__name__", None) or type(function).__name__
        self.options = options
        self.failure: BaseException | None = None

    def open(self, engine: Engine, *, to_run: bool, occurrence: int) -> tuple[Node, object]:  # noqa: ARG002
        """The settings, and the function itself, which must be kept."""
        return {"reference": self.number, "name": self.name, **self.options}, self

    @property
    def number(self) -> int:
        """The number under which Java calls it."""
        from penstock._runtime import functions

        with self._lock:
            if not self._number:
                self._number = functions.register(self)
            return self._number

    def __reduce__(self) -> tuple[object, ...]:
        raise self.refusal()

    def refusal(self) -> Exception:
        """Why it cannot leave the process."""
        from penstock.exceptions import InvalidOperationError

        return InvalidOperationError(
            f'the plan holds the Python function "{self.name}", which cannot leave this process',
            hint="write it as an expression, or as a Java function in a jar",
        )

    def bind(self, rows: FrameHandle) -> FrameHandle:
        """An empty frame of what it answers with."""
        given = _frame(rows)
        answer = self.bound(given)
        self._answers[_types(given)] = answer
        return answer._handle

    def bound(self, given: DataFrame) -> DataFrame:
        """An empty frame of what it answers with, given an empty one of what it gets."""
        raise NotImplementedError

    def call(self, rows: FrameHandle) -> FrameHandle:
        """What it makes of rows, in the types that were promised."""
        given = _frame(rows)
        promised = self._answers.get(_types(given))
        if promised is None:
            promised = self.bound(given.clear())
        return self._laid_out(self.answer(given, promised), promised)._handle

    def answer(self, given: DataFrame, promised: DataFrame) -> DataFrame:
        """What it makes of rows."""
        raise NotImplementedError

    def apply(self, *arguments: Any) -> Any:
        """What the user's function returns."""
        from penstock._runtime.functions import FunctionFailed

        try:
            return self._function(*arguments)
        except BaseException as error:
            raise FunctionFailed from error

    @staticmethod
    def _laid_out(answer: DataFrame, promised: DataFrame) -> DataFrame:
        """The same values, in the very layout that was promised."""
        from penstock._frame import execution
        from penstock._frame.requested import fitted

        own = execution.fields_of(answer.__arrow_c_schema__())
        wanted = execution.fields_of(promised.__arrow_c_schema__())
        if [field.type_json() for field in own] == [field.type_json() for field in wanted]:
            return answer
        made: DataFrame = fitted(answer, promised.__arrow_c_schema__())
        return made


def _frame(rows: FrameHandle) -> DataFrame:
    from penstock._frame.dataframe import DataFrame

    return DataFrame._of(rows)


def _types(frame: DataFrame) -> str:
    return repr(list(frame.collect_schema().items()))


class ColumnFunction(PythonFunction):
    """A function of columns, whose answer is a column."""

    __slots__ = ("_return_dtype", "_scalar")

    def __init__(
        self,
        function: Callable[..., Any],
        return_dtype: IntoDataType | None,
        names: Sequence[str],
        *,
        is_elementwise: bool,
        returns_scalar: bool,
    ) -> None:
        from penstock._dtypes.parse import complete_dtype

        super().__init__(
            function,
            {"is_elementwise": is_elementwise, "returns_scalar": returns_scalar, "names": list(names)},
        )
        self._return_dtype = None if return_dtype is None else complete_dtype(return_dtype, where="return_dtype")
        self._scalar = returns_scalar

    def bound(self, given: DataFrame) -> DataFrame:
        """A column of the declared type, or of that which the function gives a value that we made up."""
        dtype = self._return_dtype
        if dtype is None:
            dtype = self._inferred(given)
        return series_of("", [], dtype)._frame

    def _inferred(self, given: DataFrame) -> DataType:
        from penstock.exceptions import InvalidOperationError

        try:
            return self.dummy(given)
        except BaseException as error:
            raise InvalidOperationError(
                f'the function "{self.name}" was given no return_dtype, and its answer to made-up values has none: '
                f"{type(error.__cause__ or error).__name__}: {error.__cause__ or error}",
                hint="pass return_dtype",
            ) from error

    def dummy(self, given: DataFrame) -> DataType:
        """The type of the answer to made-up values."""
        raise NotImplementedError

    def answer(self, given: DataFrame, promised: DataFrame) -> DataFrame:
        """See `PythonFunction`."""
        return self.column(given, promised.dtypes[0])._frame

    def column(self, given: DataFrame, dtype: DataType) -> Series:
        """The answer to rows."""
        raise NotImplementedError


class Elements(ColumnFunction):
    """A function of single values."""

    __slots__ = ("_skip_nulls",)

    def __init__(
        self,
        function: Callable[[Any], Any],
        return_dtype: IntoDataType | None,
        names: Sequence[str],
        *,
        skip_nulls: bool,
    ) -> None:
        super().__init__(function, return_dtype, names, is_elementwise=True, returns_scalar=False)
        self._skip_nulls = skip_nulls

    def dummy(self, given: DataFrame) -> DataType:
        """See `ColumnFunction`."""
        made = self.apply(wrapped(made_up(given.dtypes[0]), given.dtypes[0]))
        return inferred([made]).dtype

    def column(self, given: DataFrame, dtype: DataType) -> Series:
        """See `ColumnFunction`."""
        name = given.columns[0]
        kind = given.dtypes[0]
        made = []
        for value in _column(given, 0).to_list():
            skipped = value is None and self._skip_nulls
            made.append(None if skipped else self.apply(wrapped(value, kind)))
        return strict(self.name, name, made, dtype)


class Batches(ColumnFunction):
    """A function of whole columns."""

    __slots__ = ("_several",)

    def __init__(
        self,
        function: Callable[[Any], Any],
        return_dtype: IntoDataType | None,
        names: Sequence[str],
        *,
        several: bool,
        is_elementwise: bool,
        returns_scalar: bool,
    ) -> None:
        super().__init__(function, return_dtype, names, is_elementwise=is_elementwise, returns_scalar=returns_scalar)
        self._several = several

    def _apply(self, given: DataFrame) -> Any:
        columns = [_column(given, position) for position in range(given.width)]
        return self.apply(columns if self._several else columns[0])

    def dummy(self, given: DataFrame) -> DataType:
        """See `ColumnFunction`."""
        from penstock._frame.dataframe import DataFrame

        schema = given.collect_schema()
        made_up_rows = DataFrame({name: [made_up(dtype)] * 2 for name, dtype in schema.items()}, schema=schema)
        return self._as_series(self._apply(made_up_rows), "", None).dtype

    def column(self, given: DataFrame, dtype: DataType) -> Series:
        """See `ColumnFunction`."""
        from penstock.exceptions import SchemaError, ShapeError

        made = self._as_series(self._apply(given), given.columns[0] if given.width else "", dtype)
        if made.dtype != dtype:
            raise SchemaError(
                f"expected output type '{dtype}', got '{made.dtype}' from the function \"{self.name}\"",
                hint="set return_dtype to the proper type",
            )
        wanted = 1 if self._scalar else given.height
        if len(made) != wanted and (self._scalar or self.options["is_elementwise"]):
            raise ShapeError(f'the function "{self.name}" answered {len(made)} values where {wanted} are due')
        return made

    def _as_series(self, made: Any, name: str, dtype: DataType | None) -> Series:
        from penstock._convert.foreign import speaks_arrow
        from penstock._series.series import Series
        from penstock.exceptions import SchemaError

        if isinstance(made, Series):
            return made
        is_array = type(made).__module__.partition(".")[0] == "numpy" and getattr(made, "ndim", 0) > 0
        if speaks_arrow(made) or is_array:
            return Series(name, made, dtype=dtype)
        if self._scalar:
            return inferred([made]) if dtype is None else strict(self.name, name, [made], dtype)
        raise SchemaError(
            f'the function "{self.name}" must return a Series; it returned {type(made).__name__}',
            hint="pass returns_scalar=True if it is to return one value",
        )


class Names(PythonFunction):
    """A function of names. It is asked while a plan is bound: once, or once more whenever the plan is bound anew."""

    __slots__ = ()

    def __init__(self, function: Callable[[str], str], renames: str) -> None:
        super().__init__(function, {"renames": renames})

    def bound(self, given: DataFrame) -> DataFrame:
        """The columns under their new names."""
        from penstock._frame.dataframe import DataFrame
        from penstock.exceptions import DuplicateError

        made: dict[str, DataType] = {}
        for name, dtype in given.collect_schema().items():
            new = self.apply(name)
            if not isinstance(new, str):
                raise TypeError(f'the function "{self.name}" must return a name; it returned {type(new).__name__}')
            if new in made:
                raise DuplicateError(f'the function "{self.name}" gives the name "{new}" twice')
            made[new] = dtype
        return DataFrame(schema=made)


class Frames(PythonFunction):
    """A function of whole frames."""

    __slots__ = ("_schema", "_validate")

    def __init__(self, function: Callable[[Any], Any], schema: Any, *, validate: bool) -> None:
        super().__init__(function, {})
        self._schema = schema
        self._validate = validate

    def bound(self, given: DataFrame) -> DataFrame:
        """A frame of the declared schema; else of that of the input, or of the answer to no rows."""
        from penstock._frame.dataframe import DataFrame

        if self._schema is not None:
            return DataFrame(schema=self._schema)
        return given if self._validate else self._made(given).clear()

    def _made(self, given: DataFrame) -> DataFrame:
        from penstock._convert.foreign import speaks_arrow
        from penstock._convert.frame import frame as to_frame
        from penstock.exceptions import ComputeError

        made = self.apply(given)
        if not speaks_arrow(made):
            raise ComputeError(f'the function "{self.name}" must return a DataFrame; it returned {type(made).__name__}')
        answer: DataFrame = to_frame(made).lazy().collect()
        return answer

    def answer(self, given: DataFrame, promised: DataFrame) -> DataFrame:
        """See `PythonFunction`."""
        from penstock.exceptions import ComputeError

        made = self._made(given)
        if made.collect_schema() != promised.collect_schema():
            raise ComputeError(
                f'the function "{self.name}" answered with other columns than expected: '
                f"{made.collect_schema()} instead of {promised.collect_schema()}",
                hint="pass the schema of its answer",
            )
        return made


def _column(frame: DataFrame, position: int) -> Series:
    from penstock._series.series import Series

    return Series._of(frame, frame.columns[0]) if frame.width == 1 else frame.to_series(position)


def elements(expr: Expr, function: Callable[[Any], Any], dtype: IntoDataType | None, *, skip_nulls: bool) -> Expr:
    """``expr.map_elements``."""
    return _applied([expr], Elements(function, dtype, _names([expr]), skip_nulls=skip_nulls))


def names(expr: Expr, function: Callable[[str], str], renames: str) -> Expr:
    """``expr.name.map`` (`renames` is ``COLUMN``) and ``expr.name.map_fields`` (``FIELDS``)."""
    return _applied([expr], Names(function, renames))


def batches(
    exprs: Sequence[Expr],
    function: Callable[[Any], Any],
    dtype: IntoDataType | None,
    *,
    several: bool,
    is_elementwise: bool,
    returns_scalar: bool,
) -> Expr:
    """``expr.map_batches`` and ``ps.map_batches``."""
    made = Batches(
        function,
        dtype,
        _names(exprs),
        several=several,
        # One value for all rows cannot be computed row by row.
        is_elementwise=is_elementwise and not returns_scalar,
        returns_scalar=returns_scalar,
    )
    return _applied(exprs, made)


def series_elements(
    series: Series, function: Callable[[Any], Any], dtype: IntoDataType | None, *, skip_nulls: bool
) -> Series:
    """``series.map_elements``, which runs at once, and so sees all answers before it says their type."""
    from penstock._dtypes.parse import complete_dtype
    from penstock.exceptions import ComputeError

    kind = series.dtype
    made = [None if value is None and skip_nulls else function(wrapped(value, kind)) for value in series.to_list()]
    if dtype is not None:
        return strict(
            getattr(function, "__name__", "function"), series.name, made, complete_dtype(dtype, where="return_dtype")
        )
    first = next((value for value in made if value is not None), None)
    if first is None:
        if made and skip_nulls:
            raise ComputeError(
                "the type of what map_elements answers cannot be told: all values are null",
                hint="pass return_dtype, or skip_nulls=False",
            )
        return series_of(series.name, made, kind)
    return strict(getattr(function, "__name__", "function"), series.name, made, inferred([first]).dtype)


def _names(exprs: Sequence[Expr]) -> list[str]:
    return [expr.meta.output_name(raise_if_undetermined=False) or "" for expr in exprs]


def _applied(exprs: Sequence[Expr], function: PythonFunction) -> Expr:
    return ExprBase._of(nodes.apply("python", function, [expr._node for expr in exprs]))


def frames(plan: Any, function: Callable[[Any], Any], schema: Any, *, validate: bool) -> Any:
    """The plan of ``frame.map_batches``."""
    return plans.table_call("python", Frames(function, schema, validate=validate), [plan])


def sink(function: Callable[[DataFrame], bool | None], chunk_size: int | None) -> Callable[[DataFrame], DataFrame]:
    """The function of all rows that ``frame.sink_batches`` stands for."""

    def whole(frame: DataFrame) -> DataFrame:
        from penstock._frame.dataframe import DataFrame

        for part in frame.iter_slices(chunk_size or max(1, frame.height)):
            if function(part):
                break
        return DataFrame()

    whole.__name__ = getattr(function, "__name__", "function")
    return whole


def map_batches(
    exprs: Sequence[str | Expr],
    function: Callable[[Sequence[Series]], Series | Any],
    return_dtype: IntoDataType | None = None,
    *,
    is_elementwise: bool = False,
    returns_scalar: bool = False,
) -> Expr:
    """What a function of Python makes of several whole columns.

    Args:
        exprs: The columns.
        function: Gets a list of series, and returns a series or, if it `returns_scalar`, a value.
        return_dtype: The type of the answer. Without it the function is called with made-up values to find out.
        is_elementwise: Whether each value of the answer depends on its own row alone; then the function may get any
            part of the rows.
        returns_scalar: Whether it returns one value for all rows.
    """
    return batches(
        [ExprBase._of(as_node(expr)) for expr in exprs],
        function,
        return_dtype,
        several=True,
        is_elementwise=is_elementwise,
        returns_scalar=returns_scalar,
    )


def map_groups(
    exprs: Sequence[str | Expr],
    function: Callable[[Sequence[Series]], Series | Any],
    return_dtype: IntoDataType | None = None,
    *,
    is_elementwise: bool = False,
    returns_scalar: bool = False,
) -> Expr:
    """What a function of Python makes of the columns of each group.

    Args:
        exprs: The columns.
        function: Gets a list of series, and returns a series or, if it `returns_scalar`, a value.
        return_dtype: The type of the answer. Without it the function is called with made-up values to find out.
        is_elementwise: Whether each value of the answer depends on its own row alone.
        returns_scalar: Whether it returns one value for each group.
    """
    return map_batches(exprs, function, return_dtype, is_elementwise=is_elementwise, returns_scalar=returns_scalar)
