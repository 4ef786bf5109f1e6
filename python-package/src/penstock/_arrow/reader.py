"""Arrow streams, read from Python."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Self

from penstock._arrow import structs
from penstock._arrow.schemas import read_field
from penstock._runtime.functions import waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penstock._arrow.fields import ArrowField


class StreamReader:
    """The arrays of a stream in a capsule. Closing it stops the producer; it owns the arrays that it hands out."""

    def __init__(self, capsule: object) -> None:
        #: Kept: the struct lives in the capsule.
        self._capsule = capsule
        address = structs.capsule_address(capsule, structs.STREAM_CAPSULE)
        self._stream = structs.ArrowArrayStream.from_address(address)
        if not self._stream.release:
            from penstock.exceptions import HandleExpired

            raise HandleExpired("the Arrow stream was already read")
        self._schema = structs.ArrowSchema()
        self._array = structs.ArrowArray()
        self._check(self._stream.get_schema(ctypes.byref(self._stream), ctypes.byref(self._schema)))
        #: The columns of the stream.
        self.fields: tuple[ArrowField, ...] = read_field(self._schema).children

    def arrays(self) -> Iterator[structs.ArrowArray]:
        """The batches as struct arrays; each is good until the next one is asked for."""
        while True:
            self._release_array()
            with waiting():
                status = self._stream.get_next(ctypes.byref(self._stream), ctypes.byref(self._array))
            self._check(status)
            if not self._array.release:
                return
            yield self._array

    @property
    def schema(self) -> structs.ArrowSchema:
        """The schema struct, which stays the reader's."""
        return self._schema

    def close(self) -> None:
        """Give everything back, and stop the producer. Closing twice is harmless."""
        self._release_array()
        if self._schema.release:
            self._schema.release(ctypes.byref(self._schema))
        if self._stream.release:
            self._stream.release(ctypes.byref(self._stream))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _release_array(self) -> None:
        # Empty if somebody moved it out.
        if self._array.release:
            self._array.release(ctypes.byref(self._array))

    def _check(self, status: int) -> None:
        if status == 0:
            return
        text = self._stream.get_last_error(ctypes.byref(self._stream))
        from penstock.exceptions import ComputeError

        raise ComputeError(ctypes.string_at(text).decode() if text else f"the Arrow stream failed with {status}")
