"""How long does difference-in-differences take, and how much memory?

Made-up panels, the same on every machine. Warm, from Polars frames to Polars frames; the best and the median of N runs
by the clock, and the best on all processors. By default 100,000 units in 8 periods and 5 cohorts, doubly robust with
3 covariates: 35 cells; then 1,000 draws, and four summaries of the result.

    python perf-tests/did.py [--units 100000] [--periods 8] [--cohorts 5] [--runs 5]
    python perf-tests/did.py --large     1,000,000 units in 20 periods, in a budget of 2 GB: the peak of the process
    python perf-tests/did.py --csdid     beside csdid, where that is installed
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from compare.times import Times

import penstock as ps

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTIES = Path(__file__).parent.parent / "jvm-core/src/test/resources/did/mpdta.csv"
TYPES = ("simple", "group", "dynamic", "calendar")
LARGE_UNITS, LARGE_PERIODS = 1_000_000, 20


def panel(units: int, periods: int, cohorts: int) -> pl.DataFrame:
    """Units in no order, half of them never treated; treatment depends on the covariates, which do not change."""
    random = np.random.default_rng(2021)
    covariates = random.normal(size=(3, units))
    drift = 0.4 * covariates[0] - 0.2 * covariates[1]
    treated = random.random(units) < 1 / (1 + np.exp(-drift))
    first = 2 + (np.arange(cohorts) * (periods - 1)) // cohorts
    group = np.where(treated, first[random.integers(0, cohorts, units)], 0)
    time = np.tile(np.arange(1, periods + 1), units)
    whose = np.repeat(np.arange(units), periods)
    effect = np.where((group[whose] > 0) & (time >= group[whose]), 0.5 + 0.1 * (time - group[whose]), 0.0)
    level = random.normal(size=units) + drift
    outcome = level[whose] + 0.3 * time * (1 + drift[whose]) + effect + random.normal(size=units * periods)
    frame = {"id": whose, "t": time, "g": group[whose], "y": outcome}
    return pl.DataFrame({**frame, **{f"x{i + 1}": covariates[i][whose] for i in range(3)}})


def config(**changes: Any) -> str:
    """Settings for the made-up panel."""
    usual = {"yname": "y", "tname": "t", "idname": "id", "gname": "g", "xformla": "~ x1 + x2 + x3", "bstrap": False}
    return json.dumps({**usual, "seed": 20260101, **changes})


def result(data: pl.DataFrame, settings: str, *, draws: bool = True) -> str:
    """The result in JSON."""
    answer = ps.table_function("did_att_gt", data, config=settings, output="result", draws=draws)
    text = answer.collect().to_polars().item()
    return str(text)


def summaries(text: str) -> None:
    """All four summaries of a result."""
    for kind in TYPES:
        request = json.dumps({"type": kind})
        ps.table_function("did_aggregate", result_json=text, request=request).collect().to_polars()


def say(name: str, ask: Callable[[], Any], runs: int) -> None:
    """Measures one question."""
    for _ in range(3):
        ask()
    times = Times()
    for _ in range(runs):
        times.add(ask)
    print(f"{name:40} {times.best:9.1f} {times.middle:9.1f} {times.cpu:9.1f}", flush=True)


def questions(data: pl.DataFrame, runs: int) -> None:
    """The county example and the made-up panel."""
    print(f"{'':40} {'best ms':>9} {'median ms':>9} {'cpu ms':>9}")
    counties = pl.read_csv(COUNTIES)
    names = {"yname": "lemp", "tname": "year", "idname": "countyreal", "gname": "first.treat", "xformla": "~ lpop"}
    known = config(**names, bstrap=True)
    say("counties, 1,000 draws, four summaries", lambda: summaries(result(counties, known)), max(20, runs))
    plain, drawn = config(), config(bstrap=True)
    say("made-up panel", lambda: result(data, plain), runs)
    say("made-up panel, 1,000 draws", lambda: result(data, drawn), runs)
    text = result(data, drawn)
    say("four summaries, with its draws", lambda: summaries(text), runs)
    short = result(data, drawn, draws=False)
    say("four summaries, without them", lambda: summaries(short), runs)
    say("made-up panel, not yet treated", lambda: result(data, config(control_group="notyettreated")), runs)
    say("panel_info", lambda: ps.table_function("did_panel_info", data, config=plain).collect().to_polars(), runs)


def large() -> None:
    """A panel of 20 million rows in a budget of 2 GB, of which no part is left for DuckDB to speak of."""
    shares = {"MEMORY_LIMIT": "2GiB", "HEAP_LIMIT": "1600MiB", "COLUMNS_LIMIT": "300MiB", "DUCKDB_LIMIT": "40MiB"}
    os.environ.update({f"PENSTOCK_{name}": size for name, size in shares.items()})
    data = panel(LARGE_UNITS, LARGE_PERIODS, 5)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    cells = ps.table_function("did_att_gt", data, config=config()).collect().to_polars()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{cells.height} cells in {seconds:.1f} s; the process grew by {(peak - before) / 1024:,.0f} MiB above its data"
    )


def csdid(data: pl.DataFrame) -> None:
    """The same with csdid, which may be installed beside (not from the lock file)."""
    try:
        estimator = import_module("csdid.att_gt").ATTgt
    except ModuleNotFoundError:
        sys.exit("csdid is not installed here: pip install csdid==0.4.3 into an environment of its own")
    frame = data.to_pandas()
    for bootstrap in (False, True):
        start = time.perf_counter()
        model = estimator(
            yname="y",
            tname="t",
            idname="id",
            gname="g",
            data=frame,
            xformla="y ~ x1 + x2 + x3",
            control_group="nevertreated",
            cband=bootstrap,
        ).fit(est_method="dr", bstrap=bootstrap)
        fitted = time.perf_counter() - start
        start = time.perf_counter()
        for kind in TYPES:
            model.aggte(typec=kind, bstrap=bootstrap, cband=bootstrap)
        print(
            f"csdid, draws: {bootstrap}: {fitted:.2f} s, four summaries {time.perf_counter() - start:.2f} s", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--periods", type=int, default=8)
    parser.add_argument("--cohorts", type=int, default=5)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--csdid", action="store_true")
    chosen = parser.parse_args()
    if chosen.large:
        large()
        return
    data = panel(chosen.units, chosen.periods, chosen.cohorts).sample(fraction=1, shuffle=True, seed=1)
    if chosen.csdid:
        csdid(data)
    else:
        questions(data, chosen.runs)


if __name__ == "__main__":
    main()
