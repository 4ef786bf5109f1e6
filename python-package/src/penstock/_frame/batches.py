"""The rows of a plan, batch by batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._frame import execution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penstock._frame.dataframe import DataFrame


def batches(plan: Any, options: dict[str, Any]) -> Iterator[DataFrame]:
    """Runs a plan and hands out its batches as they are computed; closing the iterator stops the run."""
    from penstock._arrow.reader import StreamReader
    from penstock._convert.capsule import frame_of_array

    with StreamReader(execution.stream_capsule(plan, options)) as reader:
        for array in reader.arrays():
            yield frame_of_array(reader, array)
