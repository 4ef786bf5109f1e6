"""The few functions of JNI that start a JVM and find one class in it.

They are called through the function tables of the JNI Invocation API and the JNI environment, whose slots are part of a
stable ABI: "Java Native Interface Specification", chapters 4 and 5.
"""

import ctypes
import os
from collections.abc import Callable, Sequence
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_int64, c_ubyte, c_void_p
from pathlib import Path
from typing import Any, Final

from penstock.exceptions import JvmError

_JNI_VERSION: Final = 0x00150000

# Slots of the table behind JNIEnv*.
_GET_VERSION: Final = 4
_FIND_CLASS: Final = 6
_EXCEPTION_OCCURRED: Final = 15
_EXCEPTION_CLEAR: Final = 17
_GET_OBJECT_CLASS: Final = 31
_GET_METHOD_ID: Final = 33
_CALL_OBJECT_METHOD_A: Final = 36
_GET_STATIC_METHOD_ID: Final = 113
_CALL_STATIC_VOID_METHOD_A: Final = 143
_GET_STRING_UTF_CHARS: Final = 169
_EXCEPTION_CHECK: Final = 228

# Slots of the table behind JavaVM*.
_ATTACH_CURRENT_THREAD_AS_DAEMON: Final = 7
_DETACH_CURRENT_THREAD: Final = 5
_MACHINE_SLOTS: Final = 8


class _Option(Structure):
    _fields_ = (("text", c_char_p), ("extra", c_void_p))


class _InitArguments(Structure):
    _fields_ = (("version", c_int), ("count", c_int), ("options", POINTER(_Option)), ("ignore", c_ubyte))


def _function(table: c_void_p, slot: int, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Function `slot` of the table that the structure at `table` begins with."""
    slots = ctypes.cast(table, POINTER(POINTER(c_void_p)))[0]
    function: Callable[..., Any] = CFUNCTYPE(result, c_void_p, *arguments)(slots[slot] or 0)
    return lambda *values: function(table, *values)


class JavaThread:
    """The calling thread as a thread of the JVM, until `leave`."""

    def __init__(self, machine: c_void_p, environment: c_void_p) -> None:
        self._machine = machine
        self._environment = environment

    @classmethod
    def create_machine(cls, library: Path, options: Sequence[str]) -> "JavaThread":
        """Start a JVM; the calling thread is its first."""
        texts = [os.fsencode(option) for option in options]
        structures = (_Option * len(texts))(*(_Option(text, None) for text in texts))
        arguments = _InitArguments(_JNI_VERSION, len(texts), structures, False)
        machine, environment = c_void_p(), c_void_p()
        create = ctypes.CDLL(str(library)).JNI_CreateJavaVM
        create.argtypes, create.restype = (c_void_p, c_void_p, c_void_p), c_int
        status = create(byref(machine), byref(environment), byref(arguments))
        if status != 0:
            raise JvmError(
                f"the JVM in {library} did not start (JNI error {status})",
                hint="set PENSTOCK_DEBUG=1 to see what it says, and check PENSTOCK_MEMORY_LIMIT and JAVA_TOOL_OPTIONS",
            )
        return cls(machine, environment)

    @classmethod
    def attach_to_machine(cls, library: Path) -> "JavaThread | None":
        """Become a thread of the JVM that `library` runs in this process; None when it runs none."""
        find = ctypes.CDLL(str(library)).JNI_GetCreatedJavaVMs
        find.argtypes, find.restype = (c_void_p, c_int, c_void_p), c_int
        machine, count = c_void_p(), c_int()
        if find(byref(machine), 1, byref(count)) != 0 or count.value == 0:
            return None
        environment = c_void_p()
        attach = _function(machine, _ATTACH_CURRENT_THREAD_AS_DAEMON, c_int, c_void_p, c_void_p)
        if attach(byref(environment), None) != 0:
            raise JvmError("the JVM that runs in this process does not take another thread")
        return cls(machine, environment)

    def leave(self) -> None:
        """Stop being a thread of the JVM: one that ends without this would leave a Java thread behind."""
        _function(self._machine, _DETACH_CURRENT_THREAD, c_int)()

    def unhook(self) -> Callable[[], None]:
        """What makes the JVM deaf in a forked child.

        A thread that called Java is detached when it ends, by a destructor that even the exit of a child runs. It would
        wait for a thread that the child does not have whenever the garbage collector was at work at the time of the
        fork. With this table it calls `getpid`, which does no harm, and whose result means that something went wrong.
        """
        nothing = ctypes.cast(ctypes.CDLL(None).getpid, c_void_p).value
        table = (c_void_p * _MACHINE_SLOTS)(*[nothing] * _MACHINE_SLOTS)
        functions = c_void_p.from_address(self._machine.value or 0)

        def unhook() -> None:
            functions.value = ctypes.addressof(table)

        return unhook

    def call_static(self, class_name: str, method: str, argument: int) -> None:
        """Call `static void method(long)` of a class.

        Raises:
            JvmError: With the text of what Java threw.
        """
        owner = self._jni(_FIND_CLASS, c_void_p, c_char_p)(class_name.encode())
        self._raise_pending()
        method_id = self._jni(_GET_STATIC_METHOD_ID, c_void_p, c_void_p, c_char_p, c_char_p)(
            owner, method.encode(), b"(J)V"
        )
        self._raise_pending()
        value = c_int64(argument)
        self._jni(_CALL_STATIC_VOID_METHOD_A, None, c_void_p, c_void_p, c_void_p)(owner, method_id, byref(value))
        self._raise_pending()

    def _raise_pending(self) -> None:
        if self._jni(_EXCEPTION_CHECK, c_ubyte)():
            thrown = self._jni(_EXCEPTION_OCCURRED, c_void_p)()
            self._jni(_EXCEPTION_CLEAR, None)()
            raise JvmError(self._text_of(thrown))

    def _text_of(self, thrown: int) -> str:
        kind = self._jni(_GET_OBJECT_CLASS, c_void_p, c_void_p)(thrown)
        to_string = self._jni(_GET_METHOD_ID, c_void_p, c_void_p, c_char_p, c_char_p)(
            kind, b"toString", b"()Ljava/lang/String;"
        )
        text = self._jni(_CALL_OBJECT_METHOD_A, c_void_p, c_void_p, c_void_p, c_void_p)(thrown, to_string, None)
        characters = self._jni(_GET_STRING_UTF_CHARS, c_char_p, c_void_p, c_void_p)(text, None) if text else None
        return "a Java exception" if characters is None else str(characters, "utf-8", "replace")

    def _jni(self, slot: int, result: Any, *arguments: Any) -> Callable[..., Any]:
        return _function(self._environment, slot, result, *arguments)
