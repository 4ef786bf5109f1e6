import hashlib
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stored.runs import materialize, metadata

import penstock as ps
from dagster_penstock._metadata import engines

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


def test_a_part_that_is_read_twice_names_its_engine_once() -> None:
    groups = ps.from_arrow(PEOPLE).lazy().group_by("name").agg(ps.col("id").sum())
    twice = ps.concat([groups.filter(ps.col("id") > 3), groups.filter(ps.col("id") < 9)])
    assert "again: " in twice.explain(level="physical")
    assert engines(twice) == "core"
