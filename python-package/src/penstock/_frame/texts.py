"""Frames and plans as bytes and text, and where these go and come from."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

_KEY = "penstock_frame"


def check_format(format_: str) -> None:
    """Refuse what is neither of the two formats."""
    if format_ not in ("binary", "json"):
        raise ValueError(f"format must be binary or json, not {format_!r}")


def put(made: bytes | str, file: Any) -> bytes | str | None:
    """Write to a path or an open file, or return what would be written."""
    if file is None:
        return made
    if isinstance(file, (str, Path)):
        Path(file).write_bytes(made.encode() if isinstance(made, str) else made)
    else:
        file.write(made)
    return None


def get(source: Any) -> bytes:
    """What a path or an open file has, or bytes or JSON text themselves."""
    if isinstance(source, (str, Path)) and not str(source).lstrip().startswith("{"):
        return Path(source).read_bytes()
    found: bytes | str = source.read() if hasattr(source, "read") else source
    return found.encode() if isinstance(found, str) else found


def frame_text(stream: bytes, file: Any, format_: str) -> bytes | str | None:
    """The bytes of a frame, as they are or within JSON."""
    check_format(format_)
    made = stream if format_ == "binary" else json.dumps({_KEY: base64.b64encode(stream).decode()})
    return put(made, file)


def frame_bytes(source: Any, format_: str) -> bytes:
    """The bytes that `frame_text` was given.

    Raises:
        ComputeError: If the JSON text is not what it wrote.
    """
    check_format(format_)
    found = get(source)
    if format_ == "binary":
        return found
    try:
        return base64.b64decode(json.loads(found)[_KEY])
    except (ValueError, KeyError, TypeError) as error:
        from penstock.exceptions import ComputeError

        raise ComputeError("this is no frame that serialize wrote", hint="give what it returned or wrote") from error
