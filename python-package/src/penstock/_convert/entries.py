"""The doors through which data come in: ``ps.from_arrow`` and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, overload

from penstock._convert import foreign
from penstock._frame.dataframe import DataFrame
from penstock._frame.lazyframe import LazyFrame
from penstock._frame.sources import StreamSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from penstock._dtypes.parse import IntoDataType
    from penstock._series.series import Series
    from penstock._typing import Orientation


class _Column(Protocol):
    """A column with a name, as in Polars and pandas. Frames there have no such method."""

    @property
    def to_frame(self) -> Any: ...


class _Table(Protocol):
    """A frame with names of columns, as in Polars and pandas."""

    @property
    def columns(self) -> Any: ...


class _Lazy(Protocol):
    """A lazy frame, as in Polars."""

    @property
    def collect(self) -> Any: ...


@overload
def from_arrow(
    data: _Table,
    schema: Any = ...,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = ...,
    rechunk: bool = ...,
) -> DataFrame: ...


@overload
def from_arrow(
    data: _Column,
    schema: Any = ...,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = ...,
    rechunk: bool = ...,
) -> Series: ...


@overload
def from_arrow(
    data: Any,
    schema: Any = ...,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = ...,
    rechunk: bool = ...,
) -> DataFrame: ...


def from_arrow(
    data: Any,
    schema: Any = None,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    rechunk: bool = False,
) -> DataFrame | Series:
    """A frame of anything that speaks Arrow; a series of an array, unless it is one of structs. Copies nothing.

    Args:
        data: An object with ``__arrow_c_stream__`` or ``__arrow_c_array__``, a capsule of a stream, or an iterable of
            batches of pyarrow.
        schema: The names of the columns, and their types.
        schema_overrides: Types of some columns.
        rechunk: Accepted for compatibility; batches stay what they are.

    Raises:
        TypeError: If the data do not speak Arrow.
    """
    del rechunk
    if not foreign.speaks_arrow(data):
        batches = list(data) if hasattr(data, "__iter__") and not isinstance(data, (str, bytes, dict)) else []
        if not batches or not foreign.speaks_arrow(batches[0]):
            raise TypeError(f"a {type(data).__name__} does not speak Arrow: it has no __arrow_c_stream__")
        from penstock._functions.concat import concat

        return concat([DataFrame(batch) for batch in batches])
    frame = DataFrame(data, schema, schema_overrides=schema_overrides)
    if not foreign.is_one_column(data):
        return frame
    from penstock._series.series import Series

    return Series._of(frame, frame.columns[0])


def scan_arrow_c_stream(source: Any) -> LazyFrame:
    """A lazy frame over anything that speaks Arrow. It asks for a fresh stream whenever it runs.

    Args:
        source: An object with ``__arrow_c_stream__`` or ``__arrow_c_array__``. One that can be read once, such as a
            reader, makes a frame that can run once.

    Raises:
        TypeError: If the source does not speak Arrow.
    """
    if not foreign.speaks_arrow(source):
        raise TypeError(f"a {type(source).__name__} does not speak Arrow: it has no __arrow_c_stream__")
    return LazyFrame._of(StreamSource(source))


def from_dict(
    data: Mapping[str, Any],
    schema: Any = None,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    strict: bool = True,
) -> DataFrame:
    """A frame of columns by name.

    Args:
        data: The columns; a single value is repeated.
        schema: The names of the columns, and their types.
        schema_overrides: Types of some columns.
        strict: Whether a value that does not fit its column's type is an error.
    """
    return DataFrame(data, schema, schema_overrides=schema_overrides, strict=strict)


def from_dicts(
    data: Iterable[Mapping[str, Any]],
    schema: Any = None,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    strict: bool = True,
    infer_schema_length: int | None = 100,
) -> DataFrame:
    """A frame of rows as mappings; what a row lacks is null.

    Args:
        data: The rows.
        schema: The names of the columns, and their types.
        schema_overrides: Types of some columns.
        strict: Whether a value that does not fit its column's type is an error.
        infer_schema_length: Accepted for compatibility; all rows are looked at.
    """
    return DataFrame(
        list(data),
        schema,
        schema_overrides=schema_overrides,
        strict=strict,
        infer_schema_length=infer_schema_length,
    )


def from_records(
    data: Sequence[Any],
    schema: Any = None,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    strict: bool = True,
    orient: Orientation | None = None,
    infer_schema_length: int | None = 100,
) -> DataFrame:
    """A frame of sequences, which are rows or columns.

    Args:
        data: The sequences.
        schema: The names of the columns, and their types.
        schema_overrides: Types of some columns.
        strict: Whether a value that does not fit its column's type is an error.
        orient: Whether they are columns ("col") or rows ("row"); found out unless given.
        infer_schema_length: Accepted for compatibility; all rows are looked at.
    """
    return DataFrame(
        data,
        schema,
        schema_overrides=schema_overrides,
        strict=strict,
        orient=orient,
        infer_schema_length=infer_schema_length,
    )


def from_numpy(
    data: Any,
    schema: Any = None,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    orient: Orientation | None = None,
) -> DataFrame:
    """A frame of an array of numpy with one or two dimensions, or with named fields.

    Args:
        data: The array.
        schema: The names of the columns, and their types.
        schema_overrides: Types of some columns.
        orient: Whether the first dimension is that of columns ("col") or of rows ("row").
    """
    return DataFrame(data, schema, schema_overrides=schema_overrides, orient=orient)


@overload
def from_pandas(
    data: _Table,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = ...,
    rechunk: bool = ...,
    nan_to_null: bool = ...,
    include_index: bool = ...,
) -> DataFrame: ...


@overload
def from_pandas(
    data: _Column,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = ...,
    rechunk: bool = ...,
    nan_to_null: bool = ...,
    include_index: bool = ...,
) -> Series: ...


def from_pandas(
    data: Any,
    *,
    schema_overrides: Mapping[str, IntoDataType] | None = None,
    rechunk: bool = True,
    nan_to_null: bool = True,
    include_index: bool = False,
) -> DataFrame | Series:
    """A frame of a frame of pandas, or a series of a series.

    Args:
        data: The frame or series.
        schema_overrides: Types of some columns.
        rechunk: Accepted for compatibility; batches stay what they are.
        nan_to_null: Whether NaN becomes null.
        include_index: Whether the index becomes columns.
    """
    del rechunk
    is_series = not hasattr(data, "columns")
    frame = DataFrame(foreign.of_pandas(data, nan_to_null=nan_to_null, include_index=include_index))
    if schema_overrides:
        frame = DataFrame(frame, schema_overrides=schema_overrides)
    if not is_series:
        return frame
    from penstock._series.series import Series

    return Series._of(frame, frame.columns[-1])


@overload
def from_polars(data: _Lazy) -> LazyFrame: ...


@overload
def from_polars(data: _Column) -> Series: ...


@overload
def from_polars(data: Any) -> DataFrame: ...


def from_polars(data: Any) -> DataFrame | LazyFrame | Series:
    """A frame of a frame of Polars, a lazy frame of a lazy one, or a series of a series. Copies nothing.

    Args:
        data: The frame or series; a lazy one is run by Polars, as a stream, when this one is.
    """
    if hasattr(data, "collect_batches"):
        return LazyFrame._of(StreamSource(_PolarsLazy(data)))
    if type(data).__name__ == "Series":
        from penstock._series.series import Series

        return Series._of(DataFrame(data.to_frame()), data.name)
    return DataFrame(data)


class _PolarsLazy:
    """A lazy frame of Polars that speaks Arrow: each time it is asked, it runs."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._frame.collect_batches(maintain_order=True).__arrow_c_stream__()
