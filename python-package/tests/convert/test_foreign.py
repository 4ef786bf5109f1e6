"""Frames of other libraries, in and out, by the Arrow that they speak."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

ROWS = {"a": [1, None, 3], "b": ["x", None, "z"], "c": [1.5, float("nan"), None]}


class OnlyStream:
    """Speaks the protocol and nothing else."""

    def __init__(self, data: Any) -> None:
        self.data = data
        self.asked = 0

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        self.asked += 1
        return self.data.__arrow_c_stream__(requested_schema)


class OnlyArray:
    """Speaks the protocol for one batch and nothing else."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def __arrow_c_array__(self, requested_schema: object = None) -> Any:
        return self.data.__arrow_c_array__(requested_schema)


def frames() -> Iterator[tuple[str, Any]]:
    table = pa.table(ROWS)
    yield "pyarrow table", table
    yield "pyarrow batch", table.to_batches()[0]
    yield "pyarrow reader", table.to_reader()
    yield "pyarrow batches", table.to_batches(max_chunksize=2)
    yield "struct array", pa.array(table.to_pylist(), type=pa.struct(table.schema))
    yield "polars", pl.DataFrame(ROWS)
    yield "polars, sliced", pl.concat([pl.DataFrame(ROWS), pl.DataFrame(ROWS)]).slice(3, 3)
    yield "stream", OnlyStream(table)
    yield "array", OnlyArray(table.to_batches()[0])
    yield "capsule", table.__arrow_c_stream__()
    yield "ours", ps.DataFrame(ROWS)
    yield "ours, lazy", ps.LazyFrame(ROWS)
    yield "duckdb", duckdb.sql("from (values (1, 'x', 1.5::double), (null, null, 'nan'), (3, 'z', null)) t(a, b, c)")


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in frames()])
def test_what_speaks_arrow_becomes_a_frame(data: Any) -> None:
    made = ps.from_arrow(data)
    assert isinstance(made, ps.DataFrame)
    assert made.columns == ["a", "b", "c"]
    assert [row[:2] for row in made.rows()] == [(1, "x"), (None, None), (3, "z")]
    assert repr([row[2] for row in made.rows()]) == "[1.5, nan, None]"


@pytest.mark.parametrize(
    "data", [pa.array([1, 2]), pa.chunked_array([[1], [2]]), pl.Series("", [1, 2]), pd.Series([1, 2])]
)
def test_columns_become_series(data: Any) -> None:
    made = ps.from_arrow(data)
    assert isinstance(made, ps.Series)
    assert made.to_list() == [1, 2]


@pytest.mark.parametrize("data", [5, "text", None, {"a": [1]}, [], [1, 2], object()])
def test_what_speaks_no_arrow_is_refused(data: Any) -> None:
    with pytest.raises(TypeError, match=f"a {type(data).__name__} does not speak Arrow"):
        ps.from_arrow(data)


def test_a_polars_slice_is_filtered_and_goes_back() -> None:
    sliced = pl.DataFrame({"a": range(10)}).slice(3, 4)
    answer = ps.from_arrow(sliced).filter(ps.col("a") > 3).to_polars()
    assert answer.rows() == [(4,), (5,), (6,)]


def test_frames_of_pandas() -> None:
    source = pd.DataFrame(
        {
            "i": [1, 2],
            "f": [1.5, np.nan],
            "s": ["x", None],
            "c": pd.Categorical(["u", None]),
            "t": pd.to_datetime(["2024-02-29 01:02:03", "NaT"]),
            "z": pd.to_datetime(["2024-02-29 01:02:03", "NaT"]).tz_localize("Europe/Prague"),
            "n": pd.array([1, None], dtype="Int16"),
            "o": [["a"], None],
            4: [True, False],
        },
        index=pd.Index([7, 9], name="key"),
    )
    expected = pl.from_pandas(source.rename(columns=str))
    assert_frame_equal(ps.from_pandas(source).to_polars(), expected, categorical_as_str=True)
    assert_frame_equal(ps.DataFrame(source).to_polars(), expected, categorical_as_str=True)
    assert ps.from_pandas(source, include_index=True).columns[0] == "key"


def test_nan_of_pandas_stays_if_asked_for() -> None:
    source = pd.DataFrame({"f": [1.5, np.nan], "s": ["x", np.nan]})
    kept = ps.from_pandas(source, nan_to_null=False)
    assert repr(kept.rows()) == "[(1.5, 'x'), (nan, None)]"
    assert ps.from_pandas(source).rows() == [(1.5, "x"), (None, None)]


def test_series_of_pandas() -> None:
    # The types of pandas know every attribute of a series, so that this one looks like a frame.
    made: Any = ps.from_pandas(pd.Series([1, 2], name="q"))
    assert isinstance(made, ps.Series)
    assert (made.name, made.to_list()) == ("q", [1, 2])
    assert ps.DataFrame({"a": pd.Series([1, 2]), "b": [3, 4]}).rows() == [(1, 3), (2, 4)]
    assert ps.DataFrame([pd.Series([1, 2], name="q")]).columns == ["q"]


def test_frames_of_polars_may_be_lazy() -> None:
    lazy = ps.from_polars(pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 1))
    assert isinstance(lazy, ps.LazyFrame)
    assert lazy.collect().rows() == [(2,)]
    assert lazy.collect().rows() == [(2,)]
    assert ps.from_polars(pl.Series("a", [1])).to_list() == [1]


def test_scanning_asks_for_a_fresh_stream_each_time() -> None:
    source = OnlyStream(pa.table({"a": [1, 2, 3]}))
    lazy = ps.scan_arrow_c_stream(source)
    assert source.asked == 0
    assert lazy.collect_schema() == {"a": ps.Int64}
    assert lazy.collect().rows() == [(1,), (2,), (3,)]
    asked = source.asked
    assert lazy.collect().rows() == [(1,), (2,), (3,)]
    assert source.asked == asked + 1


def test_a_reader_is_read_once() -> None:
    lazy = ps.scan_arrow_c_stream(pa.table({"a": [1]}).to_reader())
    assert lazy.collect().rows() == [(1,)]
    with pytest.raises(ps.exceptions.HandleExpired, match="can be read once"):
        lazy.collect()


def test_every_reader_gets_a_fresh_stream() -> None:
    frame = ps.DataFrame(ROWS)
    pandas: Any = pd.DataFrame
    for source in (frame, frame.lazy()):
        for _ in range(2):
            assert pa.table(source).num_rows == 3
            assert pl.DataFrame(source).height == 3
            assert len(pandas.from_arrow(source)) == 3
            relation = duckdb.sql("select count(*) from source")
            assert relation is not None
            assert relation.fetchall() == [(3,)]
        assert pa.schema(source).names == ["a", "b", "c"]


def test_numbers_are_not_copied_on_the_way() -> None:
    source = pa.table({"a": pa.array(range(1000), pa.int64())})
    back = ps.from_arrow(source).to_arrow()
    assert back.column(0).chunk(0).buffers()[1].address == source.column(0).chunk(0).buffers()[1].address


def test_a_stream_can_be_asked_for_another_layout() -> None:
    frame = ps.DataFrame({"s": ["x", None], "n": [1, 2]})
    wanted = pa.schema({"s": pa.large_string(), "n": pa.int64()})
    got = pa.RecordBatchReader.from_stream(frame, schema=wanted)
    assert got.schema.field("s").type == pa.large_string()
    assert got.read_all().to_pydict() == {"s": ["x", None], "n": [1, 2]}
    with pytest.raises(ps.exceptions.SchemaError, match=r"asks for the columns \['q'\]"):
        frame.__arrow_c_stream__(pa.schema({"q": pa.int64()}).__arrow_c_schema__())


def test_a_layout_that_would_change_values_is_not_given() -> None:
    frame = ps.DataFrame({"n": [1, 2]})
    stream = frame.__arrow_c_stream__(pa.schema({"n": pa.string()}).__arrow_c_schema__())
    assert pa.RecordBatchReader._import_from_c_capsule(stream).schema.field("n").type == pa.int64()


@pytest.mark.parametrize(
    ("module", "extra", "call"),
    [
        ("pyarrow", "pyarrow", lambda frame: frame.to_arrow()),
        ("polars", "polars", lambda frame: frame.to_polars()),
        ("pandas", "pandas", lambda frame: frame.to_pandas()),
        ("numpy", "numpy", lambda frame: frame.to_numpy()),
    ],
)
def test_a_missing_library_is_named_with_its_extra(
    module: str, extra: str, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = ps.DataFrame({"a": [1]})
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ps.exceptions.MissingDependencyError, match=rf"{module} is needed here.*penstock\[{extra}\]"):
        call(frame)


STRUCTS = [{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}]


@pytest.mark.parametrize("kind", ["pyarrow.Array", "pyarrow.ChunkedArray", "polars", "pandas", "penstock"])
@pytest.mark.parametrize("rows", [STRUCTS, STRUCTS[:1], STRUCTS[:0]])
def test_a_column_of_structs_is_one_column(kind: str, rows: list[Any]) -> None:
    array = pa.array(rows, pa.struct({"a": pa.int64(), "b": pa.string()}))
    columns: dict[str, Callable[[], Any]] = {
        "pyarrow.Array": lambda: array,
        "pyarrow.ChunkedArray": lambda: pa.chunked_array([array]),
        "polars": lambda: pl.Series("other", array),
        "pandas": lambda: pd.Series(array, dtype=pd.ArrowDtype(array.type)),
        "penstock": lambda: ps.Series("other", rows, ps.Struct({"a": ps.Int64, "b": ps.String})),
    }
    column = columns[kind]()
    frame = ps.DataFrame({"x": column})
    assert frame.to_dict(as_series=False) == {"x": rows}
    assert ps.Series("x", column).to_list() == rows
