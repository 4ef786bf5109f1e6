"""Results that are kept for whoever collects the same plan again, and only while that is right."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import penstock as ps
from penstock._frame import execution
from penstock._session import current_engine, query_options

KEPT = "rows from the result cache"


@pytest.fixture(autouse=True)
def cached() -> Iterator[None]:
    with ps.config(result_cache_limit="64MiB"):
        yield


def is_kept(plan: Any) -> bool:
    """Whether a run of the plan is spared; runs it otherwise."""
    engine = current_engine()
    with execution.Prepared(plan._node, engine, to_run=True) as prepared:
        return KEPT in engine.explain(
            prepared.text, query_options(None), level="physical", format="plain", analyze=True
        )


def frame() -> ps.LazyFrame:
    return ps.LazyFrame({"k": [1, 2, 1, None], "x": [1.5, 2.5, None, float("nan")]})


def test_a_plan_is_run_once_and_has_the_same_rows() -> None:
    source = frame()

    def plan() -> ps.LazyFrame:
        return source.group_by("k", maintain_order=True).agg(ps.col("x").sum(), ps.len().alias("n"))

    first = plan().collect()
    assert is_kept(plan())
    assert plan().collect().equals(first)
    assert first.rows() == [(1, 1.5, 2), (2, 2.5, 1), (None, pytest.approx(float("nan"), nan_ok=True), 1)]
    assert not is_kept(plan().filter(ps.col("n") > 1))


def test_without_the_setting_nothing_is_kept() -> None:
    source = frame()
    with ps.config(result_cache_limit=1):  # the results of a block before may be there, but not these
        source.sort("k").collect()
        assert not is_kept(source.sort("k"))
    ps.config.result_cache_limit = None
    plan = source.select(ps.col("x") * 2)
    found = []  # a thread has none of the block's settings

    def ask() -> None:
        plan.collect()
        found.append(is_kept(plan))

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [False]


def test_engines_and_rules_have_results_of_their_own() -> None:
    plan = frame().sort("x")
    plan.collect(engine="core")
    with ps.config(engine="duckdb"):
        assert not is_kept(plan)
        assert is_kept(plan)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("in_place", [True, False])
def test_a_file_that_changed_is_read_again(tmp_path: Path, kind: str, *, in_place: bool) -> None:
    """It has the same size and the same times as before."""
    path, other = tmp_path / f"t.{kind}", tmp_path / f"other.{kind}"
    write = "write_csv" if kind == "csv" else "write_parquet"
    getattr(pl.DataFrame({"a": [1, 2]}), write)(path)
    getattr(pl.DataFrame({"a": [3, 4]}), write)(other)
    assert path.stat().st_size == other.stat().st_size
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    plan = (ps.scan_csv if kind == "csv" else ps.scan_parquet)(path).select(ps.col("a").sum())
    assert plan.collect().item() == 3
    assert is_kept(plan)
    if in_place:
        path.write_bytes(other.read_bytes())
    else:
        other.replace(path)
    os.utime(path, ns=times)
    assert not is_kept(plan)
    assert plan.collect().item() == 7


def test_a_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"a": [1, 2]}).write_parquet(path)
    plan = ps.scan_parquet(path)
    plan.collect()
    assert is_kept(plan)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        plan.collect()


def test_what_may_be_another_result_next_time_is_not_kept() -> None:
    source = ps.LazyFrame({"a": list(range(1000))})
    assert not is_kept(source.select(ps.col("a").sample(5)))
    assert not is_kept(source.select(ps.col("a").sample(5)))
    lists = ps.LazyFrame({"l": [list(range(1000))]})
    assert len({str(lists.select(ps.col("l").list.sample(5)).collect().rows()) for _ in range(3)}) > 1
    drawn = source.select(ps.col("a").sample(5, seed=1))
    drawn.collect()
    assert is_kept(drawn)
    calls = []

    def called(values: ps.Series) -> ps.Series:
        calls.append(1)
        return values

    mapped = source.select(ps.col("a").map_batches(called, return_dtype=ps.Int64))
    mapped.collect()
    mapped.collect()
    assert len(calls) == 2


def test_the_oldest_go_when_there_are_too_many() -> None:
    source = ps.LazyFrame({"a": list(range(1000))})
    plans = [source.select(ps.col("a") + number) for number in range(3)]
    with ps.config(result_cache_limit=2 * 8_500):
        for plan in plans:
            plan.collect()
        assert [is_kept(plan) for plan in reversed(plans)] == [True, True, False]


def test_whoever_wants_to_see_a_run_gets_one() -> None:
    plan = frame().sort("k")
    plan.collect()
    assert KEPT not in plan.explain(analyze=True)
    assert is_kept(plan)


def test_what_is_kept_counts_as_memory_and_gives_way(tmp_path: Path) -> None:
    """A query that needs the memory gets it, and no error."""
    program = """
import json
import penstock as ps
from penstock._session import current_engine

def used():
    return json.loads(current_engine().describe())["memory"]["used_bytes"]

source = ps.LazyFrame({"a": list(range(1_000_000))})
source.collect()
plain = used()
with ps.config(result_cache_limit="1GiB"):
    for number in range(2):
        source.select(ps.col("a") + number).collect()
    assert used() >= plain + 2 * 8_000_000, used()
    for number in range(2, 40):  # more than all that columns may have
        source.select(ps.col("a") + number).collect()
    limit = json.loads(current_engine().describe())["memory"]["limit_bytes"]
    assert 40 * 8_000_000 > limit > used() > plain
print("done")
"""
    environment = {**os.environ, "PENSTOCK_MEMORY_LIMIT": "512MiB", "PENSTOCK_AOT": "off"}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert ended.stdout == "done\n", ended.stderr
