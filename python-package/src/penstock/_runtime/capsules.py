"""Arrow PyCapsules of other libraries: finding the struct in what a caller hands us.

Source: "The Arrow PyCapsule Interface".
"""

import ctypes
from ctypes import c_char_p, c_int, c_void_p, py_object, pythonapi
from dataclasses import dataclass

from penstock.exceptions import UnsupportedType

_is_valid = ctypes.PYFUNCTYPE(c_int, py_object, c_char_p)(("PyCapsule_IsValid", pythonapi))
_get_pointer = ctypes.PYFUNCTYPE(c_void_p, py_object, c_char_p)(("PyCapsule_GetPointer", pythonapi))

_STREAM = b"arrow_array_stream"
_SCHEMA = b"arrow_schema"
_ARRAY = b"arrow_array"


@dataclass(frozen=True, slots=True)
class ForeignStream:
    """A stream, or an array with its schema, in capsules that are kept alive here."""

    capsules: tuple[object, ...]
    stream: int
    schema: int
    array: int


def find_arrow(data: object) -> ForeignStream | None:
    """The Arrow data behind `data`, by whichever door of the protocol it has; None when it has none.

    A stream comes before an array, because it may have more than one batch. `data` may also be a capsule itself, or a
    pair of capsules of a schema and an array.
    """
    _refuse_objects(data)
    for name in ("__arrow_c_stream__", "__arrow_c_array__"):
        # A class has the method too, but not the data.
        if hasattr(data, name) and not isinstance(data, type):
            return find_arrow(getattr(data, name)())
    if _is(data, _STREAM):
        return ForeignStream((data,), stream=_pointer(data, _STREAM), schema=0, array=0)
    if isinstance(data, tuple) and len(data) == 2 and _is(data[0], _SCHEMA) and _is(data[1], _ARRAY):
        return ForeignStream(data, stream=0, schema=_pointer(data[0], _SCHEMA), array=_pointer(data[1], _ARRAY))
    return None


def _refuse_objects(data: object) -> None:
    """Polars sends columns of Python objects as plain 8-byte values, which mean nothing to anybody else."""
    if type(data).__module__.partition(".")[0] != "polars":
        return
    columns = getattr(data, "schema", None) or {getattr(data, "name", ""): getattr(data, "dtype", None)}
    for name, kind in dict(columns).items():
        if type(kind).__name__ == "Object":
            raise UnsupportedType(
                "columns of Python objects cannot leave Python",
                column=str(name),
                hint="turn the values into structs, strings or bytes first",
            )


def _is(data: object, name: bytes) -> bool:
    return type(data).__name__ == "PyCapsule" and bool(_is_valid(data, name))


def _pointer(capsule: object, name: bytes) -> int:
    return int(_get_pointer(capsule, name))
