"""The rows of frames as Python values, a chunk at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._arrow.decode import decode
from penstock._arrow.reader import StreamReader

if TYPE_CHECKING:
    from collections.abc import Iterator


def chunks_of(frame: Any, rows: int) -> Iterator[list[list[Any]]]:
    """The columns of a frame as lists, for at most `rows` rows at a time."""
    with StreamReader(frame.__arrow_c_stream__()) as reader:
        for array in reader.arrays():
            for start in range(0, array.length, rows):
                count = min(rows, array.length - start)
                # A struct's rows are its children's, from the struct's own offset on.
                yield [
                    decode(field, array.children[i].contents, array.offset + start, count)
                    for i, field in enumerate(reader.fields)
                ]


def values_of(frame: Any) -> list[Any]:
    """All values of a frame of one column."""
    values: list[Any] = []
    for (column,) in chunks_of(frame, 2**31):
        values += column
    return values
