"""Columns that were built in Python, handed over to the engine, which copies them."""

from __future__ import annotations

import array
import ctypes
from typing import TYPE_CHECKING, Any

from penstock import _plans as plans
from penstock._arrow import structs
from penstock._arrow.build import Column
from penstock._arrow.fields import FLAG_DICTIONARY_ORDERED, FLAG_NULLABLE, struct_of
from penstock._arrow.schemas import write_metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._arrow.fields import ArrowField
    from penstock._runtime import FrameHandle


def frame_of_columns(columns: Sequence[Column | FrameHandle], rows: int = 0) -> FrameHandle:
    """The engine's frame of columns; some may be frames of one column already. Without columns, it has `rows` rows."""
    from penstock._frame import execution
    from penstock._frame.sources import FrameSource

    if all(isinstance(column, Column) for column in columns):
        return _copied(columns, rows)  # type: ignore[arg-type]
    parts = [FrameSource(_copied([column]) if isinstance(column, Column) else column) for column in columns]
    return execution.run(plans.concat(parts, "HORIZONTAL"))


def _copied(columns: Sequence[Column], rows: int = 0) -> FrameHandle:
    from penstock._session import current_engine

    rows = columns[0].length if columns else rows
    array = _Array(Column(struct_of([]), rows, 0, [None], list(columns)))
    schema = _Schema(struct_of([column.field for column in columns]))
    return current_engine().copy_frame(ctypes.addressof(schema.struct), ctypes.addressof(array.struct))


class _Array:
    """An array struct over memory of Python, good for as long as this object lives."""

    struct: structs.ArrowArray

    def __init__(self, column: Column) -> None:
        self._kept = column
        self._below = [_Array(child) for child in column.children]
        self._dictionary = None if column.dictionary is None else _Array(column.dictionary)
        self._buffers = (ctypes.c_void_p * len(column.buffers))(*map(_address, column.buffers))
        self._children = _pointers(structs.ArrowArray, self._below)
        self.struct = structs.ArrowArray(
            length=column.length,
            null_count=column.null_count,
            n_buffers=len(column.buffers),
            n_children=len(self._below),
            buffers=self._buffers,
            children=self._children,
            dictionary=None if self._dictionary is None else ctypes.pointer(self._dictionary.struct),
        )


class _Schema:
    """A schema struct over memory of Python, good for as long as this object lives."""

    struct: structs.ArrowSchema

    def __init__(self, field: ArrowField) -> None:
        self._below = [_Schema(child) for child in field.children]
        self._dictionary = None if field.dictionary is None else _Schema(field.dictionary)
        self._children = _pointers(structs.ArrowSchema, self._below)
        metadata = write_metadata(field.metadata)
        self._metadata = None if metadata is None else ctypes.create_string_buffer(metadata)
        flags = (FLAG_NULLABLE if field.nullable else 0) | (FLAG_DICTIONARY_ORDERED if field.ordered else 0)
        self.struct = structs.ArrowSchema(
            format=field.format.encode(),
            name=field.name.encode(),
            metadata=None if self._metadata is None else ctypes.addressof(self._metadata),
            flags=flags,
            n_children=len(self._below),
            children=self._children,
            dictionary=None if self._dictionary is None else ctypes.pointer(self._dictionary.struct),
            # Never called, but a schema without it counts as released.
            release=_KEEP,
        )


_KEEP = structs.ReleaseSchema(lambda _: None)


def _pointers(kind: Any, parts: Sequence[Any]) -> Any:
    """An array of pointers to the structs of parts."""
    return (ctypes.POINTER(kind) * len(parts))(*(ctypes.pointer(part.struct) for part in parts))


def _address(buffer: bytes | array.array[Any] | None) -> int | None:
    """Where a buffer lies; the buffer must be kept."""
    if buffer is None or len(buffer) == 0:
        return None
    if isinstance(buffer, array.array):
        return buffer.buffer_info()[0]
    return ctypes.cast(ctypes.c_char_p(buffer), ctypes.c_void_p).value
