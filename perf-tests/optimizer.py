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
    given = arguments.parse_args()
    files = generated(given.folder / f"tpch-{given.scale:g}", given.scale)
    tables = {name: ps.scan_parquet(files[name]) for name in TABLES}
    off, on = 0.0, 0.0
    print("| query | no rules, ms | all rules, ms | share |\n| --- | ---: | ---: | ---: |")
    for name in given.only:
        query = QUERIES[name](ps, tables)
        query.collect()
        without, with_all = (
            best(query, ps.QueryOptFlags.none(), given.runs),
            best(query, ps.QueryOptFlags(), given.runs),
        )
        off, on = off + without, on + with_all
        print(f"| {name} | {without * 1e3:.0f} | {with_all * 1e3:.0f} | {with_all / without:.2f} |", flush=True)
    print(f"| all | {off * 1e3:.0f} | {on * 1e3:.0f} | {on / off:.2f} |")


def best(query: Any, rules: ps.QueryOptFlags, runs: int) -> float:
    """Seconds of the shortest run."""
    times: list[float] = []
    while len(times) < runs and (not times or times[-1] < _LONG):
        start = time.perf_counter()
        query.collect(optimizations=rules)
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    main()
