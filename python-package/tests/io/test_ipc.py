"""Arrow IPC files and streams, exchanged with pyarrow and Polars both ways."""

from __future__ import annotations

import datetime as dt
import decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.ipc
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

D = decimal.Decimal
ZONED = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)

# One column of each Arrow type, with nulls, awkward texts and extremes.
COLUMNS = {
    "null": pa.nulls(3),
    "bool": pa.array([True, None, False]),
    **{name: pa.array([0, None, 100], getattr(pa, name)()) for name in ("int8", "int16", "int32", "int64")},
    **{name: pa.array([0, None, 100], getattr(pa, name)()) for name in ("uint8", "uint16", "uint32", "uint64")},
    "float16": pa.array([1.5, None, -0.0], pa.float16()),
    "float32": pa.array([1.5, None, float("nan")], pa.float32()),
    "float64": pa.array([1.5, None, float("-inf")]),
    "decimal128": pa.array([D("1.25"), None, D("-3.50")], pa.decimal128(38, 2)),
    "decimal256": pa.array([D("1.25"), None, D("-3.50")], pa.decimal256(76, 2)),
    "utf8": pa.array(["é", None, ""]),
    "large_utf8": pa.array(["é", None, ""], pa.large_string()),
    "utf8_view": pa.array(["é", None, "a text that is longer than twelve bytes"], pa.string_view()),
    "binary": pa.array([b"\0\1", None, b""]),
    "large_binary": pa.array([b"\0\1", None, b""], pa.large_binary()),
    "binary_view": pa.array([b"\0\1", None, b"more than twelve bytes of them"], pa.binary_view()),
    "fixed": pa.array([b"abc", None, b"\0\0\0"], pa.binary(3)),
    "date32": pa.array([dt.date(2024, 2, 29), None, dt.date(1, 1, 1)]),
    "date64": pa.array([dt.date(2024, 2, 29), None, dt.date(1969, 12, 31)], pa.date64()),
    "time32": pa.array([dt.time(1, 2, 3), None, dt.time(0)], pa.time32("ms")),
    "time64": pa.array([dt.time(1, 2, 3, 4), None, dt.time(0)], pa.time64("ns")),
    "timestamp": pa.array([dt.datetime(2024, 1, 1), None, dt.datetime(1900, 1, 1)], pa.timestamp("us")),
    "zoned": pa.array([ZONED, None, ZONED], pa.timestamp("ns", "Europe/Berlin")),
    "duration": pa.array([dt.timedelta(seconds=1), None, dt.timedelta(days=-3)], pa.duration("ms")),
    "interval": pa.array([(1, 2, 3), None, (0, 0, 0)], pa.month_day_nano_interval()),
    "list": pa.array([[1, None], None, []], pa.list_(pa.int32())),
    "large_list": pa.array([["a"], None, []], pa.large_list(pa.string())),
    "list_view": pa.array([[1, None], None, []], pa.list_view(pa.int32())),
    "fixed_list": pa.array([[1, 2], None, [3, None]], pa.list_(pa.int16(), 2)),
    "struct": pa.array([{"x": 1, "y": "a"}, None, {"x": None, "y": "b"}]),
    "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int32())),
    "dictionary": pa.array(["a", None, "b"]).dictionary_encode(),
    "list_of_dictionaries": pa.array([["a", "b"], None, ["b"]], pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    "runs": pa.RunEndEncodedArray.from_arrays([2, 3], pa.array(["a", None])),
    "dense_union": pa.UnionArray.from_dense(
        pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32()), [pa.array([1, 2]), pa.array(["x"])]
    ),
    "sparse_union": pa.UnionArray.from_sparse(
        pa.array([0, 1, 0], pa.int8()), [pa.array([1, 2, 3]), pa.array(["x", "y", "z"])]
    ),
}


def _table(name: str) -> pa.Table:
    schema = pa.schema([pa.field(name, COLUMNS[name].type, metadata={"unit": "m²"})], metadata={"made": "here"})
    return pa.Table.from_batches(
        [pa.record_batch([COLUMNS[name]], schema), pa.record_batch([COLUMNS[name].slice(1)], schema)]
    )


def _write(table: pa.Table, path: Path, *, is_file: bool, compression: str | None) -> None:
    options = pa.ipc.IpcWriteOptions(compression=compression, unify_dictionaries=True)
    new = pa.ipc.new_file if is_file else pa.ipc.new_stream
    with new(str(path), table.schema, options=options) as writer:
        writer.write_table(table)


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
@pytest.mark.parametrize("is_file", [True, False])
@pytest.mark.parametrize("name", COLUMNS)
def test_what_pyarrow_writes_is_read(tmp_path: Path, name: str, is_file: bool, compression: str | None) -> None:
    table = _table(name)
    path = tmp_path / "rows.arrow"
    _write(table, path, is_file=is_file, compression=compression)
    frame = ps.read_ipc(path) if is_file else ps.read_ipc_stream(path)
    read = pa.table(frame)
    assert read.schema.equals(table.schema, check_metadata=True)
    assert str(read.to_pylist()) == str(table.to_pylist())


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
@pytest.mark.parametrize("is_file", [True, False])
@pytest.mark.parametrize("name", COLUMNS)
def test_pyarrow_reads_what_is_written(tmp_path: Path, name: str, is_file: bool, compression: str) -> None:
    table = _table(name)
    path = tmp_path / "rows.arrow"
    frame = ps.from_arrow(table)
    if is_file:
        frame.write_ipc(path, compression=compression)
        read = pa.ipc.open_file(str(path)).read_all()
    else:
        frame.write_ipc_stream(path, compression=compression)
        read = pa.ipc.open_stream(str(path)).read_all()
    read.validate(full=True)
    assert read.schema.equals(table.schema, check_metadata=True)
    assert str(read.to_pylist()) == str(table.to_pylist())


FRAME = pl.DataFrame(
    {
        "i": [1, None, 3],
        "f": [1.5, float("nan"), None],
        "s": ["é", None, "a text that is longer than twelve bytes"],
        "c": pl.Series(["x", None, "y"], dtype=pl.Categorical),
        "e": pl.Series(["x", None, "y"], dtype=pl.Enum(["y", "x"])),
        "d": [dt.date(2024, 1, 1), None, dt.date(1970, 1, 1)],
        "t": pl.Series([dt.datetime(2024, 1, 1), None, dt.datetime(1970, 1, 1)], dtype=pl.Datetime("ns", "Asia/Tokyo")),
        "u": pl.Series([dt.timedelta(seconds=1), None, dt.timedelta(0)], dtype=pl.Duration("ms")),
        "l": [["a"], None, []],
        "r": [{"x": 1, "y": [1, 2]}, None, {"x": None, "y": []}],
        "b": [b"\0", None, b""],
        "n": pl.Series([None, None, None], dtype=pl.Null),
        "m": pl.Series([D("1.50"), None, D("2.00")], dtype=pl.Decimal(10, 2)),
        "a": pl.Series([[1, 2], None, [3, 4]], dtype=pl.Array(pl.Int16, 2)),
    }
)


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_polars_and_penstock_read_each_others_files(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "rows.arrow"
    FRAME.write_ipc(path, compression=compression)  # type: ignore[call-overload]
    assert_frame_equal(ps.read_ipc(path).to_polars(), FRAME)
    ps.from_arrow(FRAME).write_ipc(path, compression=compression)
    assert_frame_equal(pl.read_ipc(path), FRAME)
    assert_frame_equal(pl.scan_ipc(path).collect(), FRAME)


@pytest.mark.parametrize("compression", ["uncompressed", "lz4", "zstd"])
def test_polars_and_penstock_read_each_others_streams(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "rows.arrows"
    FRAME.write_ipc_stream(path, compression=compression)  # type: ignore[call-overload]
    assert_frame_equal(ps.read_ipc_stream(path).to_polars(), FRAME)
    ps.from_arrow(FRAME).write_ipc_stream(path, compression=compression)
    assert_frame_equal(pl.read_ipc_stream(path), FRAME)


def test_slices_are_written_as_slices(tmp_path: Path) -> None:
    path = tmp_path / "rows.arrow"
    ps.from_arrow(FRAME.slice(1, 2)).write_ipc(path)
    assert_frame_equal(pl.read_ipc(path), FRAME.slice(1, 2))


def test_bytes_and_open_files_are_read_and_written() -> None:
    data = ps.from_arrow(FRAME).write_ipc(None)
    assert data is not None
    assert_frame_equal(pl.read_ipc(data), FRAME)
    assert_frame_equal(ps.read_ipc(data).to_polars(), FRAME)


def test_large_compressed_columns_are_read(tmp_path: Path) -> None:
    # Several LZ4 blocks that refer to one another.
    frame = pl.DataFrame({"i": range(1_000_000), "s": [f"row {i % 977}" for i in range(1_000_000)]})
    for compression in ("lz4", "zstd"):
        path = tmp_path / f"{compression}.arrow"
        pa.ipc.new_file(str(path), frame.to_arrow().schema, options=pa.ipc.IpcWriteOptions(compression=compression))
        with pa.ipc.new_file(
            str(path), frame.to_arrow().schema, options=pa.ipc.IpcWriteOptions(compression=compression)
        ) as writer:
            writer.write_table(frame.to_arrow())
        assert_frame_equal(ps.read_ipc(path).to_polars(), frame)


def test_rows_columns_index_and_paths(tmp_path: Path) -> None:
    for name, rows in (("a", [1, 2]), ("b", [3, 4])):
        pl.DataFrame({"x": rows, "y": ["u", "v"]}).write_ipc(tmp_path / f"{name}.arrow")
    expected = pl.scan_ipc(tmp_path / "*.arrow", n_rows=3, row_index_name="i", row_index_offset=5).collect()
    frame = ps.scan_ipc(tmp_path / "*.arrow", n_rows=3, row_index_name="i", row_index_offset=5).collect()
    assert_frame_equal(frame.to_polars(), expected)
    expected = pl.scan_ipc(tmp_path, include_file_paths="p").select("p", "y").collect()
    assert_frame_equal(ps.scan_ipc(tmp_path, include_file_paths="p").select("p", "y").collect().to_polars(), expected)
    assert ps.read_ipc(tmp_path / "a.arrow", columns=[1]).columns == ["y"]


@pytest.mark.parametrize("values", [("1", "2"), ("1.5", "2"), ("a", "b%20c"), ("2024-01-01", "2024-02-01"), ("true",)])
def test_folders_make_columns(tmp_path: Path, values: tuple[str, ...]) -> None:
    for number, value in enumerate(values):
        (tmp_path / f"k={value}").mkdir()
        pl.DataFrame({"x": [number, 7]}).write_ipc(tmp_path / f"k={value}" / "0.arrow")
    assert_frame_equal(ps.scan_ipc(tmp_path).collect().to_polars(), pl.scan_ipc(tmp_path).collect())


def test_files_that_do_not_fit_together_are_named(tmp_path: Path) -> None:
    pl.DataFrame({"x": [1]}).write_ipc(tmp_path / "a.arrow")
    pl.DataFrame({"x": ["1"]}).write_ipc(tmp_path / "b.arrow")
    with pytest.raises(ps.exceptions.SchemaError, match=r"b\.arrow"):
        ps.read_ipc(tmp_path)


def test_broken_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.arrow"
    FRAME.write_ipc(path)
    whole = path.read_bytes()
    for length in (0, 5, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(OSError, match=r"broken\.arrow"):
            ps.read_ipc(path)
    with pytest.raises(FileNotFoundError, match="brokn"):
        ps.read_ipc(tmp_path / "brokn.arrow")
