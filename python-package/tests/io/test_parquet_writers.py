"""Files of other writers with all their options, read; and ours, read by others."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from polars.testing import assert_frame_equal

import penstock as ps

if TYPE_CHECKING:
    from pathlib import Path

ROWS = 3_000


def _table(*, nulls: bool = True) -> pa.Table:
    random = np.random.default_rng(3)
    mask = random.random(ROWS) < 0.2 if nulls else None
    numbers = random.integers(-1000, 1000, ROWS)
    texts = [f"text {value % 40}" + "x" * int(value % 30) for value in numbers]
    lists = [[int(value)] * (int(value) % 4) if value % 7 else None for value in numbers]
    structs = [{"x": int(value), "y": [f"{value}"] * (int(value) % 3)} if value % 5 else None for value in numbers]
    return pa.table(
        {
            "i8": pa.array((numbers % 100).astype("int8"), mask=mask),
            "i32": pa.array(numbers.astype("int32"), mask=mask),
            "i64": pa.array(np.cumsum(numbers), mask=mask),
            "u64": pa.array((numbers % 9).astype("uint64"), mask=mask),
            "f32": pa.array(random.random(ROWS).astype("float32"), mask=mask),
            "f64": pa.array(np.round(random.random(ROWS), 1), mask=mask),
            "b": pa.array(numbers % 3 == 0, mask=mask),
            "s": pa.array(texts, mask=mask),
            "long": pa.array([text * 5 for text in texts], mask=mask),
            "bin": pa.array([text.encode() for text in texts], mask=mask),
            "fix": pa.array([b"%04d" % (value % 50) for value in numbers], pa.binary(4), mask=mask),
            "dec": pa.array([decimal.Decimal(int(value)) / 100 for value in numbers], pa.decimal128(12, 2), mask=mask),
            "ts": pa.array(numbers.astype("datetime64[us]"), pa.timestamp("us", "UTC"), mask=mask),
            "d": pa.array(numbers.astype("datetime64[D]"), mask=mask),
            "l": pa.array(lists, pa.list_(pa.int64())),
            "r": pa.array(structs),
            "ll": pa.array([[row, None] if row else row for row in lists], pa.list_(pa.list_(pa.int64()))),
            "m": pa.array(
                [[("k", 1), ("l", None)] if value % 2 else [] for value in numbers], pa.map_(pa.string(), pa.int32())
            ),
        }
    )


def _same(path: Path, table: pa.Table) -> None:
    read = pa.table(ps.read_parquet(path))
    assert read.schema.names == table.schema.names
    for name in table.schema.names:
        assert read.column(name).to_pylist() == table.column(name).to_pylist(), name


def _type(field: pa.Field) -> str:
    """A field's type, but for the name of a map's entries, which pyarrow calls as the map."""
    return str(field.type).replace(f" ('{field.name}')", "")


ENCODINGS = {
    "PLAIN": None,
    "DELTA_BINARY_PACKED": ["i8", "i32", "i64", "u64", "ts", "d"],
    "DELTA_LENGTH_BYTE_ARRAY": ["s", "long", "bin"],
    "DELTA_BYTE_ARRAY": ["s", "long", "bin", "fix"],
    "BYTE_STREAM_SPLIT": ["i32", "i64", "f32", "f64", "fix"],
}


@pytest.mark.parametrize("nulls", [True, False])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_of_pyarrow(tmp_path: Path, encoding: str, version: str, nulls: bool) -> None:
    table = _table(nulls=nulls)
    columns = ENCODINGS[encoding]
    options: dict[str, Any] = {"column_encoding": dict.fromkeys(columns, encoding)} if columns else {}
    pq.write_table(
        table,
        tmp_path / "a.parquet",
        use_dictionary=False,
        data_page_version=version,
        data_page_size=4_000,
        row_group_size=1_100,
        **options,
    )
    _same(tmp_path / "a.parquet", table)


def _by_duckdb(query: str) -> pa.Table:
    """The rows of a query."""
    relation = duckdb.sql(query)
    assert relation is not None
    return relation.to_arrow_table()


@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "brotli", "lz4", "zstd"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_every_codec_of_pyarrow(tmp_path: Path, codec: str, version: str) -> None:
    table = _table()
    pq.write_table(
        table,
        tmp_path / "a.parquet",
        compression=codec,
        data_page_version=version,
        data_page_size=2_000,
        write_page_index=True,
        write_page_checksum=True,
    )
    _same(tmp_path / "a.parquet", table)


@pytest.mark.parametrize(
    "options",
    [
        {"use_dictionary": True, "dictionary_pagesize_limit": 200},
        {"use_dictionary": True, "write_page_index": True, "data_page_size": 300},
        {"store_schema": False},
        {"store_schema": False, "use_deprecated_int96_timestamps": True},
        {"store_decimal_as_integer": True},
        {"use_compliant_nested_type": False},
        {"version": "1.0", "store_schema": False},
    ],
    ids=str,
)
def test_other_options_of_pyarrow(tmp_path: Path, options: dict[str, Any]) -> None:
    table = _table()
    pq.write_table(table, tmp_path / "a.parquet", **options)
    expected = pq.read_table(tmp_path / "a.parquet")
    read = pa.table(ps.read_parquet(tmp_path / "a.parquet"))
    for name in table.schema.names:
        if name != "m":
            assert read.column(name).to_pylist() == expected.column(name).to_pylist(), name
    if not options.get("store_schema", True):
        assert [_type(field) for field in read.schema] == [_type(field) for field in expected.schema]


@pytest.mark.parametrize("codec", ["uncompressed", "snappy", "gzip", "lz4_raw", "zstd"])
@pytest.mark.parametrize("version", ["V1", "V2"])
def test_files_of_duckdb(tmp_path: Path, codec: str, version: str) -> None:
    rows = _table()  # noqa: F841 - DuckDB finds it by its name
    path = tmp_path / "a.parquet"
    duckdb.sql(
        f"copy (select * exclude (m, u64), u64 from rows) to '{path}'"
        f" (format parquet, codec '{codec}', parquet_version '{version}', row_group_size 2048)"
    )
    expected = _by_duckdb(f"select * from '{path}'")
    read = pa.table(ps.read_parquet(path))
    for name in expected.schema.names:
        assert read.column(name).to_pylist() == expected.column(name).to_pylist(), name


def test_files_without_a_schema_of_arrow_are_typed_as_pyarrow_does(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    duckdb.sql(
        f"""copy (select 1::tinyint a, 2::usmallint b, 3::uinteger c, 4::ubigint d, 1.5::decimal(4,1) e, 'x' f,
        '00000000-0000-0000-0000-000000000001'::uuid g, time '01:02:03' h, timestamp '2024-01-01' i,
        timestamptz '2024-01-01 00:00:00+00' j, date '2024-01-01' k, [1,2] l, {{'x': 1}} m, map {{'a': 1}} n,
        timestamp_ns '2024-01-01' o, '\\x00'::blob p, '{{"a": 1}}'::json q, [uuid()] r) to '{path}' (format parquet)"""
    )
    expected = pq.read_table(path)
    read = pa.table(ps.read_parquet(path))
    for field in expected.schema:
        assert _type(read.schema.field(field.name)) == _type(field), field.name


def test_uuids_and_json_are_such_for_those_who_do_not_read_the_schema_of_arrow(tmp_path: Path) -> None:
    keys = pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"0123456789abcdef", None], pa.binary(16)))
    texts = pa.ExtensionArray.from_storage(pa.json_(), pa.array(['{"a": 1}', None]))
    table = pa.table(
        {"key": keys, "text": texts, "keys": pa.ListArray.from_arrays([0, 1, 2], keys), "raw": ["x", None]}
    )
    path = tmp_path / "a.parquet"
    ps.from_arrow(table).write_parquet(path)
    with duckdb.connect() as connection:
        relation = connection.read_parquet(str(path))
        assert [str(one) for one in relation.types] == ["UUID", "JSON", "UUID[]", "VARCHAR"]
        assert relation.aggregate("count(distinct key), min(text->>'a')").fetchall() == [(1, "1")]
    assert pa.table(ps.read_parquet(path)) == table
    again = tmp_path / "b.parquet"
    pq.write_table(table, again, store_schema=False)
    assert pa.table(ps.read_parquet(again)).column("key") == table.column("key")
    # They are computed with as what they are stored as.
    found = ps.scan_parquet(again).filter(ps.col("text").str.contains("a")).select(ps.col("text").str.len_chars())
    assert found.collect()["text"].to_list() == [8]
    counted = ps.sql("select count(*) as n from frame where text like '%a%'", frame=ps.scan_parquet(again)).collect()
    assert counted["n"].to_list() == [1]


@pytest.mark.parametrize("codec", ["uncompressed", "snappy", "gzip", "lz4", "zstd"])
@pytest.mark.parametrize("nulls", [True, False])
def test_everybody_reads_ours(tmp_path: Path, codec: str, nulls: bool) -> None:
    table = _table(nulls=nulls)
    path = tmp_path / "a.parquet"
    ps.from_arrow(table).lazy().sink_parquet(path, compression=codec, row_group_size=1_000, data_page_size=3_000)
    read = pq.read_table(path, page_checksum_verification=True)
    assert read.schema.equals(table.schema)
    assert read.to_pylist() == table.to_pylist()
    assert_frame_equal(pl.read_parquet(path), pl.DataFrame(pl.from_arrow(table)))
    ours = _by_duckdb(f"select * exclude (m) from '{path}'")
    for name in ours.schema.names:
        assert ours.column(name).to_pylist() == table.column(name).to_pylist(), name


def test_filters_agree_with_polars_whatever_is_skipped(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    rows = 20_000
    frame = pl.DataFrame(
        {
            "sorted": np.arange(rows),
            "f": np.where(random.random(rows) < 0.01, np.nan, np.sort(random.normal(size=rows))),
            "s": [f"{value:06d}" for value in range(rows)],
            "n": pl.Series([None if value % 1000 < 500 else value for value in range(rows)], dtype=pl.UInt32),
            "d": [dt.date(2000, 1, 1) + dt.timedelta(days=value // 50) for value in range(rows)],
            "dec": pl.Series([decimal.Decimal(value) / 4 for value in range(rows)], dtype=pl.Decimal(20, 2)),
            "payload": random.integers(0, 9, rows).astype(str),
        }
    )
    written = {
        "ours": tmp_path / "ours.parquet",
        "polars": tmp_path / "polars.parquet",
        "pyarrow": tmp_path / "pyarrow.parquet",
    }
    ps.from_arrow(frame).lazy().sink_parquet(written["ours"], row_group_size=3_000, data_page_size=2_000)
    frame.write_parquet(written["polars"], row_group_size=3_000)
    pq.write_table(
        frame.to_arrow(), written["pyarrow"], row_group_size=7_000, data_page_size=2_000, write_page_index=True
    )

    def predicates(lib: Any) -> list[Any]:
        return [
            lib.col("sorted") > 19_990,
            lib.col("sorted") == 12_345,
            lib.col("sorted").is_between(2_999, 3_001),
            lib.col("sorted").is_in([1, 5_000, 10**9]),
            (lib.col("sorted") < 10) | (lib.col("s") >= "019990"),
            ~(lib.col("sorted") >= 7),
            lib.col("f") > 2.0,
            lib.col("f") <= -2.0,
            lib.col("f") == lib.lit(float("nan")),
            lib.col("f") != 0.0,
            lib.col("n").is_null(),
            lib.col("n") > 19_900,
            lib.col("n").is_not_null() & (lib.col("sorted") < 600),
            lib.col("d") == dt.date(2000, 3, 1),
            lib.col("s").str.starts_with("0100"),
            lib.col("payload") == "3",
        ]

    for path in written.values():
        for ours, theirs in zip(predicates(ps), predicates(pl), strict=True):
            for columns in (["sorted", "payload"], ["payload"], frame.columns):
                expected = pl.scan_parquet(path).filter(theirs).select(columns).collect()
                read = ps.scan_parquet(path).filter(ours).select(columns).collect()
                assert_frame_equal(read.to_polars(), expected)


def test_bloom_filters_rule_values_out(tmp_path: Path) -> None:
    values = [value * 7 for value in range(5_000)]
    rows = pa.table({"x": values, "s": [f"key {value}" for value in values]})  # noqa: F841 - DuckDB finds it by its name
    duck = tmp_path / "duck.parquet"
    duckdb.sql(f"copy (select * from rows order by hash(x)) to '{duck}' (format parquet, row_group_size 2048)")
    for value in (7, 8, 21_000, 21_001):
        read = ps.scan_parquet(duck).filter(ps.col("x") == value).collect()
        assert read.height == (value % 7 == 0)
        read = ps.scan_parquet(duck).filter(ps.col("s") == f"key {value}").collect()
        assert read.height == (value % 7 == 0)


def test_given_types_are_cast_to(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"x": pl.Series([1, None, 3], dtype=pl.Int32), "y": ["a", "b", "c"]}).write_parquet(path)
    read = ps.scan_parquet(path, schema={"x": ps.Int64, "y": ps.String}).collect()
    assert read.to_dicts() == [{"x": 1, "y": "a"}, {"x": None, "y": "b"}, {"x": 3, "y": "c"}]
    assert read.schema["x"] == ps.Int64


def test_slices_of_large_files(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame({"x": range(300_000), "l": [[value] for value in range(300_000)]})
    frame.write_parquet(path, row_group_size=200_000)
    assert_frame_equal(ps.scan_parquet(path).slice(199_990, 20).collect().to_polars(), frame.slice(199_990, 20))
    assert_frame_equal(ps.scan_parquet(path).tail(5).collect().to_polars(), frame.tail(5))
    indexed = ps.scan_parquet(path, row_index_name="i", row_index_offset=3).filter(ps.col("x") >= 299_998).collect()
    assert indexed.select("i", "x").rows() == [(300_001, 299_998), (300_002, 299_999)]
