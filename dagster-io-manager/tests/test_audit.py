"""The I/O manager's audit log."""

import json
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest
from stored.runs import instance, materialize

import penstock as ps
from dagster_penstock import PenstockParquetIOManager
from penstock import security
from penstock.exceptions import SourceError

ROWS = pa.table({"ssn": ["123-45-6789", "987-65-4321"]})
CLIENTS = dg.StaticPartitionsDefinition(["Jane Doe", "John Doe"])


@dg.asset
def people() -> pa.Table:
    return ROWS


@dg.asset
def readers(people: ps.LazyFrame) -> ps.LazyFrame:
    return people.head(1)


@dg.asset(partitions_def=CLIENTS)
def clients() -> pa.Table:
    return ROWS


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_writes_and_reads_are_logged_by_their_fingerprints(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    settings = {"audit_log": str(log), "checksum": "sha256"}
    result = materialize(tmp_path / "a", [people, readers], settings=settings)
    records = lines(log)
    assert [(record["action"], record["asset"], record["rows"]) for record in records] == [
        ("write", "people", 2),
        ("read", "people", None),
        ("write", "readers", 1),
    ]
    assert {record["run"] for record in records} == {result.run_id}
    assert sorted(records[0]["outputs"]) == ["content_sha256", "path", "schema_fingerprint"]
    assert records[1]["inputs"]["path"] == records[0]["outputs"]["path"]
    assert security.verify_audit(log).passed
    assert "6789" not in log.read_text()


def test_keys_of_partitions_are_no_text_in_it(tmp_path: Path) -> None:
    log = tmp_path / "audit.jsonl"
    for key in CLIENTS.get_partition_keys():
        materialize(tmp_path / "a", [clients], settings={"audit_log": str(log)}, partition_key=key)
    first, second = lines(log)
    assert first["outputs"]["partitions"] != second["outputs"]["partitions"]
    assert "Doe" not in log.read_text()


def test_seals_are_made_under_the_key(tmp_path: Path) -> None:
    security.use_keys({"dagster_audit": bytes(range(32))})
    log = tmp_path / "audit.jsonl"
    materialize(tmp_path / "a", [people], settings={"audit_log": str(log), "audit_key_id": "dagster_audit"})
    assert security.verify_audit(log, sealed=True).passed


@pytest.mark.parametrize("required", [True, False])
def test_an_output_that_cannot_be_logged_fails_unless_that_is_allowed(tmp_path: Path, required: bool) -> None:
    manager = PenstockParquetIOManager(
        base_uri=str(tmp_path / "a"), audit_log=str(tmp_path / "none" / "log"), audit_required=required
    )
    if not required:
        assert dg.materialize([people], resources={"io_manager": manager}, instance=instance()).success
        return
    with pytest.raises(SourceError, match="cannot be written"):
        dg.materialize([people], resources={"io_manager": manager}, instance=instance())
    assert not list((tmp_path / "a").rglob("*.parquet"))
