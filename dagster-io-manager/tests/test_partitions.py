from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pyarrow as pa
import pytest
from stored.runs import materialize, metadata

import penstock as ps
from dagster_penstock._parquet import ParquetFiles
from penstock.exceptions import InvalidOperationError, SchemaError
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


def materialize_all(folder: Path, returned: Callable[[list[str]], Any]) -> dg.ExecuteInProcessResult:
    """One run of all partitions."""

    @dg.asset(name="part", partitions_def=PARTS, backfill_policy=dg.BackfillPolicy.single_run())
    def many(context: dg.AssetExecutionContext) -> Any:
        return returned(list(context.partition_keys))

    tags = {"dagster/asset_partition_range_start": KEYS[0], "dagster/asset_partition_range_end": KEYS[-1]}
    return materialize(folder, [many], tags=tags)


@pytest.mark.filterwarnings("ignore:.*backfill_policy")
def test_a_run_of_several_partitions_stores_a_mapping_and_says_what_each_is(tmp_path: Path) -> None:
    tables = {key: pa.concat_tables([table_of(key)] * (i + 1)) for i, key in enumerate(KEYS)}
    result = materialize_all(tmp_path, lambda keys: {key: tables[key] for key in keys})
    assert_frame_equal(load(tmp_path, pa.Table), pa.concat_tables(tables.values()))
    said = {event.partition: event.materialization.metadata for event in result.get_asset_materialization_events()}
    assert set(said) == set(KEYS)
    for key, about in said.items():
        assert key is not None
        assert about["penstock/partition"].value == key
        assert about["dagster/row_count"].value == tables[key].num_rows
        assert about["dagster/partition_row_count"].value == tables[key].num_rows
        path = Path(str(about["path"].value))
        assert about["penstock/bytes"].value == path.stat().st_size
        assert about["dagster/uri"].value == path.as_uri()
        assert key[:50] in str(about["penstock/preview"].value)
        assert {"penstock/evolution", "penstock/retries", "penstock/seconds", "penstock/codec"} <= set(about)
        assert about["penstock/partitions"].value == len(KEYS)
    assert len({about["path"].value for about in said.values()}) == len(KEYS)


@pytest.mark.filterwarnings("ignore:.*backfill_policy")
def test_partitions_that_a_run_leaves_out_say_so(tmp_path: Path) -> None:
    result = materialize_all(tmp_path, lambda keys: {keys[0]: table_of(keys[0]), keys[1]: None})
    said = {event.partition: event.materialization.metadata for event in result.get_asset_materialization_events()}
    assert "missing" not in said[KEYS[0]]
    assert [key for key in KEYS if "missing" in said[key]] == KEYS[1:]
    assert "dagster/row_count" not in said[KEYS[1]]


@pytest.mark.filterwarnings("ignore:.*backfill_policy")
@pytest.mark.parametrize("is_broken", [False, True], ids=["whole", "broken"])
def test_names_are_brought_to_the_disk_once_behind_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_broken: bool
) -> None:
    settled: list[tuple[Path, int]] = []

    def settle(_: ParquetFiles, folder: Path) -> None:
        settled.append((folder, len(list(folder.glob("*.parquet")))))

    monkeypatch.setattr(ParquetFiles, "settle", settle)
    last = pl.LazyFrame({"a": ["x"]}).select(pl.col("a").cast(pl.Int64)) if is_broken else table_of("last")
    tables = {key: table_of(key) for key in KEYS[:-1]} | {KEYS[-1]: last}
    with pytest.raises(Exception, match="conversion") if is_broken else nullcontext():
        materialize_all(tmp_path, lambda keys: {key: tables[key] for key in keys})
    # What was written before a failure is there to stay, too.
    assert settled == [(tmp_path / "part", len(KEYS) - is_broken)]


@pytest.mark.filterwarnings("ignore:.*backfill_policy")
def test_one_table_for_several_partitions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidOperationError, match="one table for the 6 partitions"):
        materialize_all(tmp_path, lambda keys: table_of(keys[0]))
    with pytest.raises(InvalidOperationError, match="'other'"):
        materialize_all(tmp_path, lambda keys: {"other": table_of(keys[0])})
    assert list(tmp_path.iterdir()) == []


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
