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


def refused(method: str, **options: Any) -> None:
    """Refuse options that are given, and that there is nothing for."""
    for name, value in options.items():
        if value is not None:
            from penstock.exceptions import UnsupportedOperation

            raise UnsupportedOperation(f"{method} has no {name}", hint="leave it out")


def text_only(name: str, value: object) -> None:
    """Refuse what Polars takes as more than a text."""
    if not isinstance(value, str):
        from penstock.exceptions import UnsupportedOperation

        raise UnsupportedOperation(f"{name} takes a text, and was given a {type(value).__name__}")


def local_only(storage_options: Any, credential_provider: Any) -> None:
    """Refuse what belongs to files elsewhere."""
    provider = None if credential_provider == "auto" else credential_provider
    refused("writing a file", storage_options=storage_options or None, credential_provider=provider)


def extension(path: Any, compression: str, *, check: bool) -> None:
    """Refuse a path whose end says that the file is compressed otherwise.

    Raises:
        InvalidOperationError: If the name of an uncompressed file ends in .gz or .zst, or that of a compressed one in
            another way; one without any end is anybody's.
    """
    if not check or hasattr(path, "write"):
        return
    wanted = {"gzip": ".gz", "zstd": ".zst"}.get(compression)
    found = Path(path).suffix
    if (wanted is None and found in (".gz", ".zst")) or (wanted is not None and found not in (wanted, "")):
        from penstock.exceptions import InvalidOperationError

        raise InvalidOperationError(
            f"the name of {path} does not end as that of a file that is {compression}",
            hint="pass check_extension=False to write it all the same",
        )
