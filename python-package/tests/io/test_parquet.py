"""Parquet files, exchanged with pyarrow and Polars both ways."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

if TYPE_CHECKING:
    from pathlib import Path

D = decimal.Decimal
ZONED = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)

COLUMNS = {
    "null": pa.nulls(3),
    "bool": pa.array([True, None, False]),
    **{name: pa.array([0, None, 100], getattr(pa, name)()) for name in ("int8", "int16", "int32", "int64")},
    **{name: pa.array([0, None, 100], getattr(pa, name)()) for name in ("uint8", "uint16", "uint32", "uint64")},
    "float16": pa.array([1.5, None, -0.0], pa.float16()),
    "float32": pa.array([1.5, None, float("nan")], pa.float32()),
    "float64": pa.array([1.5, None, float("-inf")]),
    "decimal32": pa.array([D("1.25"), None, D("-3.50")], pa.decimal32(9, 2)),
    "decimal128": pa.array([D("1.25"), None, D("-3.50")], pa.decimal128(38, 2)),
    "decimal256": pa.array([D("1.25"), None, D("-3.50")], pa.decimal256(20, 2)),
    "utf8": pa.array(["é", None, ""]),
    "large_utf8": pa.array(["é", None, ""], pa.large_string()),
    "utf8_view": pa.array(["é", None, "a text that is longer than twelve bytes"], pa.string_view()),
    "binary": pa.array([b"\0\1", None, b""]),
    "large_binary": pa.array([b"\0\1", None, b""], pa.large_binary()),
    "fixed": pa.array([b"abc", None, b"\0\0\0"], pa.binary(3)),
    "date32": pa.array([dt.date(2024, 2, 29), None, dt.date(1, 1, 1)]),
    "date64": pa.array([dt.date(2024, 2, 29), None, dt.date(1969, 12, 31)], pa.date64()),
    **{f"time {unit}": pa.array([dt.time(1, 2, 3), None, dt.time(0)], pa.time32(unit)) for unit in ("s", "ms")},
    **{f"time {unit}": pa.array([dt.time(1, 2, 3), None, dt.time(0)], pa.time64(unit)) for unit in ("us", "ns")},
    **{
        f"timestamp {unit} {zone}": pa.array(
            [ZONED.replace(tzinfo=dt.UTC if zone else None), None, None], pa.timestamp(unit, zone)
        )
        for unit in ("s", "ms", "us", "ns")
        for zone in (None, "UTC", "Europe/Berlin")
    },
    **{f"duration {unit}": pa.array([1000, None, -3], pa.duration(unit)) for unit in ("s", "ms", "us", "ns")},
    "list": pa.array([[1, None], None, []], pa.list_(pa.int32())),
    "large_list": pa.array([["a"], None, []], pa.large_list(pa.string())),
    "fixed_list": pa.array([[1, 2], None, [3, None]], pa.list_(pa.int16(), 2)),
    "struct": pa.array([{"x": 1, "y": "a"}, None, {"x": None, "y": "b"}]),
    "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int32())),
    "dictionary": pa.array(["a", None, "b"]).dictionary_encode(),
    "list of structs": pa.array(
        [[{"d": 1, "t": ZONED}], None, []],
        pa.list_(pa.struct([("d", pa.duration("us")), ("t", pa.timestamp("us", "Asia/Tokyo"))])),
    ),
}
OURS_ONLY = {
    "list_view": pa.array([[1, None], None, []], pa.list_view(pa.int32())),
    "runs": pa.RunEndEncodedArray.from_arrays([2, 3], pa.array(["a", None])),
}


def _table(column: pa.Array) -> pa.Table:
    schema = pa.schema([pa.field("a", column.type, metadata={"unit": "m²"})], metadata={"made": "here"})
    return pa.table([column], schema)


@pytest.mark.parametrize("name", [*COLUMNS, *OURS_ONLY])
def test_types_come_back_from_our_own_files(tmp_path: Path, name: str) -> None:
    table = _table({**COLUMNS, **OURS_ONLY}[name])
    ps.from_arrow(table).write_parquet(tmp_path / "a.parquet")
    read = pa.table(ps.read_parquet(tmp_path / "a.parquet"))
    assert read.schema.field("a").type == table.schema.field("a").type
    assert read.schema.equals(table.schema, check_metadata=True)
    assert str(read.to_pylist()) == str(table.to_pylist())


@pytest.mark.parametrize("name", COLUMNS)
def test_what_pyarrow_writes_is_read(tmp_path: Path, name: str) -> None:
    table = _table(COLUMNS[name])
    pq.write_table(table, tmp_path / "a.parquet")
    read = pa.table(ps.read_parquet(tmp_path / "a.parquet"))
    assert read.schema.field("a").type == table.schema.field("a").type
    assert str(read.to_pylist()) == str(table.to_pylist())


@pytest.mark.parametrize("name", COLUMNS)
def test_pyarrow_reads_what_is_written(tmp_path: Path, name: str) -> None:
    table = _table(COLUMNS[name])
    ps.from_arrow(table).write_parquet(tmp_path / "a.parquet")
    read = pq.read_table(tmp_path / "a.parquet")
    wide = read.cast(table.schema) if name not in ("null", "list of structs") else read
    assert str(wide.to_pylist()) == str(table.to_pylist())


FRAME = pl.DataFrame(
    {
        "i": [1, None, 3],
        "f": [1.5, float("nan"), None],
        "s": ["é", None, "a text that is longer than twelve bytes"],
        "c": pl.Series(["x", None, "y"], dtype=pl.Categorical),
        "d": [dt.date(2024, 1, 1), None, dt.date(1970, 1, 1)],
        "t": pl.Series([dt.datetime(2024, 1, 1), None, dt.datetime(1970, 1, 1)], dtype=pl.Datetime("ns", "Asia/Tokyo")),
        "w": pl.Series([dt.datetime(2024, 1, 1), None, None], dtype=pl.Datetime("ms")),
        "u": pl.Series([dt.timedelta(seconds=1), None, dt.timedelta(0)], dtype=pl.Duration("ms")),
        "l": [["a"], None, []],
        "r": [{"x": 1, "y": [1, 2]}, None, {"x": None, "y": []}],
        "b": [b"\0", None, b""],
        "m": pl.Series([D("1.50"), None, D("2.00")], dtype=pl.Decimal(10, 2)),
        "a": pl.Series([[1, 2], None, [3, 4]], dtype=pl.Array(pl.Int16, 2)),
        "time": [dt.time(1, 2, 3, 4), None, dt.time(0)],
        "n": pl.Series([None, None, None], dtype=pl.Null),
    }
)


@pytest.mark.parametrize("compression", ["uncompressed", "snappy", "gzip", "brotli", "lz4", "zstd"])
def test_polars_and_penstock_read_each_others_files(tmp_path: Path, compression: Any) -> None:
    path = tmp_path / "rows.parquet"
    FRAME.write_parquet(path, compression=compression)
    assert_frame_equal(ps.read_parquet(path).to_polars(), FRAME)
    ps.from_arrow(FRAME).write_parquet(path, compression=compression)
    assert_frame_equal(pl.read_parquet(path), FRAME)
    codec = pq.ParquetFile(path).metadata.row_group(0).column(0).compression
    assert codec == {"lz4": "LZ4"}.get(compression, compression.upper())


def test_options_reach_the_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    frame = ps.DataFrame({"a": list(range(10_000))})
    frame.write_parquet(path, row_group_size=2048, metadata={"who": "it's us"}, compression_level=1)
    written = pq.ParquetFile(path)
    assert written.metadata.num_row_groups > 3
    assert written.metadata.metadata[b"who"] == b"it's us"
    with pytest.raises(ps.exceptions.ConfigError, match="zstd"):
        frame.write_parquet(path, compression="zsdt")


@pytest.mark.parametrize(("compression", "least", "most"), [("zstd", -7, 22), ("gzip", 0, 9), ("lz4", 1, 12)])
def test_a_level_says_how_hard_a_codec_tries(tmp_path: Path, compression: str, least: int, most: int) -> None:
    path = tmp_path / "rows.parquet"
    rows = pl.DataFrame({"a": [f"{i * i % 1009} of {i % 97}" for i in range(20_000)]})
    sizes = []
    for level in (least, most):
        ps.from_arrow(rows).write_parquet(path, compression=compression, compression_level=level)
        assert_frame_equal(pl.read_parquet(path), rows)
        assert_frame_equal(ps.read_parquet(path).to_polars(), rows)
        sizes.append(path.stat().st_size)
    assert sizes[1] < sizes[0] * 0.9
    for level in (least - 1, most + 1):
        with pytest.raises(
            ps.exceptions.ConfigError, match=f"{level} of {compression} is not one of {least} to {most}"
        ):
            ps.from_arrow(rows).write_parquet(path, compression=compression, compression_level=level)
    with pytest.raises(ps.exceptions.ConfigError):
        ps.DataFrame({"a": []}).write_parquet(path, compression=compression, compression_level=100)


def test_rows_columns_index_and_paths(tmp_path: Path) -> None:
    for name, rows in (("a", [1, 2]), ("b", [3, 4])):
        pl.DataFrame({"x": rows, "y": ["u", "v"]}).write_parquet(tmp_path / f"{name}.parquet")
    options: dict[str, Any] = {"n_rows": 3, "row_index_name": "i", "row_index_offset": 5, "include_file_paths": "p"}
    for source in (tmp_path, tmp_path / "*.parquet", [tmp_path / "b.parquet", tmp_path / "a.parquet"]):
        expected = pl.scan_parquet(source, **options).collect()
        assert_frame_equal(ps.scan_parquet(source, **options).collect().to_polars(), expected)
    assert ps.read_parquet(tmp_path / "a.parquet", columns=["y"]).to_dicts() == [{"y": "u"}, {"y": "v"}]
    filtered = ps.scan_parquet(tmp_path).filter(ps.col("x") > 2).select("y", "x").collect().to_polars()
    assert_frame_equal(filtered, pl.scan_parquet(tmp_path).filter(pl.col("x") > 2).select("y", "x").collect())


@pytest.mark.parametrize("values", [("1", "2"), ("1.5", "2"), ("a", "b%20c"), ("2024-01-01", "2024-02-01"), ("true",)])
def test_folders_make_columns(tmp_path: Path, values: tuple[str, ...]) -> None:
    for number, value in enumerate(values):
        (tmp_path / f"k={value}").mkdir()
        pl.DataFrame({"x": [number, 7]}).write_parquet(tmp_path / f"k={value}" / "0.parquet")
    assert_frame_equal(ps.scan_parquet(tmp_path).collect().to_polars(), pl.scan_parquet(tmp_path).collect())


def test_files_with_other_columns(tmp_path: Path) -> None:
    pl.DataFrame({"x": [1], "y": [1]}).write_parquet(tmp_path / "a.parquet")
    pl.DataFrame({"x": [2]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(ps.exceptions.SchemaError, match=r'b\.parquet lacks the column "y"'):
        ps.scan_parquet(tmp_path).collect()
    read = ps.scan_parquet(tmp_path, missing_columns="insert").collect().to_dicts()
    assert read == [{"x": 1, "y": 1}, {"x": 2, "y": None}]
    files = [tmp_path / "b.parquet", tmp_path / "a.parquet"]
    with pytest.raises(ps.exceptions.SchemaError, match=r'a\.parquet has the column "y"'):
        ps.scan_parquet(files).collect()
    assert ps.scan_parquet(files, extra_columns="ignore").collect().to_dicts() == [{"x": 2}, {"x": 1}]
    pl.DataFrame({"x": ["q"]}).write_parquet(tmp_path / "b.parquet")
    with pytest.raises(ps.exceptions.SchemaError, match=r'a\.parquet has the column "x" as int64'):
        ps.scan_parquet(files).collect()


def test_broken_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.parquet"
    FRAME.write_parquet(path)
    whole = path.read_bytes()
    for length in (0, 3, 100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(OSError, match=r"broken\.parquet"):
            ps.read_parquet(path)
    path.write_bytes(whole[:4] + b"\xff" * (len(whole) // 3) + whole[4 + len(whole) // 3 :])
    with pytest.raises((OSError, ps.exceptions.PenstockError)):
        ps.read_parquet(path)
    with pytest.raises(FileNotFoundError, match="brokn"):
        ps.read_parquet(tmp_path / "brokn.parquet")


def test_names_like_patterns_are_names(tmp_path: Path) -> None:
    path = tmp_path / "a[1]*.parquet"
    ps.DataFrame({"x": [1]}).write_parquet(path)
    assert ps.read_parquet(path).to_dicts() == [{"x": 1}]


def test_what_parquet_cannot_hold_is_named(tmp_path: Path) -> None:
    interval = pa.table({"v": pa.array([(1, 2, 3)], pa.month_day_nano_interval())})
    with pytest.raises(ps.exceptions.PenstockError, match='"v"'):
        ps.from_arrow(interval).write_parquet(tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []
    ps.DataFrame({"a": [1], "A": [2]}).write_parquet(tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").to_dict(as_series=False) == {"a": [1], "A": [2]}


def test_many_rows_keep_their_order(tmp_path: Path) -> None:
    frame = pl.DataFrame({"i": range(500_000), "s": [str(i % 1000) for i in range(500_000)]})
    ps.from_arrow(frame).write_parquet(tmp_path / "a.parquet")
    assert_frame_equal(pl.read_parquet(tmp_path / "a.parquet"), frame)
    assert_frame_equal(ps.read_parquet(tmp_path / "a.parquet").to_polars(), frame)


def test_partitions_become_folders(tmp_path: Path) -> None:
    frame = pl.DataFrame({"k": ["a", "b", "a"], "n": [1, 1, 2], "x": [1, 2, 3]})
    target = tmp_path / "rows"
    ps.from_arrow(frame).lazy().sink_parquet(target, partition_by=["k", "n"])
    assert sorted(str(file.parent.relative_to(target)) for file in target.rglob("*.parquet")) == [
        "k=a/n=1",
        "k=a/n=2",
        "k=b/n=1",
    ]
    read = ps.scan_parquet(target).collect().to_polars()
    assert_frame_equal(read.select("k", "n", "x"), frame, check_row_order=False)
    with pytest.raises(OSError, match="there already"):
        ps.from_arrow(frame).lazy().sink_parquet(target, partition_by="k")
    assert [file.name for file in tmp_path.iterdir()] == ["rows"]


LONG = "a text that is longer than a view carries"
FILTERS = [
    lambda lib: lib.col("t") == "short",
    lambda lib: lib.col("t") != LONG,
    lambda lib: lib.col("t").is_in(["short", LONG]),
    lambda lib: lib.col("t").is_in([LONG + "!", None]),
    lambda lib: ~lib.col("t").is_in([LONG, ""]),
    lambda lib: (lib.col("t") == LONG) & (lib.col("d") > D("0.5")),
    lambda lib: lib.col("d") == D("-1.25"),
    lambda lib: lib.col("d").is_between(D("-1.25"), D("9999999999999.99")),
    lambda lib: lib.col("w") < D("12345678901234567890123456.12"),
    lambda lib: lib.col("w") > D("1.00"),
    lambda lib: lib.col("w") != D("-1.25"),
    lambda lib: lib.col("d").cast(lib.Float64) * 2 > 2.4,
]


@pytest.mark.parametrize("layout", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
@pytest.mark.parametrize("number", range(len(FILTERS)))
def test_filters_of_texts_and_decimals_keep_the_rows_that_polars_keeps(
    number: int, layout: pa.DataType, tmp_path: Path
) -> None:
    small = [D("-1.25"), D("0.00"), None, D("9999999999999.99"), D("-9999999999999.99"), D("1.25")]
    large = [
        D("-1.25"),
        D("1.00"),
        None,
        D("12345678901234567890123456.12"),
        D("-99999999999999999999.00"),
        D("1.01"),
    ]
    texts = ["short", LONG, None, "", LONG + "!", "a text that is longer than a view carriez"]
    table = pa.table(
        {
            "t": pa.array(texts * 50, layout),
            "d": pa.array([small[i * 5 % 6] for i in range(300)], pa.decimal128(15, 2)),
            "w": pa.array([large[i * 7 % 6] for i in range(300)], pa.decimal128(38, 2)),
            "i": pa.array(range(300)),
        }
    )
    path = tmp_path / "rows.parquet"
    pq.write_table(table, path, row_group_size=100, store_decimal_as_integer=True)
    expected = pl.scan_parquet(path).filter(FILTERS[number](pl)).collect()
    answer = ps.scan_parquet(path).filter(FILTERS[number](ps))
    assert_frame_equal(pl.DataFrame(answer.collect(engine="core")), expected)
    outputs = [ps.col("i") + 1, "d", "t"]
    assert_frame_equal(
        pl.DataFrame(answer.select(*outputs).collect(engine="core")),
        expected.select(pl.col("i") + 1, "d", "t"),
    )
