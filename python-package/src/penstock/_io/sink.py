"""Plans that end in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _plans as plans
from penstock._frame import execution

if TYPE_CHECKING:
    from pathlib import Path

    from penstock._frame.lazyframe import LazyFrame


def sink(
    plan: Any,
    format_: str,
    target: Any,
    options: dict[str, Any],
    *,
    lazy: bool = False,
    engine: str = "auto",
    optimizations: Any = None,
    sync: str | None = None,
) -> LazyFrame | None:
    """Write a plan's rows to a path or an open file, now or when the returned frame is collected.

    With `sync`, ``data`` or ``all``, a file is on the disk before this returns.
    """
    from pathlib import Path

    from penstock._frame.lazyframe import LazyFrame, run_options

    settings = run_options(engine, optimizations)
    if hasattr(target, "write"):
        if lazy:
            raise ValueError("an open file is written to now; for lazy=True give a path")
        target.write(_written(plan, format_, options, settings, binary=_is_binary(target)))
        return None
    path = str(Path(target).expanduser().absolute()) if "://" not in str(target) else str(target)
    node = plans.sink(plan, format_, path, options)
    if sync not in (None, "none", "data", "all"):
        raise ValueError(f"sync_on_close must be none, data or all, not {sync!r}")
    if lazy:
        if sync not in (None, "none"):
            raise ValueError("sync_on_close does not go together with lazy=True")
        return LazyFrame._of(node)
    execution.run(node, settings)
    if sync in ("data", "all"):
        _synchronise(Path(path))
    return None


def _synchronise(path: Path) -> None:
    """See to it that a file, or all files of a folder, are on the disk."""
    import os

    for file in [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]:
        with file.open("rb") as opened:
            os.fsync(opened.fileno())


def text_of(plan: Any, format_: str, options: dict[str, Any]) -> str:
    """A plan's rows as the text of a file."""
    text = _written(plan, format_, options, {}, binary=False)
    assert isinstance(text, str)
    return text


def bytes_of(plan: Any, format_: str, options: dict[str, Any]) -> bytes:
    """A plan's rows as the bytes of a file."""
    data = _written(plan, format_, options, {}, binary=True)
    assert isinstance(data, bytes)
    return data


def _written(
    plan: Any, format_: str, options: dict[str, Any], settings: dict[str, Any], *, binary: bool
) -> bytes | str:
    from penstock._io.temporary import private_folder

    with private_folder() as folder:
        path = folder / f"file.{format_.lower()}"
        execution.run(plans.sink(plan, format_, str(path), options), settings)
        data = path.read_bytes()
    return data if binary else data.decode()


def _is_binary(target: Any) -> bool:
    mode = getattr(target, "mode", None)
    if isinstance(mode, str):
        return "b" in mode
    import io

    return not isinstance(target, io.TextIOBase)
