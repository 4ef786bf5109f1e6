"""The structs of the Arrow C Data Interface and the capsules that carry them.

Source: "The Arrow C data interface", "The Arrow C stream interface" and "The Arrow PyCapsule Interface".
"""

from __future__ import annotations

import ctypes
from typing import Any, ClassVar

#: Capsules of this kind are empty once their struct was moved out.
SCHEMA_CAPSULE = b"arrow_schema"
ARRAY_CAPSULE = b"arrow_array"
STREAM_CAPSULE = b"arrow_array_stream"


class ArrowSchema(ctypes.Structure):
    """The type, name and metadata of a column."""

    release: Any
    format: bytes
    name: bytes | None
    metadata: int | None
    flags: int
    n_children: int
    children: Any
    dictionary: Any


class ArrowArray(ctypes.Structure):
    """The buffers of a column."""

    release: Any
    length: int
    null_count: int
    offset: int
    n_buffers: int
    n_children: int
    buffers: Any
    children: Any
    dictionary: Any


class ArrowArrayStream(ctypes.Structure):
    """A producer of arrays of one schema."""

    get_schema: Any
    get_next: Any
    get_last_error: Any
    release: Any


ReleaseSchema = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowSchema))
ReleaseArray = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArray))
ReleaseStream = ctypes.CFUNCTYPE(None, ctypes.POINTER(ArrowArrayStream))
GetSchema = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ArrowArrayStream), ctypes.POINTER(ArrowSchema))
GetNext = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ArrowArrayStream), ctypes.POINTER(ArrowArray))
#: The text is returned as an address, because ctypes would make a Python object of a `c_char_p` and lose it.
GetLastError = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(ArrowArrayStream))

ArrowSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowSchema))),
    ("dictionary", ctypes.POINTER(ArrowSchema)),
    ("release", ReleaseSchema),
    ("private_data", ctypes.c_void_p),
]
ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(ArrowArray))),
    ("dictionary", ctypes.POINTER(ArrowArray)),
    ("release", ReleaseArray),
    ("private_data", ctypes.c_void_p),
]
ArrowArrayStream._fields_ = [
    ("get_schema", GetSchema),
    ("get_next", GetNext),
    ("get_last_error", GetLastError),
    ("release", ReleaseStream),
    ("private_data", ctypes.c_void_p),
]


class _Capsules:
    """The few functions of Python's C API that make and read capsules."""

    _api: ClassVar[Any] = ctypes.pythonapi
    is_valid = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_IsValid", _api))
    pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_GetPointer", _api))


def capsule_address(capsule: object, kind: bytes) -> int:
    """The address of the struct in a capsule; the struct stays the capsule's.

    Raises:
        TypeError: If `capsule` is none of this kind.
    """
    if not _Capsules.is_valid(capsule, kind):
        message = f"expected a PyCapsule {kind.decode()!r}, not {type(capsule).__name__}"
        raise TypeError(message)
    return int(_Capsules.pointer(capsule, kind))
