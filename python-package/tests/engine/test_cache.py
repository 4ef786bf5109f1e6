"""What is computed once and kept."""

import os
from pathlib import Path

import pytest

import penstock as ps


class Counter:
    """Counts how often it was asked for all rows."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, frame: ps.DataFrame) -> ps.DataFrame:
        self.calls += 1
        return frame.with_columns(ps.col("a") + 1)


def test_a_cached_plan_is_computed_once() -> None:
    counter = Counter()
    schema = {"a": ps.Int64}
    kept = ps.LazyFrame({"a": [1, 2, 3]}).map_batches(counter, schema=schema).cache()
    assert kept.collect_schema() == ps.Schema(schema)
    kept.explain()
    assert counter.calls == 0
    assert kept.filter(ps.col("a") > 2).collect()["a"].to_list() == [3, 4]
    assert kept.select(ps.col("a").sum()).collect().item() == 9
    assert ps.concat([kept, kept]).collect().height == 6
    assert counter.calls == 1
    assert "rows that are kept" in repr(kept.filter(ps.col("a") > 2))


def test_a_failure_is_not_kept() -> None:
    kept = ps.LazyFrame({"s": ["x"]}).select(ps.col("s").cast(ps.Int64)).cache()
    for _ in range(2):
        with pytest.raises(ps.exceptions.InvalidOperationError):
            kept.collect()


@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_file_that_was_written_again_is_read_again(tmp_path: Path, kind: str, *, in_place: bool) -> None:
    """Of the same size, and its time set back."""
    path, other = tmp_path / f"t.{kind}", tmp_path / f"other.{kind}"
    first, second = ps.DataFrame({"a": [1, 2]}), ps.DataFrame({"a": [3, 4]})
    write = "write_csv" if kind == "csv" else "write_parquet"
    getattr(first, write)(path)
    getattr(second, write)(other)
    assert path.stat().st_size == other.stat().st_size
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    plan = (ps.scan_csv if kind == "csv" else ps.scan_parquet)(path).select(ps.col("a").sum())
    assert plan.collect().item() == 3
    if in_place:
        path.write_bytes(other.read_bytes())
    else:
        other.replace(path)
    os.utime(path, ns=times)
    assert plan.collect().item() == 7


def test_random_draws_are_new_each_time() -> None:
    frame = ps.LazyFrame({"a": list(range(1000))})
    plan = frame.select(ps.col("a").sample(5))
    assert len({tuple(plan.collect()["a"].to_list()) for _ in range(4)}) > 1
