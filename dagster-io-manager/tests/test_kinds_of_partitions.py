"""Partitions of time, dynamic ones, and several dimensions: stored one by one, loaded by mapping."""

from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pyarrow as pa
import pytest
from stored import runs
from stored.runs import metadata

import penstock as ps
from dagster_penstock import PenstockParquetIOManager
from penstock.exceptions import SourceNotFoundError

HOURS = dg.HourlyPartitionsDefinition(start_date="2026-03-01-00:00", end_date="2026-03-03-00:00")
DAYS = dg.DailyPartitionsDefinition(start_date="2026-03-01", end_date="2026-03-03")
CLIENTS = dg.DynamicPartitionsDefinition(name="clients")
GRID = dg.MultiPartitionsDefinition({"region": dg.StaticPartitionsDefinition(["eu/west", "us"]), "day": DAYS})


@pytest.fixture
def instance() -> Any:
    with runs.instance() as opened:
        yield opened


def run(
    folder: Path, instance: dg.DagsterInstance, assets: list[Any], only: Any, key: Any = None, **options: Any
) -> Any:
    manager = PenstockParquetIOManager(base_uri=str(folder))
    result = dg.materialize(
        assets, selection=[only], partition_key=key, resources={"io_manager": manager}, instance=instance, **options
    )
    assert result.success
    return result


def one_row(context: dg.AssetExecutionContext) -> pa.Table:
    return pa.table({"key": [context.partition_key]})


@dg.asset(partitions_def=HOURS)
def hour(context: dg.AssetExecutionContext) -> dict[str, pa.Table]:
    return {key: pa.table({"key": [key]}) for key in context.partition_keys}


@dg.asset(partitions_def=CLIENTS, metadata={"mask_columns": ["key"], "owner": "claims"})
def client(context: dg.AssetExecutionContext) -> pa.Table:
    return one_row(context)


@dg.asset(partitions_def=GRID)
def cell(context: dg.AssetExecutionContext) -> pa.Table:
    return one_row(context)


def test_a_day_loads_its_hours_as_one_lazy_frame(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    seen = []

    @dg.asset(partitions_def=DAYS)
    def day(hour: ps.LazyFrame) -> pl.DataFrame:
        seen.append(hour)
        rows: pl.DataFrame = hour.collect().to_polars()
        return rows

    keys = [f"2026-03-02-{number:02}:00" for number in range(24)]
    # All at once: a run for each of them takes seconds, and many times that beside other work.
    tags = {
        "dagster/asset_partition_range_start": "2026-03-01-23:00",
        "dagster/asset_partition_range_end": keys[-1],
    }
    run(tmp_path, instance, [hour, day], hour, tags=tags)
    run(tmp_path, instance, [hour, day], day, "2026-03-02")
    assert isinstance(seen[0], ps.LazyFrame)
    stored = pl.read_parquet(tmp_path / "day" / "*.parquet")
    assert stored["key"].to_list() == keys
    assert len(list((tmp_path / "hour").iterdir())) == 25


def test_hours_by_key_and_hours_that_are_missing(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    seen = []

    @dg.asset(partitions_def=DAYS)
    def day(hour: dict[str, pa.Table]) -> None:
        seen.append(hour)

    run(tmp_path, instance, [hour], hour, "2026-03-01-05:00")
    with pytest.raises(SourceNotFoundError, match="2026-03-01-06:00"):
        run(tmp_path, instance, [hour, day], day, "2026-03-01")

    @dg.asset(partitions_def=DAYS, ins={"hour": dg.AssetIn(metadata={"allow_missing_partitions": True})})
    def patient(hour: dict[str, pa.Table]) -> None:
        seen.append(hour)

    run(tmp_path, instance, [hour, patient], patient, "2026-03-01")
    assert {key: rows.to_pydict() for key, rows in seen[0].items()} == {
        "2026-03-01-05:00": {"key": ["2026-03-01-05:00"]}
    }


def test_each_day_reads_the_one_before(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    before = dg.TimeWindowPartitionMapping(start_offset=-1, end_offset=-1)

    @dg.asset(partitions_def=DAYS)
    def first(context: dg.AssetExecutionContext) -> pa.Table:
        return one_row(context)

    @dg.asset(partitions_def=DAYS, ins={"first": dg.AssetIn(partition_mapping=before)})
    def second(first: pl.DataFrame) -> pl.DataFrame:
        return first

    run(tmp_path, instance, [first, second], first, "2026-03-01")
    run(tmp_path, instance, [first, second], second, "2026-03-02")
    assert pl.read_parquet(tmp_path / "second" / "2026-03-02.parquet")["key"].to_list() == ["2026-03-01"]


def test_dynamic_partitions_are_files_and_have_the_metadata_of_the_asset(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    seen = []

    @dg.asset
    def everyone(client: dict[str, pl.DataFrame]) -> None:
        seen.append(client)

    instance.add_dynamic_partitions("clients", ["a/b", "../c"])
    results = [run(tmp_path, instance, [client, everyone], client, key) for key in ("a/b", "../c")]
    said = metadata(results[0], "client")
    assert said["penstock/partition"] == "a/b"
    assert said["dagster/partition_row_count"] == 1
    assert "a/b" not in said["penstock/preview"]
    assert len(list((tmp_path / "client").glob("*.parquet"))) == 2
    run(tmp_path, instance, [client, everyone], everyone)
    assert {key: rows["key"].to_list() for key, rows in seen[0].items()} == {"a/b": ["a/b"], "../c": ["../c"]}


def test_cells_of_a_grid_are_loaded_by_one_of_its_dimensions(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    seen = []

    @dg.asset(partitions_def=DAYS)
    def of_day(cell: dict[str, pa.Table]) -> None:
        seen.append(cell)

    for region in ("eu/west", "us"):
        for day in ("2026-03-01", "2026-03-02"):
            run(tmp_path, instance, [cell], cell, dg.MultiPartitionKey({"region": region, "day": day}))
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.parquet"))
    assert len(files) == 4
    assert all(name.startswith("cell/day=2026-03-0") for name in files)
    assert {name.split("/")[2].partition("=")[0] for name in files} == {"region"}
    run(tmp_path, instance, [cell, of_day], of_day, "2026-03-02")
    (loaded,) = seen
    assert sorted(rows.to_pydict()["key"][0] for rows in loaded.values()) == ["2026-03-02|eu/west", "2026-03-02|us"]
