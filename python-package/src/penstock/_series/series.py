"""Columns of eager frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._dtypes.plain import Float64
from penstock._expr.col import col
from penstock._series.computing import SeriesMathematics, SeriesOrdered, SeriesPlaces, SeriesSummaries
from penstock._series.operators import SeriesOperators
from penstock._series.spaces import SeriesSpaces
from penstock._series.whole import SeriesWhole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from penstock._dtypes.base import DataType
    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr
    from penstock._frame.dataframe import DataFrame


class Series(
    SeriesOperators, SeriesMathematics, SeriesOrdered, SeriesSummaries, SeriesPlaces, SeriesWhole, SeriesSpaces
):
    """A column with a name, whose values the engine holds. It never changes.

    It has the methods of expressions, which run at once here: several steps are better written as one expression.

    Args:
        name: The name; may be left out, so that the values come first.
        values: The values, or anything that speaks Arrow and has one column.
        dtype: The type of the values.
        strict: Whether a value that does not fit the type is an error rather than null.
        nan_to_null: Whether NaN becomes null.
    """

    __slots__ = ("_frame", "_name")

    _frame: DataFrame
    _name: str

    def __init__(
        self,
        name: Any = None,
        values: Any = None,
        dtype: IntoDataType | None = None,
        *,
        strict: bool = True,
        nan_to_null: bool = False,
    ) -> None:
        from penstock._frame.dataframe import DataFrame

        if values is None and name is not None and not isinstance(name, str):
            name, values = getattr(name, "name", None) or "", name
        self._name = name or ""
        overrides = None if dtype is None else {self._name: dtype}
        self._frame = DataFrame(
            {self._name: [] if values is None else values},
            schema_overrides=overrides,
            strict=strict,
            nan_to_null=nan_to_null,
        )

    @classmethod
    def _of(cls, frame: DataFrame, name: str) -> Series:
        """The only column of a frame."""
        made = object.__new__(cls)
        made._frame = frame
        made._name = name
        return made

    @property
    def _series(self) -> Series:
        return self

    @staticmethod
    def _lift(expression: Expr) -> Expr:
        return expression

    def _selected(self, frame: DataFrame, expression: Expr) -> Series:
        """What an expression over a frame gives, under this name."""
        return Series._of(frame.select(expression.alias(self._name)), self._name)

    @property
    def name(self) -> str:
        """The name."""
        return self._name

    @property
    def dtype(self) -> DataType:
        """The type of the values."""
        return self._frame.dtypes[0]

    @property
    def shape(self) -> tuple[int]:
        """How many values there are."""
        return (len(self),)

    def __len__(self) -> int:
        return self._frame.height

    def len(self) -> int:
        """How many values there are."""
        return self._frame.height

    def __iter__(self) -> Iterator[Any]:
        for (value,) in self._frame.iter_rows():
            yield value

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int):
            return self._frame.row(key)[0]  # type: ignore[index]
        return Series._of(self._frame[key], self._name)

    def __contains__(self, item: Any) -> bool:
        return item in self.to_list()

    def __repr__(self) -> str:
        from penstock._display.table import series_text

        return series_text(self)

    def _repr_html_(self) -> str:
        return self._frame._repr_html_(_from_series=True)

    def __bool__(self) -> bool:
        raise TypeError("a series has no truth value; ask len(series) > 0, or series.to_list()")

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._frame.__arrow_c_schema__()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: FBT001 - as numpy calls it
        array = self.to_numpy()
        return array if dtype is None else array.astype(dtype)

    def _as_expr_node(self) -> nodes.Node:
        """The values as an expression: a constant list, taken apart."""
        from penstock._expr.logic import list_node

        values = nodes.call("explode", [list_node(self)], {"empty_as_null": False, "keep_nulls": True})
        return nodes.alias(values, self._name)

    def is_empty(self, *, ignore_nulls: bool = False) -> bool:
        """Whether there are no values; with `ignore_nulls`, whether there are none but nulls."""
        return (self.count() if ignore_nulls else len(self)) == 0

    def slice(self, offset: int, length: int | None = None) -> Series:
        """`length` values, or all, from `offset` on; a negative offset counts from the end. Copies nothing."""
        return Series._of(self._frame.slice(offset, length), self._name)

    def head(self, n: int = 10) -> Series:
        """The first `n` values; all but the last ones for negative `n`."""
        return Series._of(self._frame.head(n), self._name)

    def limit(self, n: int = 10) -> Series:
        """The first `n` values; all but the last ones for negative `n`."""
        return self.head(n)

    def tail(self, n: int = 10) -> Series:
        """The last `n` values; all but the first ones for negative `n`."""
        return Series._of(self._frame.tail(n), self._name)

    def sort(
        self,
        *,
        descending: bool = False,
        nulls_last: bool = False,
        multithreaded: bool = True,
        in_place: bool = False,
    ) -> Series:
        """The values in their own order.

        Args:
            descending: Whether the largest come first.
            nulls_last: Whether nulls come last.
            multithreaded: Accepted for compatibility; the engine decides.
            in_place: Whether this object becomes the sorted series.
        """
        del multithreaded
        made = self._frame.sort(col(self._name), descending=descending, nulls_last=nulls_last)
        if not in_place:
            return Series._of(made, self._name)
        self._frame = made
        return self

    def dot(self, other: Any) -> Any:
        """The sum of the products with the values of another series."""
        return (self * other).sum()

    def value_counts(
        self, *, sort: bool = False, parallel: bool = False, name: str | None = None, normalize: bool = False
    ) -> DataFrame:
        """The different values, and how often each occurs.

        Args:
            sort: Whether the most frequent come first.
            parallel: Accepted for compatibility; the engine decides.
            name: The name of the column with the numbers: ``count``, or ``proportion`` when normalized.
            normalize: Whether the numbers are shares of all values.
        """
        del parallel
        counts = col(self._name).value_counts(sort=sort, name=name, normalize=normalize)
        return self._frame.select(counts.alias("counts")).unnest("counts")

    def item(self, index: int | None = None) -> Any:
        """The value at a position, or the only one."""
        if index is None:
            if len(self) != 1:
                raise ValueError(f"item() needs a series of one value, and this one has {len(self)}")
            index = 0
        return self[index]

    def to_list(self) -> list[Any]:
        """The values as a list."""
        from penstock._arrow.values import values_of

        return values_of(self._frame)

    def to_frame(self, name: str | None = None) -> DataFrame:
        """The frame of this one column."""
        return self._frame if name is None else self._frame.rename({self._name: name})

    def to_arrow(self, *, compat_level: object = None) -> Any:  # noqa: ARG002
        """The values as a ``pyarrow.Array``.

        Args:
            compat_level: Accepted for compatibility; types stay what they are.
        """
        column = self._frame.to_arrow().column(0)
        return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()

    def to_numpy(self, *, writable: bool = False, allow_copy: bool = True) -> Any:
        """The values as an array of numpy.

        Args:
            writable: Whether the array may be written to, which always takes a copy.
            allow_copy: Whether values may be copied where they cannot be shared.
        """
        from penstock._convert.export_numpy import series_array

        return series_array(self, writable=writable, allow_copy=allow_copy)

    def to_pandas(self, *, use_pyarrow_extension_array: bool = False, **kwargs: Any) -> Any:
        """The values as a series of pandas.

        Args:
            use_pyarrow_extension_array: Whether the types of Arrow are kept.
            **kwargs: What ``pyarrow.Table.to_pandas`` takes.
        """
        frame = self._frame.to_pandas(use_pyarrow_extension_array=use_pyarrow_extension_array, **kwargs)
        return frame[frame.columns[0]]

    def to_polars(self) -> Any:
        """The values as a series of Polars."""
        return self._frame.to_polars().to_series()

    def map_elements(
        self,
        function: Callable[[Any], Any],
        return_dtype: IntoDataType | None = None,
        *,
        skip_nulls: bool = True,
        _disable_inefficient_map_warning: bool = False,
    ) -> Series:
        """What a function of Python makes of each value.

        Args:
            function: Gets a value, and returns one.
            return_dtype: The type of the answers; found out from them unless given.
            skip_nulls: Whether nulls stay null without a call.
        """
        from penstock._functions.python import series_elements

        return series_elements(self, function, return_dtype, skip_nulls=skip_nulls)

    def alias(self, name: str) -> Series:
        """The series under another name."""
        return Series._of(self._frame.rename({self._name: name}), name)

    def rename(self, name: str) -> Series:
        """The series under another name."""
        return self.alias(name)

    def cast(self, dtype: IntoDataType, *, strict: bool = True) -> Series:
        """The series as another type.

        Args:
            dtype: The type.
            strict: Whether a value that does not fit is an error rather than null.
        """
        return Series._of(self._frame.cast(dtype, strict=strict), self._name)

    def equals(
        self, other: Series, *, check_dtypes: bool = False, check_names: bool = False, null_equal: bool = True
    ) -> bool:
        """Whether both have the same values in the same order.

        Args:
            other: The other series.
            check_dtypes: Whether the types must be equal too.
            check_names: Whether the names must be equal too.
            null_equal: Whether null equals null.
        """
        if (check_names and self._name != other._name) or (check_dtypes and self.dtype != other.dtype):
            return False
        if self.dtype != other.dtype and self.dtype.is_numeric() and other.dtype.is_numeric():
            return self.cast(Float64).equals(other.cast(Float64), null_equal=null_equal)
        return self._frame.equals(other.alias(self._name)._frame, null_equal=null_equal)
