"""Frames and streams that the JVM holds."""

from collections.abc import Callable

from penstock._runtime.capsules import find_arrow
from penstock._runtime.handle import Handle
from penstock._runtime.jvm import Jvm
from penstock._runtime.python_host import Content
from penstock.exceptions import InvalidOperationError, UnsupportedType


class FrameHandle(Handle):
    """A whole table in the JVM's memory. Plans name it by `{"kind": "InMemory", "handle": "<handle>"}`.

    It outlives the query that made it. Everything here is without a copy, and any thread may call it.
    """

    __slots__ = ()

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self._jvm.table.frame_rows(self.handle)

    @property
    def nbytes(self) -> int:
        """How many bytes its rows take up."""
        return self._jvm.table.frame_bytes(self.handle)

    def slice(self, offset: int, rows: int) -> "FrameHandle":
        """At most `rows` rows from `offset` on, cut to what is there; both count from 0 up."""
        return FrameHandle(self._jvm, self._jvm.table.frame_slice(self.handle, offset, rows))

    def schema_capsule(self) -> object:
        """The schema as a capsule for `__arrow_c_schema__`."""
        return export(self._jvm, Content.SCHEMA, self._jvm.table.frame_schema, self.handle)

    def stream_capsule(self) -> object:
        """A fresh stream over the rows as a capsule for `__arrow_c_stream__`. It keeps the rows alive by itself."""
        return export(self._jvm, Content.STREAM, self._jvm.table.frame_export, self.handle)


class StreamHandle(Handle):
    """A foreign stream that waits to be read. Plans name it by `{"kind": "Stream", "handle": "<handle>"}`.

    The first query that runs over it uses it up; asking for schemas does not.
    """

    __slots__ = ()

    def schema_capsule(self) -> object:
        """The schema as a capsule for `__arrow_c_schema__`."""
        return export(self._jvm, Content.SCHEMA, self._jvm.table.stream_schema, self.handle)


def export(jvm: Jvm, content: Content, write: Callable[[int, int], int], handle: int) -> object:
    """A capsule with the struct that `write(handle, address)` fills in."""
    address = jvm.host.allocate(content)
    try:
        write(handle, address)
    except BaseException:
        jvm.host.free(address)
        raise
    return jvm.host.capsule(content, address)


def open_stream(jvm: Jvm, session: int, data: object) -> StreamHandle:
    """Take over the Arrow data behind `data`: see `Engine.open_stream`."""
    found = find_arrow(data)
    if found is None:
        if hasattr(data, "__arrow_c_device_stream__") or hasattr(data, "__arrow_c_device_array__"):
            raise UnsupportedType(f"{_name(data)} holds Arrow data on a device", hint="copy it to main memory first")
        raise InvalidOperationError(
            f"{_name(data)} does not speak Arrow",
            hint="pass an object with __arrow_c_stream__ or __arrow_c_array__, "
            "such as a frame of Polars, pandas, pyarrow or DuckDB",
        )
    if found.stream:
        handle = jvm.table.stream_open(session, found.stream)
    else:
        handle = jvm.table.array_open(session, found.schema, found.array)
    return StreamHandle(jvm, handle)


def _name(data: object) -> str:
    return f"{type(data).__module__}.{type(data).__qualname__}"
