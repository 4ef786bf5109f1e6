"""How the columns of an object differ from those that it had before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


def columns_of(path: Path) -> pa.Schema | None:
    """The columns of a file; None without one that is Parquet.

    Raises:
        OSError: If the file is there, and the disk refuses to read it.
    """
    try:
        return pq.read_schema(path)
    except (FileNotFoundError, ValueError):
        return None
    except OSError as error:
        # Without a number, it is what pyarrow calls a footer that makes no sense.
        if error.errno is not None:
            raise
        return None


def evolution(before: pa.Schema | None, after: pa.Schema) -> dict[str, Any]:
    """What became of the columns: `kind` is new, none or changed; and what was added, removed, changed or moved."""
    if before is None:
        return {"kind": "new"}
    added = [name for name in after.names if name not in before.names]
    removed = [name for name in before.names if name not in after.names]
    kept = [name for name in after.names if name in before.names]
    changed = [
        {"column": name, "from": _text(before.field(name)), "to": _text(after.field(name))}
        for name in kept
        if _text(before.field(name)) != _text(after.field(name))
    ]
    moved = kept != [name for name in before.names if name in after.names]
    found = {"added": added, "removed": removed, "changed": changed, "moved": moved}
    parts = {name: value for name, value in found.items() if value}
    return {"kind": "changed" if parts else "none", **parts}


def _text(field: pa.Field) -> str:
    return f"{field.type}{'' if field.nullable else ' not null'}"
