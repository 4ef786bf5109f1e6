"""Frames out of anything: ``ps.frame``."""

from __future__ import annotations

from typing import Any

from penstock._frame.base import FrameBase


def frame(data: Any) -> Any:
    """A frame of whatever `data` is: a frame stays as it is, everything else becomes one.

    Args:
        data: A frame of ours, of Polars, pandas, pyarrow, DuckDB or numpy, a relation, a reader, a mapping of columns,
            rows, or anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``. What can only be read once, or reads
            lazily, is read now; `ps.scan_arrow_c_stream` reads it later.

    Raises:
        TypeError: If no frame can be made of it.
    """
    if isinstance(data, FrameBase):
        return data
    if type(data).__module__.partition(".")[0] == "narwhals" and hasattr(data, "to_native"):
        return frame(data.to_native())
    from penstock._frame.dataframe import DataFrame

    return DataFrame(data)
