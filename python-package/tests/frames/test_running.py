"""How plans are run: on which engine, in batches, from many threads."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from support.same import assert_same

import penstock as ps

FRAME = {"k": ["x", "y", "x", None], "i": [5, None, -3, 8], "f": [1.5, 2.5, None, float("nan")]}


@pytest.mark.parametrize("engine", ["auto", "core", "duckdb", "streaming", "in-memory"])
def test_a_plan_runs_on_the_engine_that_is_asked_for(engine: Any) -> None:
    plan = ps.LazyFrame(FRAME).filter(ps.col("i") > 0).select("k", j=ps.col("i") * 2)
    assert plan.collect(engine=engine).rows() == [("x", 10), (None, 16)]
    if engine in ("core", "duckdb"):
        with ps.config(engine=engine):
            assert plan.collect().rows() == [("x", 10), (None, 16)]
        assert engine in plan.explain(level="physical", engine=engine)


def test_an_engine_that_cannot_says_so() -> None:
    with pytest.raises(ps.exceptions.UnsupportedOperation, match="core"):
        ps.LazyFrame(FRAME).unpivot().collect(engine="core")


def test_large_batches_are_put_together() -> None:
    frame = ps.DataFrame({"a": range(100_000)}).lazy().filter(ps.col("a") >= 0)
    heights = [batch.height for batch in frame.collect_batches(chunk_size=40_000, engine="core")]
    assert sum(heights) == 100_000
    assert max(heights) <= 40_000
    assert len(heights) <= 5


def test_rows_come_in_batches() -> None:
    frame = ps.DataFrame({"a": range(10)})
    batches = list(frame.lazy().filter(ps.col("a") >= 2).collect_batches(chunk_size=3))
    assert all(isinstance(batch, ps.DataFrame) for batch in batches)
    assert [row for batch in batches for row in batch.rows()] == [(i,) for i in range(2, 10)]


def test_closing_the_batches_stops_the_producer() -> None:
    given = 0
    schema = pa.schema({"a": pa.int64()})

    def rows() -> Iterator[pa.RecordBatch]:
        nonlocal given
        while True:
            given += 1
            yield pa.record_batch({"a": [given]}, schema=schema)

    endless = ps.scan_arrow_c_stream(pa.RecordBatchReader.from_batches(schema, rows()))
    batches = iter(endless.filter(ps.col("a") > 0).collect_batches(chunk_size=1))
    assert next(batches).height >= 1
    batches.close()  # type: ignore[attr-defined]
    assert given < 10_000


@pytest.mark.parametrize("rows_of_a_batch", [1, 1_000])
def test_who_does_not_read_on_stops_the_producer(rows_of_a_batch: int) -> None:
    """On two threads, eight batches at most are computed ahead."""
    given = 0
    changed = threading.Condition()
    schema = pa.schema({"a": pa.int64()})

    def rows() -> Iterator[pa.RecordBatch]:
        nonlocal given
        while True:
            with changed:
                given += 1
                changed.notify_all()
            yield pa.record_batch({"a": list(range(rows_of_a_batch))}, schema=schema)

    endless = ps.scan_arrow_c_stream(pa.RecordBatchReader.from_batches(schema, rows()))
    with ps.config(threads=2):
        batches = endless.filter(ps.col("a") >= 0).stream_batches(rows_of_a_batch, engine="core")
        for read in range(1, 6):
            assert next(batches).height == rows_of_a_batch
            with changed:
                assert not changed.wait_for(lambda most=read + 8: given > most, timeout=0.1)  # type: ignore[misc]
    batches.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("engine", ["core", "duckdb"])
def test_a_query_ends_when_its_time_is_over(engine: Any) -> None:
    many = ps.LazyFrame({"a": range(100_000)})
    pairs = many.join(many, how="cross").select(ps.len(), ps.col("a").sum())
    start = time.monotonic()
    with ps.config(query_timeout=0.2), pytest.raises(ps.exceptions.QueryTimeout, match=r"longer than the 0\.2 s"):
        pairs.collect(engine=engine)
    # 200 ms are promised; a machine that tests a lot at once gets some more.
    assert time.monotonic() - start < 1
    with ps.config(query_timeout=60):
        assert many.select(ps.len()).collect(engine=engine).item() == 100_000


def test_a_stream_that_nobody_reads_ends_too() -> None:
    plan = ps.LazyFrame({"a": range(100_000)}).filter(ps.col("a") >= 0)
    with ps.config(query_timeout=0.05, batch_rows=100):
        stream = pa.RecordBatchReader.from_stream(plan)
    threading.Event().wait(0.1)  # its time goes by
    with pytest.raises(Exception, match=r"longer than the 0\.05 s"):
        stream.read_all()


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), "soon"])
def test_a_time_limit_is_a_number_of_seconds(seconds: Any) -> None:
    with pytest.raises(ps.exceptions.ConfigError, match="query_timeout"), ps.config(query_timeout=seconds):
        pass


def test_a_lazy_frame_streams_to_others() -> None:
    plan = ps.LazyFrame({"a": range(100)}).filter(ps.col("a") >= 90)
    assert pl.DataFrame(plan)["a"].to_list() == list(range(90, 100))
    assert pa.table(plan).num_rows == 10


def test_a_plan_can_be_collected_again_and_by_many_threads() -> None:
    plan = ps.LazyFrame({"a": range(1000)}).filter(ps.col("a") % 7 == 0)
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(plan.collect().height)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [143] * 8


def test_several_plans_are_collected_together() -> None:
    plan = ps.LazyFrame(FRAME)
    assert [frame.height for frame in ps.collect_all([plan, plan.filter(ps.col("i") > 0)])] == [4, 2]


def test_an_error_of_the_producer_arrives() -> None:
    schema = pa.schema({"a": pa.int64()})

    def rows() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"a": [1]}, schema=schema)
        raise OSError("the disk is gone")

    broken = ps.scan_arrow_c_stream(pa.RecordBatchReader.from_batches(schema, rows()))
    with pytest.raises(ps.exceptions.PenstockError, match="the disk is gone"):
        broken.filter(ps.col("a") > 0).collect()


SUMMARIES: dict[str, Callable[[Any, Any], Any]] = {
    "describe": lambda m, f: f.describe(),
    "describe with percentiles": lambda m, f: f.describe(percentiles=[0.1, 0.9]),
    "describe with one percentile": lambda m, f: f.describe(percentiles=0.5, interpolation="linear"),
    "null_count": lambda m, f: f.null_count(),
    "n_unique": lambda m, f: m.DataFrame({"n": [f.n_unique()]}),
    "n_unique of some": lambda m, f: m.DataFrame({"n": [f.n_unique("k")]}),
    "select of nulls": lambda m, f: f.select(m.lit(None).alias("n"), "i"),
    "select of constants": lambda m, f: m.select(m.lit(1), x=m.lit("a")),
    "partition_by": lambda m, f: m.concat(f.partition_by("k", maintain_order=True)),
}


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_summary_is_that_of_polars(name: str) -> None:
    assert_same(lambda m: SUMMARIES[name](m, m.DataFrame(FRAME)))


def test_a_description_of_all_kinds_of_columns() -> None:
    import datetime as dt

    rows = {
        "b": [True, False, None],
        "s": ["x", "y", None],
        "d": [dt.date(2024, 1, 1), dt.date(2024, 1, 3), None],
        "t": [dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 3), None],
        "l": [[1], [2], None],
    }
    assert_same(lambda m: m.DataFrame(rows).describe())


def test_statistics_of_each_column() -> None:
    stats = ps.DataFrame(FRAME).stats().to_dicts()
    assert stats[0] == {
        "column": "k",
        "dtype": "str",
        "rows": 4,
        "nulls": 1,
        "min": "x",
        "max": "y",
        "distinct": stats[0]["distinct"],
        "bytes": stats[0]["bytes"],
    }
    assert [row["nulls"] for row in stats] == [1, 1, 1]


def test_a_glimpse_shows_a_line_for_each_column() -> None:
    text = ps.DataFrame(FRAME).glimpse(return_type="string")
    assert text.splitlines()[:3] == ["Rows: 4", "Columns: 3", "$ k <str> 'x', 'y', 'x', null"]


def test_groups_can_be_walked_through() -> None:
    groups = {key: rows["i"].to_list() for key, rows in ps.DataFrame(FRAME).group_by("k", maintain_order=True)}
    assert groups == {("x",): [5, -3], ("y",): [None], (None,): [8]}
    parts = ps.DataFrame(FRAME).partition_by("k", as_dict=True)
    assert isinstance(parts, dict)
    assert set(parts) == {("x",), ("y",), (None,)}


@pytest.mark.parametrize("shuffle", [False, True])
def test_samples_are_rows_of_the_frame_and_the_same_for_the_same_seed(shuffle: bool) -> None:
    frame = ps.DataFrame({"a": range(1000)})
    first = frame.sample(100, seed=7, shuffle=shuffle)["a"].to_list()
    assert first == frame.sample(100, seed=7, shuffle=shuffle)["a"].to_list()
    assert first != frame.sample(100, seed=8, shuffle=shuffle)["a"].to_list()
    assert len(set(first)) == 100
    assert set(first) <= set(range(1000))
    assert (first == sorted(first)) is not shuffle
    assert frame.sample(fraction=0.25, seed=1).height == 250
    repeated = ps.DataFrame({"a": [1, 2]}).sample(50, with_replacement=True, seed=3)["a"].to_list()
    assert set(repeated) == {1, 2}
    with pytest.raises(ps.exceptions.PenstockError):
        ps.DataFrame({"a": [1]}).sample(2)
