"""Columns that are marked as sensitive: nothing that Dagster shows has a value of theirs."""

from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stored.runs import instance, materialize, metadata

from dagster_penstock import PenstockParquetIOManager, checks
from penstock import security

# Columns stay hidden for as long as the process lives.
pytestmark = pytest.mark.own_process

FIELDS = pa.schema(
    [
        pa.field("marked_ssn", pa.string(), metadata={"penstock.sensitive": "true"}),
        pa.field("listed_pay", pa.int64()),
        pa.field("nested", pa.struct([pa.field("inner", pa.string(), metadata={"penstock.sensitive": "true"})])),
        ("plain", pa.string()),
    ]
)
ROWS = pa.table([["hush-1", "hush-2"], [7654321, 7654322], [{"inner": "hush-3"}, None], ["shown", "shown"]], FIELDS)


@dg.asset
def sensitive_rows() -> pa.Table:
    return ROWS


def assert_hidden(text: str) -> None:
    assert "hush" not in text
    assert "76543" not in text
    assert "•••" in text


def test_previews_and_tags_know_marked_columns(tmp_path: Path) -> None:
    security.hide_columns("listed_*")
    said = metadata(materialize(tmp_path, [sensitive_rows]), "sensitive_rows")
    assert_hidden(str(said["penstock/preview"]))
    assert "shown" in str(said["penstock/preview"])
    tagged = [column.name for column in said["dagster/column_schema"].columns if "pii" in (column.tags or {})]
    assert tagged == ["marked_ssn", "listed_pay", "nested"]


def test_checks_show_neither_rows_nor_constants_of_marked_columns(tmp_path: Path) -> None:
    security.hide_columns("listed_*")
    all_checks: list[Any] = [
        checks.accepted_values(sensitive_rows, "marked_ssn", ["hush-9"]),
        checks.value_range(sensitive_rows, "listed_pay", most=7654321),
        checks.not_null(sensitive_rows, "nested"),
    ]
    manager = PenstockParquetIOManager(base_uri=str(tmp_path))
    result = dg.materialize(
        [sensitive_rows, *all_checks], resources={"io_manager": manager}, instance=instance(), raise_on_error=False
    )
    found = result.get_asset_check_evaluations()
    assert len(found) == 3
    for evaluation in found:
        assert not evaluation.passed
        assert_hidden(str({name: value.value for name, value in evaluation.metadata.items()}))


def test_pseudonyms_are_made_in_assets(tmp_path: Path) -> None:
    security.use_keys({"dagster_tests": bytes(32)})

    @dg.asset
    def named() -> Any:
        import penstock as ps

        return ps.frame(ROWS).lazy().select(security.hmac("marked_ssn", "dagster_tests", field="ssn"))

    materialize(tmp_path, [named])
    stored = pq.read_table(tmp_path / "named.parquet")
    assert stored["marked_ssn"].to_pylist() == [
        security.hmac_value(text, "dagster_tests", field="ssn") for text in ("hush-1", "hush-2")
    ]
