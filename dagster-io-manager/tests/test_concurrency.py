import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stored.runs import instance

import penstock as ps
from dagster_penstock import PenstockParquetIOManager
from dagster_penstock._parquet import ParquetFiles
from penstock.exceptions import SourceError

DAYS = dg.StaticPartitionsDefinition(["1", "2"])


class InterruptedFiles(ParquetFiles):
    """Lets something happen between the writing and the publishing, as if another process did it."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def write(self, frame: ps.LazyFrame, path: Path, **options: Any) -> tuple[Path, dict[str, Any]]:
        written = super().write(frame, path, **options)
        self.meanwhile()
        return written


def run(folder: Path, files: ParquetFiles, number: int, key: str) -> dg.ExecuteInProcessResult:
    class Manager(PenstockParquetIOManager):
        def setup_for_execution(self, context: dg.InitResourceContext) -> None:
            super().setup_for_execution(context)
            self._files = files

    @dg.asset(partitions_def=DAYS)
    def day() -> pa.Table:
        return pa.table({"run": [number] * (number + 1)})

    with instance() as opened:
        resources = {"io_manager": Manager(base_uri=str(folder))}
        return dg.materialize([day], resources=resources, instance=opened, partition_key=key, raise_on_error=False)


@pytest.mark.parametrize("is_there", [False, True], ids=["new", "there"])
def test_of_two_runs_that_write_a_partition_at_once_one_wins_and_the_other_says_so(
    tmp_path: Path, is_there: bool
) -> None:
    if is_there:
        assert run(tmp_path, ParquetFiles(), 7, "1").success
    others = []
    loser = run(tmp_path, InterruptedFiles(lambda: others.append(run(tmp_path, ParquetFiles(), 1, "1"))), 0, "1")
    (winner,) = others
    assert winner.success
    assert not loser.success
    assert pq.read_table(tmp_path / "day" / "1.parquet")["run"].to_pylist() == [1, 1]
    assert [path.name for path in (tmp_path / "day").iterdir()] == ["1.parquet"]
    (said,) = winner.get_asset_materialization_events()
    assert said.materialization.metadata["dagster/row_count"].value == 2
    assert loser.get_asset_materialization_events() == []
    (failure,) = [event for event in loser.all_events if event.is_step_failure]
    assert "1.parquet was written by another run while this one computed" in str(failure.step_failure_data.error)


def test_runs_of_different_partitions_do_not_meet(tmp_path: Path) -> None:
    others = []
    files = InterruptedFiles(lambda: others.append(run(tmp_path, ParquetFiles(), 1, "2")))
    assert run(tmp_path, files, 0, "1").success
    assert others[0].success


def test_a_run_after_another_replaces_what_it_left(tmp_path: Path) -> None:
    for number in (1, 0):
        assert run(tmp_path, ParquetFiles(), number, "1").success
    assert pq.read_table(tmp_path / "day" / "1.parquet")["run"].to_pylist() == [0]


def test_of_many_that_publish_in_one_moment_one_does(tmp_path: Path) -> None:
    files, path, writers = ParquetFiles(), tmp_path / "x.parquet", 8
    for turn in range(20):
        before = files.version(path)
        barrier = threading.Barrier(writers, timeout=60)

        def publish(number: int, turn: int = turn, before: Any = before, barrier: Any = barrier) -> int | None:
            complete = tmp_path / f".{turn}.{number}"
            complete.write_text(f"{turn} {number}")
            barrier.wait()
            try:
                files.publish(complete, path, before)
            except SourceError:
                return None
            return number

        with ThreadPoolExecutor(writers) as pool:
            won = [number for number in pool.map(publish, range(writers)) if number is not None]
        assert len(won) == 1
        assert path.read_text() == f"{turn} {won[0]}"


def test_a_file_that_was_removed_meanwhile_was_changed_too(tmp_path: Path) -> None:
    files, path, complete = ParquetFiles(), tmp_path / "x", tmp_path / ".y"
    path.write_text("old")
    before = files.version(path)
    complete.write_text("new")
    path.unlink()
    with pytest.raises(SourceError, match="another run"):
        files.publish(complete, path, before)
    assert not path.exists()
    files.publish(complete, path, None)
    files.publish(complete, path, None)  # a second attempt of what is done
    assert path.read_text() == "new"
