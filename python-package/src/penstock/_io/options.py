"""Options of files: the ones that differ from their defaults, and the ones that nothing here takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def given(options: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The options without those that have their default."""
    return {name: value for name, value in options.items() if value is not None and value != defaults.get(name)}


def paths_of(source: Any) -> list[str] | None:
    """The paths that a source names; None if it is no path but data."""
    if isinstance(source, (str, Path)) or (hasattr(source, "__fspath__") and not hasattr(source, "read")):
        return [os.path.expanduser(os.fspath(source))]  # noqa: PTH111 - paths may be URLs or patterns
    if isinstance(source, (list, tuple)) and source and all(isinstance(one, (str, Path)) for one in source):
        return [os.path.expanduser(os.fspath(one)) for one in source]  # noqa: PTH111
    return None


def bytes_of(source: Any) -> list[bytes]:
    """The data of sources that are no paths: bytes, or files that are open.

    Raises:
        TypeError: If a source is none of these.
    """
    several = source if isinstance(source, (list, tuple)) else [source]
    found = []
    for one in several:
        data = one.read() if hasattr(one, "read") else one
        data = data.encode() if isinstance(data, str) and hasattr(one, "read") else data
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"a path, a list of paths, bytes or an open file is needed, not a {type(one).__name__}")
        found.append(bytes(data))
    return found
