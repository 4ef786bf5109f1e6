import hashlib
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stored.runs import materialize, metadata

import penstock as ps

PEOPLE = pa.table(
    {
        "id": pa.array(range(30), pa.int64()),
        "name": pa.array([f"person {i}|x" for i in range(30)]),
        "ssn": pa.array([f"123-45-{i:04}" for i in range(30)]),
    },
    schema=pa.schema([pa.field("id", pa.int64(), nullable=False), ("name", pa.string()), ("ssn", pa.string())]),
)


@dg.asset(metadata={"mask_columns": ["ssn"]})
def people() -> ps.LazyFrame:
    return ps.scan_arrow_c_stream(PEOPLE)


def test_a_materialisation_says_what_was_written(tmp_path: Path) -> None:
    said = metadata(materialize(tmp_path, [people], settings={"checksum": "sha256"}), "people")
    path = tmp_path / "people.parquet"
    assert said["path"] == str(path)
    assert said["dagster/uri"] == path.as_uri()
    assert said["dagster/row_count"] == 30
    assert said["penstock/bytes"] == path.stat().st_size
    assert said["penstock/bytes_uncompressed"] > 0
    assert said["penstock/codec"] == "zstd"
    assert said["penstock/content_sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert said["penstock/engine"] == "core"
    assert 0 < said["penstock/seconds"] < 60
    assert said["penstock/peak_rss_bytes"] > 2**20
    assert 2**20 < said["penstock/peak_jvm_heap_bytes"] < said["penstock/peak_rss_bytes"]
    assert said["penstock/peak_arrow_bytes"] > 0
    assert said["penstock/peak_duckdb_bytes"] == 0
    assert said["penstock/spilled_bytes"] == 0
    assert said["penstock/engine_of_nodes"] == [
        {"node": "STREAM", "engine": "core"},
        {"node": "SINK PARQUET", "engine": "core"},
    ]
    assert said["penstock/seconds_write"] > 0
    assert said["penstock/seconds_compute"] == 0
    assert said["penstock/retries"] == 0
    assert said["penstock/evolution"] == {"kind": "new"}
    assert "dagster/partition_row_count" not in said


def test_the_columns_have_types_nullability_and_tags(tmp_path: Path) -> None:
    schema = metadata(materialize(tmp_path, [people]), "people")["dagster/column_schema"]
    assert [(one.name, one.type, one.constraints.nullable, dict(one.tags)) for one in schema.columns] == [
        ("id", "Int64", False, {}),
        ("name", "String", True, {}),
        ("ssn", "String", True, {"pii": ""}),
    ]


def test_the_preview_shows_the_first_rows_and_nothing_of_masked_columns(tmp_path: Path) -> None:
    said = metadata(materialize(tmp_path, [people], settings={"preview_rows": 3, "mask_columns": ["id"]}), "people")
    preview = said["penstock/preview"]
    assert preview.splitlines() == [
        "| id | name | ssn |",
        "| --- | --- | --- |",
        "| ••• | person 0\\|x | ••• |",
        "| ••• | person 1\\|x | ••• |",
        "| ••• | person 2\\|x | ••• |",
    ]
    assert not any("123-45" in str(value) for value in said.values())


def test_the_fingerprint_is_that_of_the_columns(tmp_path: Path) -> None:
    def fingerprint(table: pa.Table) -> object:
        @dg.asset
        def one() -> pa.Table:
            return table

        return metadata(materialize(tmp_path, [one]), "one")["penstock/schema_fingerprint"]

    assert fingerprint(PEOPLE) == fingerprint(PEOPLE.slice(0, 0))
    assert fingerprint(PEOPLE) != fingerprint(PEOPLE.select(["name", "id", "ssn"]))
    assert fingerprint(PEOPLE) != fingerprint(PEOPLE.cast(PEOPLE.schema.set(0, pa.field("id", pa.int64()))))


@pytest.mark.parametrize("codec", ["zstd", "snappy", "gzip", "lz4", "none"])
def test_files_are_compressed_as_is_asked_for(tmp_path: Path, codec: str) -> None:
    said = metadata(materialize(tmp_path, [people], settings={"codec": codec}), "people")
    found = pq.read_metadata(tmp_path / "people.parquet").row_group(0).column(0).compression
    assert found == {"none": "UNCOMPRESSED", "lz4": "LZ4"}.get(codec, codec.upper())
    assert said["penstock/codec"] == ("uncompressed" if codec == "none" else codec)


def test_a_part_that_is_read_twice_names_its_engine_once(tmp_path: Path) -> None:
    groups = ps.from_arrow(PEOPLE).lazy().group_by("name").agg(ps.col("id").sum())
    twice: ps.LazyFrame = ps.concat([groups.filter(ps.col("id") > 3), groups.filter(ps.col("id") < 9)])
    assert "again: " in twice.explain(level="physical")

    @dg.asset
    def both() -> ps.LazyFrame:
        return twice

    said = metadata(materialize(tmp_path, [both]), "both")
    assert said["penstock/engine"] == "core"
    assert said["penstock/seconds_compute"] > 0
    assert [node["node"] for node in said["penstock/engine_of_nodes"]].count("AGGREGATE") == 1


def test_what_duckdb_does_is_told(tmp_path: Path) -> None:
    rows = ps.DataFrame({"k": [i % 1000 for i in range(200_000)], "v": list(range(200_000))})

    @dg.asset
    def totals() -> ps.LazyFrame:
        answer: ps.LazyFrame = ps.sql("select k, sum(v)::bigint as t from rows group by k order by k", rows=rows)
        return answer.filter(ps.col("k") > 3)

    said = metadata(materialize(tmp_path, [totals]), "totals")
    assert said["dagster/row_count"] == 996
    assert said["penstock/peak_duckdb_bytes"] > 2**16
    assert said["penstock/peak_arrow_bytes"] >= 200_000 * 16
    assert {"node": "SQL", "engine": "duckdb"} in said["penstock/engine_of_nodes"]
    assert {"node": "FRAME", "engine": "core"} in said["penstock/engine_of_nodes"]
    assert said["penstock/engine"] == "core + duckdb"
    assert min(said[f"penstock/seconds_{step}"] for step in ("read", "compute", "write")) > 0


def test_what_became_of_the_columns_is_told(tmp_path: Path) -> None:
    def stored(*columns: tuple[str, pa.DataType]) -> object:
        schema = pa.schema(columns)

        @dg.asset
        def table() -> pa.Table:
            return schema.empty_table()

        return metadata(materialize(tmp_path, [table]), "table")["penstock/evolution"]

    text, long = pa.string(), pa.int64()
    assert stored(("a", long), ("b", text), ("c", long)) == {"kind": "new"}
    assert stored(("a", long), ("b", text), ("c", long)) == {"kind": "none"}
    assert stored(("a", pa.int32()), ("d", text), ("c", long)) == {
        "kind": "changed",
        "added": ["d"],
        "removed": ["b"],
        "changed": [{"column": "a", "from": "int64", "to": "int32"}],
    }
    assert stored(("c", long), ("a", pa.int32()), ("d", text)) == {"kind": "changed", "moved": True}
    (tmp_path / "table.parquet").write_bytes(b"no Parquet at all")
    assert stored(("a", long)) == {"kind": "new"}


def test_memory_is_that_of_the_work(tmp_path: Path) -> None:
    small = metadata(materialize(tmp_path, [people]), "people")

    @dg.asset
    def large() -> ps.LazyFrame:
        return ps.DataFrame({"x": list(range(1_000_000))}).lazy().sort("x", descending=True)

    said = metadata(materialize(tmp_path, [large]), "large")
    assert said["penstock/peak_arrow_bytes"] > small["penstock/peak_arrow_bytes"] + 4_000_000
