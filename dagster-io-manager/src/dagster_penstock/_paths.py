"""Where objects lie: names of files that no key escapes from and no two keys share."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

EXTENSION = ".parquet"

#: What file systems allow for one name, in bytes.
_LONGEST = 255
_DIGITS = 32


def segment(key: str, *, room: int = 0) -> str:
    """A key as the name of one file or folder, percent-encoded.

    A name that would be too long is cut, and ends in ``~`` and a digest of the whole key; ``~`` itself is encoded. The
    empty key is a lone ``%``, which no encoding makes.

    Args:
        key: Any text.
        room: How many bytes the name must leave for what is added to it.
    """
    name = quote(key, safe="").replace("~", "%7E")
    if name.startswith("."):
        name = "%2E" + name[1:]  # neither a hidden file nor the folder above
    if not name:
        return "%"
    longest = _LONGEST - room
    if len(name) <= longest:
        return name
    return name[: longest - _DIGITS - 1] + "~" + hashlib.sha256(key.encode()).hexdigest()[:_DIGITS]


def partition_segments(key: str, dimensions: dict[str, str] | None) -> list[str]:
    """The folders and the file of a partition; those of several dimensions are sorted by the dimensions' names."""
    if not dimensions:
        return [segment(key, room=len(EXTENSION))]
    return [segment(name) + "=" + segment(dimensions[name], room=_LONGEST // 2) for name in sorted(dimensions)]
