"""How long do queries take, as a share of what the faster one of Polars and DuckDB takes for the same ones?

All engines run in this process, over the same rows or files, warm and by turns. Answers are compared before any time
counts. The shortest run counts, because only noise makes a run longer; on a machine that others use as well, the
processor time of all threads says more than the clock.

    python perf-tests/bench.py                        all questions; bench.md, bench.json and bench.svg in build/bench
    python perf-tests/bench.py --only sort tpch-q01   those whose names begin so
    python perf-tests/bench.py --memory               also the memory that each engine takes in a process of its own
    python perf-tests/bench.py --threads              what a second thread is good for, and nothing else
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from compare import report
from compare.asking import Finding, Room, grown, memory, scaled, timed
from compare.question import Question, Size
from compare.questions import chosen

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Ask the questions and print a line for each; 1 if Penstock failed to answer one."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="penstock-bench-") as temporary:
        size = Size(arguments.rows, arguments.scale, arguments.folder or Path(temporary))
        size.folder.mkdir(parents=True, exist_ok=True)
        questions = chosen(size, arguments.only)
        if arguments.peak_of:
            question = next(question for question in questions if question.name == arguments.only[0])
            taken = memory(question, arguments.peak_of, arguments.engine)
            print(taken.whole, taken.grown)
            return 0
        if not questions:
            print(f"No question has a name that begins with {' or '.join(arguments.only)}.", file=sys.stderr)
            return 2
        if arguments.threads:
            _threads(questions, arguments)
            return 0
        return _compare(questions, size, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000, help="of tables in memory and of Parquet files")
    parser.add_argument("--scale", type=float, default=1.0, help="of TPC-H")
    parser.add_argument("--runs", type=int, default=7, help="of each engine that count")
    parser.add_argument(
        "--warm", type=float, default=2.0, help="seconds of Penstock before those, while the JVM compiles"
    )
    parser.add_argument("--engine", default="auto", choices=["auto", "core", "duckdb"], help="that Penstock takes")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="questions whose names begin so")
    parser.add_argument("--memory", action="store_true", help="measure the memory of a process for each engine, too")
    parser.add_argument("--threads", action="store_true", help="measure one thread against two instead")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench", help="where the report is written")
    parser.add_argument("--folder", type=Path, help="where files of data are kept for the next time")
    parser.add_argument("--peak-of", choices=report.ENGINES, help=argparse.SUPPRESS)
    return parser.parse_args()


def _compare(questions: list[Question], size: Size, arguments: argparse.Namespace) -> int:
    about = report.machine(size, arguments.runs)
    print(about, flush=True)
    findings: list[Finding] = []
    room = Room(arguments.engine)
    try:
        for question in questions:
            finding = timed(question, room, arguments.warm, arguments.runs)
            if arguments.memory:
                grown(finding, size, arguments.engine)
            print(report.line(finding), flush=True)
            findings.append(finding)
    finally:  # all of them take long: who interrupts has the report of those that were asked
        room.close()
        report.write(arguments.out, findings, about)
        print(f"{arguments.out}: bench.md, bench.json, bench.svg")
    return 1 if any("penstock" in finding.notes for finding in findings) else 0


def _threads(questions: list[Question], arguments: argparse.Namespace) -> None:
    room = Room(arguments.engine, ("penstock",))
    for question in questions:
        one, two = scaled(question, room, arguments.warm, arguments.runs)
        print(
            f"{question.name:26} one thread {one.best:8.1f} ms, two {two.best:8.1f} ms"
            f" | {one.best / two.best:4.2f} times as fast (at least 1.7)",
            flush=True,
        )
    room.close()


if __name__ == "__main__":
    sys.exit(main())
