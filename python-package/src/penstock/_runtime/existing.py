"""Whether somebody else, such as JPype, has loaded a JVM into this process."""

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path


def loaded_libjvm() -> Path | None:
    """The JVM library that is loaded already. A process must not load two: each would take over the same signals."""
    return next(iter(_loaded_libraries()), None)


def _loaded_libraries() -> Iterator[Path]:
    if sys.platform == "linux":
        maps = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")
        for line in maps.splitlines():
            _, slash, path = line.partition("/")
            if path.endswith("/libjvm.so"):
                yield Path(slash + path)
    elif sys.platform == "darwin":
        loader = ctypes.CDLL(None)
        name_of, count = loader["_dyld_get_image_name"], loader["_dyld_image_count"]
        name_of.restype = ctypes.c_char_p
        for index in range(count()):
            name = name_of(index).decode("utf-8", "surrogateescape")
            if name.endswith("/libjvm.dylib"):
                yield Path(name)
    elif sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.GetModuleHandleW.restype = ctypes.c_void_p
        module = kernel.GetModuleHandleW("jvm.dll")
        if module:
            buffer = ctypes.create_unicode_buffer(32_768)
            kernel.GetModuleFileNameW(ctypes.c_void_p(module), buffer, len(buffer))
            yield Path(buffer.value)
