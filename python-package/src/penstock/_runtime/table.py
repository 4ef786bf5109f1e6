"""The table of C functions: `penstock.h`, seen from Python."""

import ctypes
import json
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_double, c_int32, c_int64, c_void_p
from typing import Any, Final

from penstock import exceptions
from penstock.exceptions import JavaStackTrace, JvmError, PanicException, PenstockError

ABI_VERSION: Final = 1

_HANDLE = c_int64
_BYTES: Final = (c_char_p, c_int64)
_STRUCT = c_void_p

# Name and arguments of each function, in the order of the header; every one returns an int64.
FUNCTIONS: Final[tuple[tuple[str, tuple[Any, ...]], ...]] = (
    ("session_open", _BYTES),
    ("session_close", (_HANDLE,)),
    ("session_describe", (_HANDLE,)),
    ("release", (_HANDLE,)),
    ("text", (_HANDLE, POINTER(c_void_p), POINTER(c_int64))),
    ("stream_open", (_HANDLE, _STRUCT)),
    ("stream_schema", (_HANDLE, _STRUCT)),
    ("frame_schema", (_HANDLE, _STRUCT)),
    ("frame_export", (_HANDLE, _STRUCT)),
    ("frame_rows", (_HANDLE,)),
    ("frame_bytes", (_HANDLE,)),
    ("frame_slice", (_HANDLE, c_int64, c_int64)),
    ("query_open", (_HANDLE, *_BYTES, *_BYTES)),
    ("query_wait", (_HANDLE, c_int64)),
    ("query_schema", (_HANDLE, _STRUCT)),
    ("query_collect", (_HANDLE,)),
    ("query_frame", (_HANDLE,)),
    ("query_stream", (_HANDLE, _STRUCT)),
    ("query_explain", (_HANDLE, *_BYTES)),
    ("query_progress", (_HANDLE, POINTER(c_double), POINTER(c_int64))),
    ("query_statistics", (_HANDLE,)),
    ("query_cancel", (_HANDLE,)),
    ("array_open", (_HANDLE, _STRUCT, _STRUCT)),
    ("frame_copy", (_HANDLE, _STRUCT, _STRUCT)),
    ("functions_add", (_HANDLE, *_BYTES)),
    ("functions_list", (_HANDLE,)),
    ("key_add", (_HANDLE, *_BYTES, *_BYTES)),
    ("sensitive_columns", (_HANDLE, *_BYTES)),
)

ERRORS: Final[dict[str, type[PenstockError]]] = {
    kind.code: kind
    for kind in vars(exceptions).values()
    if isinstance(kind, type) and issubclass(kind, PenstockError) and kind.code
}


class PenstockApi(Structure):
    """`struct PenstockApi`."""

    _fields_ = (
        ("abi_version", c_int32),
        ("size", c_int32),
        *((name, CFUNCTYPE(c_int64, *arguments)) for name, arguments in FUNCTIONS),
    )


class Table:
    """The functions, with errors raised as exceptions. `table.frame_rows(handle)` calls `frame_rows`."""

    def __init__(self) -> None:
        self.structure = PenstockApi(abi_version=ABI_VERSION, size=ctypes.sizeof(PenstockApi))

    def bind(self) -> None:
        """Take the functions over, once Java has filled the structure in."""
        if self.structure.size < ctypes.sizeof(PenstockApi):
            raise JvmError(
                "the jars are older than the Python package",
                hint="install penstock again",
            )
        for name, _ in FUNCTIONS:
            setattr(self, name, self._checked(getattr(self.structure, name)))

    def __getattr__(self, name: str) -> Callable[..., int]:
        # Only asked for what `bind` did not set.
        raise AttributeError(name)

    def read_text(self, handle: int) -> bytes:
        """The bytes of a text, which is released."""
        address, length = c_void_p(), c_int64()
        try:
            self.text(handle, ctypes.byref(address), ctypes.byref(length))
            return ctypes.string_at(address.value or 0, length.value)
        finally:
            self.structure.release(handle)

    def _checked(self, function: Callable[..., int]) -> Callable[..., int]:
        def call(*arguments: object) -> int:
            result = function(*arguments)
            if result < 0:
                raise self._error(-result)
            return result

        return call

    def _error(self, handle: int) -> PenstockError:
        return error_of(json.loads(self.read_text(handle)))


def error_of(document: dict[str, Any]) -> PenstockError:
    """The exception that an error document describes."""
    kind = ERRORS.get(document["code"], PanicException)
    error = kind(
        document["message"],
        column=document.get("column"),
        expression=document.get("expression"),
        hint=document.get("hint"),
        reference=document.get("reference"),
        path=document.get("path", ()),
    )
    error.__cause__ = JavaStackTrace.of(document.get("trace"))
    return error
