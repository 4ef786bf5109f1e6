"""What Java needs of CPython, and what it gives in return: see `dev.penstock.bridge.PythonHost`."""

import ctypes
import platform
import sys
import threading
from ctypes import c_int64, c_void_p, py_object, pythonapi
from enum import IntEnum
from typing import Final

from penstock._runtime import functions

# In the order of PythonHost.
_FUNCTIONS: Final = (
    "Py_IsInitialized",
    "PyCapsule_IsValid",
    "PyCapsule_GetPointer",
    "PyMem_RawFree",
    "PyGILState_Check",
    "PyGILState_Ensure",
    "PyGILState_Release",
    "PyEval_SaveThread",
    "PyEval_RestoreThread",
    "PyThread_get_thread_ident",
    "PyThreadState_SetAsyncExc",
    "PyErr_CheckSignals",
    "PyErr_Occurred",
    "PyErr_Clear",
)
_MAIN_THREAD: Final = len(_FUNCTIONS)
_CALL_FUNCTION: Final = _MAIN_THREAD + 1
_FIRST_DESTRUCTOR: Final = _CALL_FUNCTION + 1
_FIRST_NAME: Final = _FIRST_DESTRUCTOR + 3
_WORDS: Final = _FIRST_NAME + 3

# The instruction `ret` of x86-64 (Intel SDM, volume 2, RET).
_RETURN: Final = 0xC3

_new_capsule = ctypes.PYFUNCTYPE(py_object, c_void_p, c_void_p, c_void_p)(("PyCapsule_New", pythonapi))
_raw_calloc = ctypes.CFUNCTYPE(c_void_p, ctypes.c_size_t, ctypes.c_size_t)(("PyMem_RawCalloc", pythonapi))
_raw_free = ctypes.CFUNCTYPE(None, c_void_p)(("PyMem_RawFree", pythonapi))


class Content(IntEnum):
    """What is in a capsule, in the order of `dev.penstock.cdata.CapsuleContent`."""

    SCHEMA = 0
    ARRAY = 1
    STREAM = 2

    @property
    def struct_bytes(self) -> int:
        """The size of the struct."""
        return (72, 80, 40)[self]


class PythonHost:
    """The words that go to Java and come back, and the capsules that are made with them."""

    def __init__(self) -> None:
        self._words = (c_int64 * _WORDS)()
        for index, name in enumerate(_FUNCTIONS):
            self._words[index] = ctypes.cast(getattr(pythonapi, name), c_void_p).value or 0
        self._words[_MAIN_THREAD] = threading.main_thread().ident or 0
        self._words[_CALL_FUNCTION] = functions.address()

    @property
    def address(self) -> int:
        """Where the words are."""
        return ctypes.addressof(self._words)

    def allocate(self, content: Content) -> int:
        """Room for a struct, all zeros, which `capsule` takes over or `free` gives back."""
        address: int | None = _raw_calloc(1, content.struct_bytes)
        if address is None:
            raise MemoryError
        return address

    def free(self, address: int) -> None:
        """Give back what `allocate` gave."""
        _raw_free(address)

    def capsule(self, content: Content, address: int) -> object:
        """A PyCapsule that owns the struct and its memory. Its destructor and its name live as long as the process."""
        return _new_capsule(address, self._words[_FIRST_NAME + content], self._words[_FIRST_DESTRUCTOR + content])

    def mute(self) -> None:
        """Have the capsules' destructors do nothing: in a forked child they would run Java.

        Their entries in the JVM's code, which is writable on Linux, are made to return at once; elsewhere nothing is
        done. What is in the capsules is lost to the child, which is about to end or to start another program.
        """
        if sys.platform != "linux" or platform.machine() != "x86_64":
            return
        for content in Content:
            entry = self._words[_FIRST_DESTRUCTOR + content]
            if entry:
                ctypes.c_ubyte.from_address(entry).value = _RETURN
