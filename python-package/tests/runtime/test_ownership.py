"""Who owns what crosses, and for how long: every producer and every consumer may go first."""

import ctypes
import gc
import json
import threading
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from runtime.plans import Exported, SchemaOnly, collect, scan

from penstock._runtime import Engine, EngineSettings, FrameHandle
from penstock.exceptions import ConfigError, HandleExpired, InvalidOperationError

TABLE = pa.table({"a": np.arange(1000), "b": [str(n) for n in range(1000)]})


def open_things(engine: Engine) -> dict[str, int]:
    opened: dict[str, int] = json.loads(engine.describe())["open"]
    return {
        name: opened.get(name, 0) for name in ("frame", "stream", "query", "imported_arrays", "exported_arrays")
    } | {"exported_streams": opened["exported_streams"]}


@pytest.fixture(autouse=True)
def _nothing_is_left(engine: Engine) -> Iterator[None]:
    """Each test ends with as much open as it began with, once its own objects are gone."""
    gc.collect()
    before = open_things(engine)
    yield
    gc.collect()
    assert open_things(engine) == before
    assert json.loads(engine.describe())["memory"]["used_bytes"] == 0


def test_the_consumer_may_outlive_the_producer_and_its_engine(settings: EngineSettings) -> None:
    with Engine(settings) as engine:
        frame = collect(engine, TABLE)
        table = pa.table(Exported(frame.stream_capsule()))
        unread = Exported(frame.stream_capsule())
        polars = pl.DataFrame(Exported(frame.slice(10, 20).stream_capsule()))
        frame.close()
    del frame
    gc.collect()
    assert table == TABLE
    assert pa.table(unread) == TABLE
    assert polars["a"].to_list() == list(range(10, 30))


def test_what_came_in_lives_as_long_as_a_frame_of_ours(engine: Engine) -> None:
    values = np.arange(1000)
    frame = collect(engine, pa.table({"a": values}))
    address = values.ctypes.data
    del values
    gc.collect()
    back = pa.table(Exported(frame.stream_capsule()))
    assert back["a"].chunk(0).buffers()[1].address == address
    assert back["a"].to_pylist() == list(range(1000))


def test_the_producer_may_outlive_a_consumer_that_stops_early(engine: Engine) -> None:
    frame = collect(engine, pa.concat_tables([TABLE] * 5))
    reader = pa.RecordBatchReader.from_stream(Exported(frame.stream_capsule()))
    assert reader.read_next_batch().num_rows == 1000
    del reader
    reader = pa.RecordBatchReader.from_stream(Exported(engine.stream(scan(frame))))
    assert reader.read_next_batch().num_rows == 1000
    del reader
    assert frame.rows == 5000


def test_a_capsule_that_nobody_reads_gives_everything_back(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    for _ in range(10):
        frame.stream_capsule()
        frame.schema_capsule()
        engine.stream(scan(frame))
        engine.schema(scan(frame))
        engine.open_stream(TABLE)


def test_a_capsule_is_consumed_once(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    capsule = frame.stream_capsule()
    assert pa.table(Exported(capsule)) == TABLE
    with pytest.raises(pa.ArrowInvalid, match="released"):
        pa.table(Exported(capsule))
    capsule = frame.stream_capsule()
    assert collect(engine, capsule).rows == 1000
    with pytest.raises(HandleExpired, match="already read"):
        engine.open_stream(capsule)
    capsule = frame.schema_capsule()
    assert pa.schema(SchemaOnly(capsule)) == TABLE.schema
    with pytest.raises(pa.ArrowInvalid, match="released"):
        pa.schema(SchemaOnly(capsule))


@pytest.mark.parametrize("make", [FrameHandle.stream_capsule, FrameHandle.schema_capsule])
def test_another_thread_may_free_what_this_one_made(engine: Engine, make: Callable[[FrameHandle], object]) -> None:
    frame = collect(engine, TABLE)
    kept = [make(frame), make(frame)]
    tables = [pa.table(Exported(frame.stream_capsule()))]
    for emptied in (kept, tables):
        thread = threading.Thread(target=emptied.clear)
        thread.start()
        thread.join()


def test_what_comes_from_us_may_come_back(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    for _ in range(20):
        frame = collect(engine, Exported(frame.stream_capsule()))
    assert pa.table(Exported(frame.stream_capsule())) == TABLE


def test_many_threads_export_and_import_at_once(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    wrong: list[object] = []

    def work() -> None:
        for _ in range(50):
            back = pa.table(Exported(collect(engine, Exported(frame.stream_capsule())).stream_capsule()))
            if back != TABLE:
                wrong.append(back)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_producer_that_fails_gives_its_batches_back(engine: Engine) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        yield from TABLE.to_batches(max_chunksize=100)
        raise OSError("the well ran dry")

    with (
        engine.open_stream(pa.RecordBatchReader.from_batches(TABLE.schema, batches())) as stream,
        pytest.raises(Exception, match="the well ran dry"),
    ):
        engine.run(scan(stream))


def test_null_pointers_are_refused(engine: Engine) -> None:
    table, session = engine._jvm.table, engine._session
    frame = collect(engine, TABLE)
    calls: list[Callable[[], int]] = [
        lambda: table.stream_open(session, None),
        lambda: table.array_open(session, None, None),
        lambda: table.frame_copy(session, None, None),
        lambda: table.frame_schema(frame.handle, None),
        lambda: table.frame_export(frame.handle, None),
        lambda: table.query_open(session, None, 5, None, 0),
        lambda: table.session_open(None, 5),
        lambda: table.text(frame.handle, None, None),
    ]
    for call in calls:
        with pytest.raises((ConfigError, InvalidOperationError)):
            call()


def test_released_structs_are_refused(engine: Engine) -> None:
    table, session = engine._jvm.table, engine._session
    zeros = ctypes.create_string_buffer(128)
    with pytest.raises(HandleExpired, match="already read"):
        table.stream_open(session, zeros)
    with pytest.raises(HandleExpired, match="released"):
        table.array_open(session, zeros, zeros)
    assert zeros.raw == bytes(128)


def test_closed_handles_are_refused(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    frame.close()
    frame.close()
    for use in (lambda: frame.rows, frame.stream_capsule, frame.schema_capsule, lambda: frame.slice(0, 1)):
        with pytest.raises(HandleExpired, match="not open"):
            use()
    stream = engine.open_stream(TABLE)
    stream.close()
    with pytest.raises(HandleExpired):
        engine.run(scan(stream))
    query = engine.query(scan(collect(engine, TABLE)))
    query.close()
    for act in (query.wait, query.collect, query.stream_capsule, query.progress, query.statistics, query.cancel):
        with pytest.raises(HandleExpired):
            act()


def test_a_handle_of_the_wrong_kind_is_refused(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    with pytest.raises(InvalidOperationError, match="stands for a frame"):
        engine._jvm.table.query_wait(frame.handle, 0)
    with engine.open_stream(TABLE) as stream, pytest.raises(InvalidOperationError, match="stands for a stream"):
        engine._jvm.table.frame_rows(stream.handle)
