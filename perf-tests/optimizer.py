"""What does the optimiser gain? The 22 queries of TPC-H over Parquet files, with all of its rules and with none.

Warm and by turns; the best of N runs counts. A query without rules may take very long, so one that took more than ten
seconds is not asked again.

    python perf-tests/optimizer.py --folder DIR [--scale 1] [--runs 3] [--only q03 q09]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from compare.questions.tpch import TABLES, generated
from compare.questions.tpch_frames import QUERIES

import penstock as ps

#: A slower query is not asked again.
_LONG = 10.0


def main() -> None:
    """Print a line for each query, and what all of them take."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--folder", type=Path, required=True, help="where the files are, or will be")
    arguments.add_argument("--scale", type=float, default=1.0)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--only", nargs="+", default=list(QUERIES))
    arguments.add_argument("--without", nargs="+", default=[], metavar="RULE", help="also all rules but this one")
    given = arguments.parse_args()
    files = generated(given.folder / f"tpch-{given.scale:g}", given.scale)
    tables = {name: ps.scan_parquet(files[name]) for name in TABLES}
    choices = {"no rules": ps.QueryOptFlags.none(), "all rules": ps.QueryOptFlags()}
    choices |= {f"without {rule}": ps.QueryOptFlags(**{rule: False}) for rule in given.without}
    print(f"| query | {' | '.join(f'{choice}, ms' for choice in choices)} | share |")
    print(f"| --- |{' ---: |' * (len(choices) + 1)}")
    sums = [0.0] * len(choices)
    for name in given.only:
        times = best(QUERIES[name](ps, tables), list(choices.values()), given.runs)
        sums = [total + seconds for total, seconds in zip(sums, times, strict=True)]
        print(line(name, times), flush=True)
    print(line("all", sums))


def line(name: str, times: list[float]) -> str:
    """A line of the table; the share is that of all rules to none."""
    return f"| {name} | {' | '.join(f'{seconds * 1e3:.0f}' for seconds in times)} | {times[1] / times[0]:.2f} |"


def best(query: Any, choices: list[ps.QueryOptFlags], runs: int) -> list[float]:
    """Seconds of the shortest run of each choice, by turns."""
    query.collect()
    times: list[list[float]] = [[] for _ in choices]
    for _ in range(runs):
        for rules, taken in zip(choices, times, strict=True):
            if not taken or taken[-1] < _LONG:
                start = time.perf_counter()
                query.collect(optimizations=rules)
                taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


if __name__ == "__main__":
    main()
