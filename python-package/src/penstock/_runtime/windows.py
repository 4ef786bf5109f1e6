"""The few things that Windows must be asked in its own way."""

import ctypes


class _MemoryStatus(ctypes.Structure):
    _fields_ = (
        ("size", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        ("total", ctypes.c_ulonglong),
        ("rest", ctypes.c_ulonglong * 6),
    )


def physical_memory() -> int:
    """The machine's memory in bytes."""
    status = _MemoryStatus(size=ctypes.sizeof(_MemoryStatus))
    ctypes.CDLL("kernel32").GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total)
