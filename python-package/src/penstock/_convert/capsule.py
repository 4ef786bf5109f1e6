"""Arrays that were read from a stream in Python, as frames."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from penstock._arrow.reader import StreamReader
    from penstock._arrow.structs import ArrowArray
    from penstock._frame.dataframe import DataFrame


def frame_of_array(reader: StreamReader, array: ArrowArray) -> DataFrame:
    """The frame of one batch, which is moved out of the reader."""
    from penstock import _plans as plans
    from penstock._frame import execution
    from penstock._frame.dataframe import DataFrame
    from penstock._session import current_engine

    handle = current_engine().adopt_array(ctypes.addressof(reader.schema), ctypes.addressof(array))
    return DataFrame._of(execution.run(plans.stream(handle.handle)))
