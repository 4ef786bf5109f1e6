"""Memory that ends where a page that nobody may touch begins: who reads one byte too much, ends the process."""

from __future__ import annotations

import ctypes
import mmap
import sys

_PAGE = mmap.PAGESIZE
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


class Guarded:
    """A copy of bytes, directly before such a page. The memory lives as long as the object."""

    def __init__(self, content: bytes) -> None:
        pages = (len(content) + _PAGE - 1) // _PAGE
        self._map = mmap.mmap(-1, (pages + 1) * _PAGE)
        begin = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        end = begin + pages * _PAGE
        self.address = end - len(content)
        ctypes.memmove(self.address, content, len(content))
        if sys.platform != "win32" and _LIBC.mprotect(end, _PAGE, 0):
            raise OSError(ctypes.get_errno(), "mprotect")
