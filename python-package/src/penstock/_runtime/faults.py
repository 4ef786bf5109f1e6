"""Python's fault handler beside a JVM: both want the signals of bad memory accesses.

The JVM needs them all the time: compiled code stops for the garbage collector, and finds null pointers, by touching a
page that it may not touch. `faulthandler.enable()`, called after the JVM was started, takes these signals away, and so
does `disable()`, which puts back what was there before the JVM; either way the next touch would end the process.

With the JVM's handlers in place a real fault still shows Python's stack: the JVM writes its log and aborts, and the
fault handler sees that.
"""

import ctypes
import faulthandler
import functools
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

from penstock._runtime import fork

_NAMES: Final = ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL")

# Larger than `struct sigaction` anywhere.
_ACTION_BYTES: Final = 512


def keep_handlers() -> None:
    """Keep the signal handlers of now, whatever is done with Python's fault handler from now on."""
    if sys.platform == "win32":
        return
    sigaction = ctypes.CDLL(None).sigaction
    sigaction.argtypes, sigaction.restype = (ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p), ctypes.c_int
    kept = {getattr(signal, name): ctypes.create_string_buffer(_ACTION_BYTES) for name in _NAMES}
    for number, action in kept.items():
        sigaction(number, None, action)

    def keeping(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*arguments: Any, **options: Any) -> Any:
            try:
                return function(*arguments, **options)
            finally:
                if not fork.is_forked_child():
                    for number, action in kept.items():
                        sigaction(number, action, None)

        return call

    faulthandler.enable = keeping(faulthandler.enable)
    faulthandler.disable = keeping(faulthandler.disable)
