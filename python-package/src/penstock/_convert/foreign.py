"""Frames and columns of other libraries, by the Arrow that they speak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock import _plans as plans
from penstock._dtypes.arrow import type_json

if TYPE_CHECKING:
    from penstock._convert.schemas import Wanted
    from penstock._dtypes.base import DataType
    from penstock._runtime import FrameHandle


def arrow_of(data: Any) -> Any:
    """The object that speaks Arrow for `data`; None if nothing does."""
    if hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__"):
        return data
    if type(data).__name__ == "PyCapsule":
        return data
    module = type(data).__module__.partition(".")[0]
    if module == "polars" and hasattr(data, "collect_batches"):
        return data.collect()
    if module == "pandas" and hasattr(data, "to_frame"):
        return data.to_frame()
    return None


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
    return shaped(frame_of_arrow(data), wanted, strict=strict)
