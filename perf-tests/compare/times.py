"""How long something takes, and how much memory it needs meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from compare.question import Run


@dataclass
class Times:
    """The runs of a query, in milliseconds: by the clock, and on the processors, of all threads together."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)

    def add(self, run: Run) -> None:
        """Run once more."""
        cpu = time.process_time()
        start = time.perf_counter()
        result = run()
        self.walls.append((time.perf_counter() - start) * 1e3)
        self.cpus.append((time.process_time() - cpu) * 1e3)
        del result

    @property
    def best(self) -> float:
        """The shortest run: only noise makes a run longer."""
        return min(self.walls)

    @property
    def middle(self) -> float:
        """The median run."""
        return median(self.walls)

    @property
    def cpu(self) -> float:
        """The least time on the processors, which says more than the clock where others use the machine as well."""
        return min(self.cpus)


@dataclass(frozen=True)
class Peak:
    """The most memory that a process has in use while it answers, in megabytes.

    Attributes:
        whole: All of it (peak resident set): with Python, the engine and the inputs.
        grown: What it is more than before the answer.
    """

    whole: float
    grown: float


def peak(run: Run) -> Peak:
    """How much memory this process takes while it runs something once.

    Linux counts pages for each processor and puts the counts together now and then (its document `filesystems/proc`),
    so that the highest mark may be read as some pages less than what was there before.
    """
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    result = run()
    del result
    whole = _status("VmHWM")
    return Peak(whole, max(0.0, whole - before))


def _status(what: str) -> float:
    status = Path("/proc/self/status").read_text()
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith(what))) / 1024
