import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stored.runs import materialize

import penstock as ps
from dagster_penstock import PenstockParquetIOManager
from penstock.exceptions import ConfigError, InvalidOperationError, SchemaError
from penstock.testing import assert_frame_equal

OLD = pa.table({"a": [1, 2, 3]})


def returning(value: Any) -> dg.AssetsDefinition:
    @dg.asset
    def numbers() -> Any:
        return value

    return numbers


def stored(folder: Path) -> Any:
    return pq.read_table(folder / "numbers.parquet")


def failing_stream() -> pa.RecordBatchReader:
    def batches() -> Iterator[pa.RecordBatch]:
        yield from OLD.to_batches()
        raise RuntimeError("the source broke")

    return pa.RecordBatchReader.from_batches(OLD.schema, batches())


def test_a_table_that_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    assert materialize(tmp_path, [returning(OLD)]).success
    with pytest.raises(Exception, match="the source broke"):
        materialize(tmp_path, [returning(failing_stream())])
    assert_frame_equal(stored(tmp_path), OLD)
    assert [path.name for path in tmp_path.iterdir()] == ["numbers.parquet"]


WRITER = """
import sys, time
import dagster as dg
import pyarrow as pa
from dagster_penstock import PenstockParquetIOManager

def batches():
    for _ in range(50):
        yield pa.record_batch({"a": list(range(50_000))})
    print("half", flush=True)
    time.sleep(60)

@dg.asset
def numbers() -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(pa.schema({"a": pa.int64()}), batches())

manager = PenstockParquetIOManager(base_uri=sys.argv[1], row_group_rows=100_000)
dg.materialize([numbers], resources={"io_manager": manager})
"""


def test_a_writer_that_is_killed_leaves_what_was_there(tmp_path: Path) -> None:
    assert materialize(tmp_path, [returning(OLD)]).success
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "half"
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait(30)
    assert_frame_equal(stored(tmp_path), OLD)
    # What is left over is behind a dot, and no table; the next writer is not in its way.
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == ["numbers.parquet"]
    assert materialize(tmp_path, [returning(OLD.slice(1))]).success
    assert_frame_equal(stored(tmp_path), OLD.slice(1))
    # A day later, somebody who writes it again sweeps it away.
    (left,) = [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    os.utime(left, (0, 0))
    assert materialize(tmp_path, [returning(OLD)]).success
    assert [path.name for path in tmp_path.iterdir()] == ["numbers.parquet"]


def test_a_reader_sees_the_old_table_or_the_new_one(tmp_path: Path) -> None:
    assert materialize(tmp_path, [returning(OLD)]).success
    is_over, seen = threading.Event(), set()

    def read() -> None:
        while not is_over.is_set():
            with (tmp_path / "numbers.parquet").open("rb") as file:
                seen.add(pq.read_table(file).num_rows)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(3):
            assert materialize(tmp_path, [returning(pa.table({"a": range(200_000)}))]).success
            assert materialize(tmp_path, [returning(OLD)]).success
    finally:
        is_over.set()
        reader.join()
    assert seen == {3, 200_000}


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pa.table({}), "without columns"),
        (pl.DataFrame(), "without columns"),
        (pa.table([[1], [2]], names=["a", "a"]), '"a"'),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), '"a"'),
        (5, "builtins.int is no table"),
        ({"a": OLD}, "builtins.dict is no table"),
        (pa.table({"a": pa.array([{}], pa.struct([]))}), "Parquet cannot hold"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_nothing_is_left(tmp_path: Path, table: Any, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        materialize(tmp_path, [returning(table)])
    assert list(tmp_path.iterdir()) == []


def test_a_lazy_table_that_reads_what_it_is_written_to_is_refused(tmp_path: Path) -> None:
    assert materialize(tmp_path, [returning(OLD)]).success
    path = tmp_path / "numbers.parquet"
    import duckdb

    for lazy in (ps.scan_parquet(path), pl.scan_parquet(path), duckdb.connect().read_parquet(str(path))):
        with pytest.raises(InvalidOperationError, match="which it is written to"):
            materialize(tmp_path, [returning(lazy)])
    assert_frame_equal(stored(tmp_path), OLD)


def test_a_wrong_option_is_refused_before_anything_runs() -> None:
    for options in ({"codec": "rar"}, {"checksum": "md5"}, {"default_type": "list"}, {"row_group_rows": 0}):
        with pytest.raises(ValueError, match=next(iter(options))):
            PenstockParquetIOManager(base_uri="x", **options)


@pytest.mark.parametrize(("codec", "least", "most"), [("zstd", -7, 22), ("gzip", 0, 9), ("lz4", 1, 12)])
def test_a_level_says_how_hard_a_codec_tries(tmp_path: Path, codec: str, least: int, most: int) -> None:
    rows = pa.table({"a": [f"{i * i % 1009} of {i % 97}" for i in range(20_000)]})
    sizes = []
    for level in (least, most):
        assert materialize(tmp_path, [returning(rows)], settings={"codec": codec, "level": level}).success
        sizes.append((tmp_path / "numbers.parquet").stat().st_size)
        assert_frame_equal(stored(tmp_path), rows)
    assert sizes[1] < sizes[0] * 0.9
    for level in (least - 1, most + 1):
        with pytest.raises(ValueError, match=f"level is {level}, and must be from {least} to {most} for {codec}"):
            PenstockParquetIOManager(base_uri="x", codec=codec, level=level)


@pytest.mark.parametrize("codec", ["snappy", "none"])
def test_a_level_of_a_codec_without_any_is_refused(codec: str) -> None:
    with pytest.raises(ValueError, match=f"{codec} has no levels"):
        PenstockParquetIOManager(base_uri="x", codec=codec, level=1)
    with pytest.raises(ValueError, match="codec is 'rar'"):
        PenstockParquetIOManager(base_uri="x", codec="rar", level=1)


def test_an_annotation_that_is_no_table_is_refused_with_what_is_one(tmp_path: Path) -> None:
    @dg.asset
    def numbers() -> pa.Table:
        return OLD

    @dg.asset
    def check(numbers: int) -> None:
        raise AssertionError(numbers)

    with pytest.raises(ConfigError, match=r"polars\.DataFrame"):
        materialize(tmp_path, [numbers, check])


def test_the_manager_works_without_a_run(tmp_path: Path) -> None:
    manager = PenstockParquetIOManager(base_uri=str(tmp_path))
    manager.setup_for_execution(dg.build_init_resource_context())
    output = dg.build_output_context(asset_key=["folder", "numbers"])
    manager.handle_output(output, OLD)
    assert output.consume_logged_metadata()["dagster/row_count"].value == 3
    upstream = dg.build_output_context(asset_key=["folder", "numbers"])
    context = dg.build_input_context(
        asset_key=["folder", "numbers"], upstream_output=upstream, dagster_type=dg.PythonObjectDagsterType(pa.Table)
    )
    found = manager.load_input(context)
    assert isinstance(found, pa.Table)
    assert_frame_equal(found, OLD)
    assert (tmp_path / "folder" / "numbers.parquet").is_file()
