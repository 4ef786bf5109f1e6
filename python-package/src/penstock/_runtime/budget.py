"""How much memory and how many processors this process may use."""

import os
import sys
from collections.abc import Iterator
from math import ceil
from pathlib import Path

_SHARE = 0.6
_CGROUPS = Path("/sys/fs/cgroup")


def default_memory_limit() -> int:
    """60 % of the least of the machine's memory, all cgroup limits above us, and RLIMIT_AS."""
    return int(_SHARE * min([_physical_memory(), *_cgroup_memory_limits(), *_address_space_limit()]))


def default_threads() -> int:
    """The processors that this process may run on, or fewer when a cgroup grants only a share of them."""
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min([allowed, *_cgroup_processors()]))


def _physical_memory() -> int:
    if sys.platform == "win32":
        from penstock._runtime.windows import physical_memory

        return physical_memory()
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _address_space_limit() -> Iterator[int]:
    if sys.platform == "win32":
        return
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        yield soft


def _cgroup_memory_limits() -> Iterator[int]:
    for folder in _cgroup_folders("memory"):
        for name in ("memory.max", "memory.limit_in_bytes"):
            text = _read(folder / name)
            if text.isdigit():
                yield int(text)


def _cgroup_processors() -> Iterator[int]:
    for folder in _cgroup_folders("cpu"):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        if not period:
            quota, period = _read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")
        if quota.isdigit() and period.isdigit() and int(period) > 0:
            yield ceil(int(quota) / int(period))


def _cgroup_folders(controller: str) -> Iterator[Path]:
    """The folders of our cgroups, from our own up to the root: a limit at any level holds.

    Inside of a container the paths in /proc/self/cgroup may be the host's; folders that are not there are passed over,
    and the root of what is mounted is always looked at.
    """
    for line in _read(Path("/proc/self/cgroup")).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        root = _CGROUPS / controller if controllers else _CGROUPS
        own = root / path.lstrip("/")
        yield from (folder for folder in (own, *own.parents) if folder.is_relative_to(root))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
