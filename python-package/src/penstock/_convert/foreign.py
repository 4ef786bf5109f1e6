"""Frames and columns of other libraries, by the Arrow that they speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._dtypes.arrow import type_json
from penstock._require import require

if TYPE_CHECKING:
    from penstock._convert.schemas import Wanted
    from penstock._dtypes.base import DataType
    from penstock._runtime import FrameHandle


def speaks_arrow(data: Any) -> bool:
    """Whether a frame can be made of `data` by Arrow. Converts nothing."""
    return (
        hasattr(data, "__arrow_c_stream__")
        or hasattr(data, "__arrow_c_array__")
        or type(data).__name__ == "PyCapsule"
        or _is_of_pandas(data)
        or _is_lazy_of_polars(data)
    )


def arrow_of(data: Any) -> Any:
    """The object that speaks Arrow for `data`; None if nothing does. Lazy frames of Polars are run."""
    if _is_of_pandas(data):
        return of_pandas(data, nan_to_null=True, include_index=False)
    if _is_lazy_of_polars(data):
        return data.collect()
    return data if speaks_arrow(data) else None


def _is_of_pandas(data: Any) -> bool:
    return _library(data) == "pandas" and (hasattr(data, "iloc") or hasattr(data, "to_frame"))


def _is_lazy_of_polars(data: Any) -> bool:
    return _library(data) == "polars" and hasattr(data, "collect_batches")


def _library(data: Any) -> str:
    return type(data).__module__.partition(".")[0]


def of_pandas(data: Any, *, nan_to_null: bool, include_index: bool) -> Any:
    """A frame, series or index of pandas as a ``pyarrow.Table``.

    Args:
        data: The frame, series or index.
        nan_to_null: Whether NaN among floats becomes null. In columns of objects it always does.
        include_index: Whether the index becomes the first columns.
    """
    if not hasattr(data, "columns"):
        data = data.to_frame(name="" if data.name is None else str(data.name))
    if include_index:
        data = data.reset_index()
    pyarrow = require("pyarrow", extra="pandas")
    arrays = []
    for position in range(data.shape[1]):
        column = data.iloc[:, position]
        try:
            arrays.append(pyarrow.array(column, from_pandas=nan_to_null or column.dtype.kind != "f"))
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError) as error:
            raise _mixed(str(data.columns[position]), column, error) from error
    return pyarrow.table(arrays, names=[str(name) for name in data.columns])


def _mixed(name: str, column: Any, error: Exception) -> Exception:
    """What to say of objects of which no column can be made: the first two rows that do not go together."""
    from penstock.exceptions import SchemaError

    found: dict[type, int] = {}
    for row, value in enumerate(column):
        if value is not None and value == value:  # noqa: PLR0124 - NaN is null among objects
            found.setdefault(type(value), row)
        if len(found) == 2:
            break
    text = " and ".join(f"{type_.__name__} in row {row}" for type_, row in found.items())
    message = f'the column "{name}" of objects has {text}' if len(found) == 2 else f'the column "{name}": {error}'
    return SchemaError(message, column=name, hint="make its values of one type, or give it one of pandas' Arrow types")


def is_one_column(data: Any) -> bool:
    """Whether `data` is a column rather than a frame. Structs are frames."""
    if hasattr(data, "__arrow_c_array__"):
        from penstock._arrow.schemas import read_capsule

        schema, _ = data.__arrow_c_array__()
        return read_capsule(schema).format != "+s"
    has_type = str(getattr(data, "type", getattr(data, "dtype", "struct")))
    return type(data).__name__ in ("Series", "ChunkedArray") and not has_type.lower().startswith("struct")


def is_series(data: Any) -> bool:
    """Whether `data` is a column with a name: ours, or that of Polars or pandas."""
    return type(data).__name__ == "Series" and (hasattr(data, "to_list") or hasattr(data, "__arrow_c_stream__"))


def frame_of_arrow(data: Any) -> FrameHandle:
    """The engine's frame of an object that speaks Arrow. Copies nothing that can be shared."""
    from penstock._frame import execution
    from penstock._frame.sources import StreamSource

    return execution.run(StreamSource(data))


def shaped(handle: FrameHandle, wanted: Wanted, *, strict: bool) -> FrameHandle:
    """The frame with the names and types that are wanted."""
    from penstock._frame import execution
    from penstock._frame.sources import FrameSource

    if wanted.names is None and not wanted.dtypes:
        return handle
    own = execution.schema_of(execution.fields_of(handle.schema_capsule())).names()
    picked = [name for name in wanted.names if name in own] if wanted.is_mapping and wanted.names else own
    if wanted.is_mapping and wanted.names is not None and len(picked) == len(wanted.names):
        names = list(wanted.names)
    else:
        names, picked = wanted.named(own, own)
    parts = []
    for name, source in zip(names, picked, strict=True):
        node = nodes.column(source)
        dtype = wanted.dtype(name)
        if dtype is not None:
            node = nodes.cast(node, type_json(dtype), strict=strict)
        parts.append(node if name == source else nodes.alias(node, name))
    return execution.run(plans.project(FrameSource(handle), parts))


def named_column(name: str, data: Any, dtype: DataType | None, *, strict: bool) -> FrameHandle:
    """A frame of the one column that another library's series is, under a name and as a type."""
    from penstock._convert.schemas import Wanted

    wanted = Wanted((name,), is_mapping=False, dtypes={} if dtype is None else {name: dtype})
    return shaped(frame_of_arrow(_framed(name, data)), wanted, strict=strict)


def _framed(name: str, data: Any) -> Any:
    """A column of structs as a frame of one column: by itself it would be a frame with a column for each field."""
    if not str(getattr(data, "type", getattr(data, "dtype", ""))).lower().startswith("struct"):
        return data
    if _library(data) == "pyarrow":
        return require("pyarrow", extra="pyarrow").table({name: data})
    return data.to_frame() if hasattr(data, "to_frame") else data
