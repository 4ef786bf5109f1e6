from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pyarrow as pa
import pytest
from stored.runs import materialize, metadata

import penstock as ps
from penstock.exceptions import SchemaError
from penstock.testing import assert_frame_equal

KEYS = ["plain", "../up", "a/b", "ü €", "x" * 255, "tilde~"]
PARTS = dg.StaticPartitionsDefinition(KEYS)


def table_of(key: str) -> pa.Table:
    return pa.table({"key": [key], "length": pa.array([len(key)], pa.int32())})


@dg.asset(partitions_def=PARTS)
def part(context: dg.AssetExecutionContext) -> pa.Table:
    return table_of(context.partition_key)


def store(folder: Path, keys: list[str]) -> None:
    for key in keys:
        assert materialize(folder, [part], partition_key=key).success


def load(folder: Path, annotation: Any, **options: Any) -> Any:
    """What an asset without partitions gets of all partitions."""
    seen = []

    def all_parts(part: Any) -> None:
        seen.append(part)

    all_parts.__annotations__["part"] = annotation
    asset = dg.asset(ins={"part": dg.AssetIn(metadata=options)})(all_parts)
    materialize(folder, [part, asset], selection=["all_parts"])
    return seen[0]


def test_each_partition_is_a_file_below_the_folder_of_the_asset(tmp_path: Path) -> None:
    store(tmp_path, KEYS)
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert len(files) == len(KEYS)
    assert all(name.startswith("part/") and name.endswith(".parquet") and name.count("/") == 1 for name in files)


def test_all_partitions_are_one_lazy_frame_in_the_order_of_their_keys(tmp_path: Path) -> None:
    store(tmp_path, KEYS[::-1])
    loaded = load(tmp_path, ps.LazyFrame)
    assert isinstance(loaded, ps.LazyFrame)
    assert_frame_equal(loaded, pa.concat_tables(map(table_of, KEYS)))


def test_a_dictionary_has_each_partition_under_its_key(tmp_path: Path) -> None:
    store(tmp_path, KEYS)
    loaded = load(tmp_path, dict[str, pl.DataFrame])
    assert list(loaded) == KEYS
    for key, frame in loaded.items():
        assert isinstance(frame, pl.DataFrame)
        assert_frame_equal(frame, table_of(key))


def test_missing_partitions_are_named(tmp_path: Path) -> None:
    store(tmp_path, ["plain", "a/b"])
    with pytest.raises(FileNotFoundError) as raised:
        load(tmp_path, ps.LazyFrame)
    error = raised.value
    for key in ("'../up'", "'ü €'", "'tilde~'", "Materialize them"):
        assert key in str(error)
    assert "'plain'" not in str(error)


def test_missing_partitions_are_left_out_if_they_may_be(tmp_path: Path) -> None:
    store(tmp_path, ["plain", "a/b"])
    assert_frame_equal(
        load(tmp_path, pa.Table, allow_missing_partitions=True), pa.concat_tables([table_of("plain"), table_of("a/b")])
    )
    assert list(load(tmp_path, dict[str, pa.Table], allow_missing_partitions=True)) == ["plain", "a/b"]


def test_missing_partitions_are_none_where_that_is_annotated(tmp_path: Path) -> None:
    store(tmp_path, ["plain"])
    loaded = load(tmp_path, dict[str, pa.Table | None])
    assert list(loaded) == KEYS
    assert [key for key, table in loaded.items() if table is not None] == ["plain"]


def test_an_optional_input_of_which_nothing_is_there_is_none(tmp_path: Path) -> None:
    assert load(tmp_path, pa.Table | None) is None


def test_a_partition_is_loaded_by_itself_where_it_is_asked_for(tmp_path: Path) -> None:
    store(tmp_path, KEYS)

    @dg.asset(partitions_def=PARTS)
    def same(context: dg.AssetExecutionContext, part: pa.Table) -> None:
        assert_frame_equal(part, table_of(context.partition_key))

    assert materialize(tmp_path, [part, same], selection=["same"], partition_key="../up").success


@pytest.mark.filterwarnings("ignore:.*backfill_policy")
def test_a_run_of_several_partitions_stores_a_mapping(tmp_path: Path) -> None:
    @dg.asset(name="part", partitions_def=PARTS, backfill_policy=dg.BackfillPolicy.single_run())
    def many(context: dg.AssetExecutionContext) -> dict[str, pa.Table]:
        return {key: table_of(key) for key in context.partition_keys}

    tags = {"dagster/asset_partition_range_start": KEYS[0], "dagster/asset_partition_range_end": KEYS[-1]}
    assert materialize(tmp_path, [many], tags=tags).success
    assert_frame_equal(load(tmp_path, pa.Table), pa.concat_tables(map(table_of, KEYS)))


def test_partitions_of_two_dimensions_are_nested(tmp_path: Path) -> None:
    both = dg.MultiPartitionsDefinition(
        {"region": dg.StaticPartitionsDefinition(["eu/west", "us"]), "day": dg.StaticPartitionsDefinition(["1", "2"])}
    )

    @dg.asset(partitions_def=both)
    def cell() -> pa.Table:
        return pa.table({"a": [1]})

    key = dg.MultiPartitionKey({"region": "eu/west", "day": "2"})
    result = materialize(tmp_path, [cell], partition_key=key)
    assert (tmp_path / "cell" / "day=2" / "region=eu%2Fwest.parquet").is_file()
    assert metadata(result, "cell")["penstock/partition"] == "2|eu/west"


def test_partitions_with_other_columns_are_refused(tmp_path: Path) -> None:
    store(tmp_path, KEYS[:-1])

    @dg.asset(name="part", partitions_def=PARTS)
    def other() -> pa.Table:
        return pa.table({"key": ["x"], "size": [1]})

    assert materialize(tmp_path, [other], partition_key=KEYS[-1]).success
    with pytest.raises(SchemaError, match="lacks the column"):
        load(tmp_path, pa.Table)
