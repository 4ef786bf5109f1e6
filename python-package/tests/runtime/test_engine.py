import json
import threading
from collections.abc import Iterator
from contextlib import suppress

import pyarrow as pa
import pytest
from runtime.plans import Exported, SchemaOnly, collect, document, scan

from penstock._runtime import Engine, EngineSettings, FrameHandle, Progress
from penstock.exceptions import (
    ConfigError,
    HandleExpired,
    InvalidOperationError,
    JavaStackTrace,
    PlanTooLarge,
    PlanVersionError,
    QueryCancelled,
    UnsupportedOperation,
)

TABLE = pa.table({"a": [1, 2, 3], "b": ["x", None, "z"]})


def test_what_goes_in_comes_out(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    assert pa.table(Exported(frame.stream_capsule())) == TABLE
    assert frame.rows == 3


def test_a_frame_can_be_exported_any_number_of_times(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    assert [pa.table(Exported(frame.stream_capsule())) for _ in range(3)] == [TABLE] * 3


def test_a_slice_is_cut_to_what_is_there(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    assert [frame.slice(offset, rows).rows for offset, rows in [(0, 2), (2, 5), (3, 1), (9, 9), (-1, 2)]] == [
        2,
        1,
        0,
        0,
        2,
    ]
    assert pa.table(Exported(frame.slice(1, 2).stream_capsule())) == TABLE.slice(1, 2)


def test_a_query_tells_its_schema_without_using_up_its_stream(engine: Engine) -> None:
    with engine.open_stream(TABLE) as stream:
        assert pa.schema(SchemaOnly(engine.schema(scan(stream)))) == TABLE.schema
        assert pa.schema(SchemaOnly(stream.schema_capsule())) == TABLE.schema
        assert engine.run(scan(stream)).rows == 3


def test_a_stream_can_be_read_once(engine: Engine) -> None:
    with engine.open_stream(TABLE) as stream:
        engine.run(scan(stream))
        with pytest.raises(HandleExpired, match="already read"):
            engine.run(scan(stream))


def test_a_query_can_be_streamed(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    assert pa.table(Exported(engine.stream(scan(frame)))) == TABLE


def test_a_query_that_is_streamed_runs_once(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    with engine.query(scan(frame)) as query:
        capsule = query.stream_capsule()
        with pytest.raises(InvalidOperationError, match="ran already"):
            query.stream_capsule()
        with pytest.raises(InvalidOperationError, match="ran already"):
            query.collect()
    assert pa.table(Exported(capsule)) == TABLE


def test_errors_come_with_code_path_hint_and_stack(engine: Engine) -> None:
    with pytest.raises(HandleExpired) as raised:
        engine.run(document({"kind": "InMemory", "handle": "999999"}))
    assert raised.value.code == "HANDLE_EXPIRED"
    assert raised.value.path == ("in_memory",)
    assert "(in_memory). It was released" in str(raised.value)
    assert isinstance(raised.value.__cause__, JavaStackTrace)
    assert "dev.penstock.bind.Binder" in str(raised.value.__cause__)


def test_a_plan_from_the_future_is_refused(engine: Engine) -> None:
    with pytest.raises(PlanVersionError, match="newest known is 1"):
        engine.run(b'{"ir": 2}')


@pytest.mark.parametrize(
    "plan", [b"", b"nonsense", b"[1, 2]", b'{"ir": 1, "plan": {}}', b"\xff\xfe", b'{"ir": 1, "plan": 3}']
)
def test_what_is_no_plan_is_refused(engine: Engine, plan: bytes) -> None:
    with pytest.raises((ConfigError, PlanVersionError)):
        engine.run(plan)


def test_an_unknown_option_is_refused_with_the_nearest_name(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    with pytest.raises(ConfigError, match='Did you mean "threads"'):
        engine.run(scan(frame), b'{"thread": 2}')


def chain(frame: FrameHandle, steps: int) -> bytes:
    """A frame behind so many slices, written without a recursion of our own."""
    handle = frame.handle
    text = '{"kind": "Slice", "offset": 0, "length": 2, "input": ' * steps
    return f'{{"ir": 1, "plan": {text}{{"kind": "InMemory", "handle": "{handle}"}}{"}" * steps}}}'.encode()


def test_a_plan_that_is_too_deep_is_refused(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    for steps in (1000, 100_000):
        with pytest.raises(PlanTooLarge):
            engine.schema(chain(frame, steps))


def test_a_plan_of_a_thousand_levels_is_bound(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    # Whether an engine has the operator is another question.
    with suppress(UnsupportedOperation):
        engine.schema(chain(frame, 998))


def test_progress_is_told_while_a_query_waits(engine: Engine) -> None:
    go = threading.Event()
    told: list[Progress] = []

    def batches() -> Iterator[pa.RecordBatch]:
        yield TABLE.to_batches()[0]
        go.wait(60)
        yield TABLE.to_batches()[0]

    def on_progress(progress: Progress) -> None:
        told.append(progress)
        if progress.rows:
            go.set()

    reader = pa.RecordBatchReader.from_batches(TABLE.schema, batches())
    with engine.open_stream(reader) as stream:
        assert engine.run(scan(stream), on_progress=on_progress).rows == 6
    assert Progress(None, 3) in told


def test_a_query_is_cancelled_by_what_its_progress_raises(engine: Engine) -> None:
    go = threading.Event()

    def batches() -> Iterator[pa.RecordBatch]:
        for _ in range(1000):
            yield TABLE.to_batches()[0]
            go.wait(60)

    def on_progress(_: Progress) -> None:
        raise KeyboardInterrupt

    reader = pa.RecordBatchReader.from_batches(TABLE.schema, batches())
    stream = engine.open_stream(reader)
    query = engine.query(scan(stream))
    with pytest.raises(KeyboardInterrupt):
        query.collect(on_progress)
    go.set()
    with pytest.raises(QueryCancelled):
        query.wait()


def test_statistics_tell_what_ran(engine: Engine) -> None:
    frame = collect(engine, TABLE)
    with engine.query(scan(frame)) as query:
        query.collect()
        told = json.loads(query.statistics())
    assert told["engines"] == ["core"]
    assert [fragment["rows"] for fragment in told["fragments"]] == [3]
    assert told["seconds"] > 0


def test_a_closed_engine_refuses(settings: EngineSettings) -> None:
    engine = Engine(settings)
    frame = collect(engine, TABLE)
    capsule = frame.stream_capsule()
    lazy = engine.stream(scan(frame))
    engine.close()
    engine.close()
    with pytest.raises(HandleExpired):
        engine.run(b"{}")
    with pytest.raises(HandleExpired):
        _ = frame.rows
    assert pa.table(Exported(capsule)) == TABLE
    with pytest.raises(OSError, match="CANCELLED"):
        pa.table(Exported(lazy))


def test_frames_of_another_engine_are_refused(engine: Engine, settings: EngineSettings) -> None:
    with Engine(settings) as other:
        frame = collect(other, TABLE)
        with pytest.raises(HandleExpired, match="another session"):
            engine.run(scan(frame))


def test_nothing_is_left_open(engine: Engine) -> None:
    before = json.loads(engine.describe())["open"]  # of the whole process
    frame = collect(engine, TABLE)
    pa.table(Exported(frame.stream_capsule()))
    engine.schema(scan(frame))
    frame.close()
    told = json.loads(engine.describe())
    assert told["memory"]["used_bytes"] == 0
    for kind in ("frame", "query", "running_queries", "exported_streams"):
        assert told["open"].get(kind, 0) == before.get(kind, 0), kind
