import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pyarrow as pa
import pytest
from stored.runs import materialize, metadata

import penstock as ps
from dagster_penstock import PenstockParquetIOManager
from dagster_penstock._policy import merged, refuse_change
from penstock.exceptions import SchemaError
from penstock.testing import assert_frame_equal

PARTS = dg.StaticPartitionsDefinition(["1", "2", "3"])
PATH = Path("x.parquet")


def schema(*columns: tuple[str, pa.DataType] | pa.Field) -> pa.Schema:
    return pa.schema(columns)


A, TEXT = ("a", pa.int64()), ("b", pa.string())
NOT_NULL = pa.field("a", pa.int64(), nullable=False)


def change(before: pa.DataType, after: pa.DataType, *policy: str) -> None:
    refuse_change(PATH, schema(("a", before)), schema(("a", after)), policy)


WIDENINGS = [
    (pa.int8(), pa.int16()),
    (pa.int8(), pa.int64()),
    (pa.int32(), pa.int64()),
    (pa.uint8(), pa.uint64()),
    (pa.float32(), pa.float64()),
    (pa.decimal128(5, 2), pa.decimal128(38, 2)),
    (pa.decimal32(5, 2), pa.decimal64(15, 2)),
]


@pytest.mark.parametrize(("narrow", "wide"), WIDENINGS, ids=str)
def test_a_wider_type_is_allowed_where_that_is_said_and_a_narrower_one_never(narrow: Any, wide: Any) -> None:
    change(narrow, wide, "widen")
    for policy in ("strict", "add_nullable", "ignore_extra", "widen_dates"):
        with pytest.raises(SchemaError, match=r'column "a" .* widens it'):
            change(narrow, wide, policy)
    for policy in ("strict", "add_nullable", "ignore_extra", "widen", "widen_dates"):
        with pytest.raises(SchemaError, match="narrows it"):
            change(wide, narrow, policy)


def test_dates_become_moments_only_where_that_is_asked_for() -> None:
    change(pa.date32(), pa.timestamp("us"), "widen_dates")
    with pytest.raises(SchemaError, match="widens it"):
        change(pa.date32(), pa.timestamp("us"), "widen", "add_nullable")
    with pytest.raises(SchemaError, match="another type"):
        change(pa.date32(), pa.timestamp("us", "UTC"), "widen_dates")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (pa.int32(), pa.uint32(), "sign"),
        (pa.uint8(), pa.int64(), "sign"),
        (pa.timestamp("us"), pa.timestamp("ms"), "unit"),
        (pa.timestamp("ms"), pa.timestamp("ns"), "unit"),
        (pa.duration("ns"), pa.duration("us"), "unit"),
        (pa.timestamp("us", "UTC"), pa.timestamp("us", "Europe/Zurich"), "time zone"),
        (pa.timestamp("us"), pa.timestamp("us", "UTC"), "time zone"),
        (pa.string(), pa.int64(), "texts"),
        (pa.float64(), pa.string(), "texts"),
        (pa.decimal128(10, 2), pa.decimal128(12, 3), "another type"),
        (pa.int64(), pa.float64(), "another type"),
        (pa.list_(pa.int8()), pa.list_(pa.int16()), "another type"),
        (pa.bool_(), pa.int8(), "another type"),
    ],
    ids=str,
)
def test_what_changes_the_meaning_is_never_allowed(before: Any, after: Any, why: str) -> None:
    for policy in (["strict"], ["widen", "widen_dates", "add_nullable"], ["widen", "widen_dates", "ignore_extra"]):
        with pytest.raises(SchemaError, match=why):
            change(before, after, *policy)


def test_how_a_text_is_laid_out_is_no_difference() -> None:
    change(pa.string(), pa.large_string(), "strict")
    change(pa.decimal32(5, 2), pa.decimal128(5, 2), "strict")


@pytest.mark.parametrize(
    ("before", "after", "allowed_by"),
    [
        (schema(A), schema(A), ["strict", "add_nullable", "widen", "ignore_extra"]),
        (schema(A), schema(A, TEXT), ["add_nullable", "ignore_extra"]),
        (schema(A, TEXT), schema(A), ["ignore_extra"]),
        (schema(A, TEXT), schema(TEXT, A), ["add_nullable", "widen", "ignore_extra"]),
        (schema(TEXT), schema(TEXT, NOT_NULL), ["ignore_extra"]),
        (schema(NOT_NULL), schema(A), ["widen"]),
        (schema(A), schema(NOT_NULL), []),
    ],
    ids=str,
)
def test_each_policy_allows_what_it_says(before: pa.Schema, after: pa.Schema, allowed_by: list[str]) -> None:
    allowed = []
    for policy in ("strict", "add_nullable", "widen", "ignore_extra"):
        try:
            refuse_change(PATH, before, after, [policy])
            allowed.append(policy)
        except SchemaError as error:
            assert str(error).startswith("x.parquet is not written")  # noqa: PT017 - only some are refused
    assert allowed == allowed_by


def test_all_differences_are_listed() -> None:
    with pytest.raises(SchemaError) as raised:
        refuse_change(PATH, schema(A, TEXT), schema(("a", pa.int8()), ("c", pa.int8())), ["widen"])
    for part in ("Int64 would be of Int8, which narrows it", 'column "c" is new', 'column "b" is gone', "widen"):
        assert part in str(raised.value)


def test_files_that_differ_are_read_as_what_holds_both() -> None:
    old, new = schema(NOT_NULL, TEXT), schema(("c", pa.int8()), ("a", pa.int8()))
    paths = {Path("1"): old, Path("2"): new}
    assert merged(paths, ["add_nullable", "widen"]) == schema(A, TEXT, ("c", pa.int8()))
    assert merged(paths, ["ignore_extra", "widen"]) == schema(A)
    assert merged(paths, ["ignore_extra", "widen"]).field("a").nullable
    assert merged({Path("2"): new, Path("1"): old}, ["ignore_extra", "widen"]) == schema(A)
    with pytest.raises(SchemaError, match=r'2 cannot be read together with 1: .*"a" is of Int8 and of Int64'):
        merged(paths, ["add_nullable"])
    with pytest.raises(SchemaError, match='lacks the column "b"; it has the column "c"'):
        merged(paths, ["widen"])
    assert merged({Path("1"): old}, ["strict"]) == old


def store(folder: Path, key: str, table: pa.Table, *policy: str) -> dict[str, Any]:
    @dg.asset(partitions_def=PARTS)
    def part() -> pa.Table:
        return table

    return metadata(materialize(folder, [part], partition_key=key, settings={"evolution": list(policy)}), "part")


def load(folder: Path, annotation: Any, *policy: str) -> Any:
    """What an asset without partitions gets of all of them that are there."""
    seen = []

    @dg.asset(partitions_def=PARTS)
    def part() -> None: ...

    def all_parts(part: Any) -> None:
        seen.append(part)

    all_parts.__annotations__["part"] = annotation
    asset = dg.asset(ins={"part": dg.AssetIn(metadata={"allow_missing_partitions": True})})(all_parts)
    materialize(folder, [part, asset], selection=["all_parts"], settings={"evolution": list(policy)})
    return seen[0]


OLD = pa.table(
    {
        "n": pa.array([1, None], pa.int8()),
        "x": pa.array([0.5, None], pa.float32()),
        "pay": pa.array([Decimal("1.10"), None], pa.decimal128(5, 2)),
        "day": pa.array([dt.date(2020, 2, 29), None], pa.date32()),
    }
)
NEW = pa.table(
    {
        "n": pa.array([2**40], pa.int64()),
        "x": pa.array([0.1], pa.float64()),
        "pay": pa.array([Decimal("123456789.10")], pa.decimal128(11, 2)),
        "day": pa.array([dt.datetime(2020, 3, 1, 12)], pa.timestamp("us")),
        "more": pa.array(["new"], pa.string()),
    }
)
GROWING = ("add_nullable", "widen", "widen_dates")


def test_partitions_are_read_as_the_widest_of_their_columns_as_polars_would(tmp_path: Path) -> None:
    store(tmp_path, "1", OLD, *GROWING)
    said = store(tmp_path, "2", NEW, *GROWING)
    assert said["penstock/evolution"] == {
        "kind": "changed",
        "policy": list(GROWING),
        "added": ["more"],
        "changed": [
            {"column": "n", "from": "int8", "to": "int64"},
            {"column": "x", "from": "float", "to": "double"},
            {"column": "pay", "from": "decimal128(5, 2)", "to": "decimal128(11, 2)"},
            {"column": "day", "from": "date32[day]", "to": "timestamp[us]"},
        ],
    }
    expected = pl.concat([pl.DataFrame(OLD), pl.DataFrame(NEW)], how="diagonal_relaxed")
    assert_frame_equal(load(tmp_path, pl.DataFrame, *GROWING), expected)
    assert_frame_equal(load(tmp_path, pl.LazyFrame, *GROWING).filter(pl.col("n") > 1).collect(), expected.tail(1))
    by_key = load(tmp_path, dict[str, pa.Table], *GROWING)
    assert by_key["1"].schema == by_key["2"].schema
    assert by_key["1"]["more"].to_pylist() == [None, None]


def test_a_partition_that_is_refused_is_not_written(tmp_path: Path) -> None:
    store(tmp_path, "1", NEW, *GROWING)
    with pytest.raises(SchemaError, match='"n" of Int64 would be of Int8, which narrows it'):
        store(tmp_path, "2", OLD, *GROWING)
    with pytest.raises(SchemaError, match='"more" is gone'):
        store(tmp_path, "1", NEW.drop_columns("more"), "strict")
    assert [path.name for path in (tmp_path / "part").iterdir()] == ["1.parquet"]
    assert_frame_equal(load(tmp_path, pa.Table, "strict"), NEW)


def test_what_not_all_partitions_have_is_left_out_where_that_is_said(tmp_path: Path) -> None:
    store(tmp_path, "1", pa.table({"a": [1], "b": [2]}), "ignore_extra")
    store(tmp_path, "2", pa.table({"c": [3], "a": [4]}), "ignore_extra")
    store(tmp_path, "3", pa.table({"a": pa.array([], pa.int64()), "c": pa.array([], pa.int64())}), "ignore_extra")
    assert_frame_equal(load(tmp_path, pa.Table, "ignore_extra"), pa.table({"a": [1, 4]}))


def test_without_a_policy_anything_may_be_written_and_files_are_read_as_they_are(tmp_path: Path) -> None:
    store(tmp_path, "1", OLD)
    assert store(tmp_path, "2", NEW)["penstock/evolution"] == {"kind": "new"}
    with pytest.raises(SchemaError):
        load(tmp_path, pa.Table)
    assert_frame_equal(load(tmp_path, dict[str, ps.DataFrame])["1"], OLD)


def test_a_table_without_partitions_is_held_to_what_it_replaces(tmp_path: Path) -> None:
    def written(table: pa.Table, *policy: str) -> Any:
        @dg.asset
        def whole() -> pa.Table:
            return table

        return metadata(materialize(tmp_path, [whole], settings={"evolution": list(policy)}), "whole")

    assert written(OLD, "strict")["penstock/evolution"] == {"kind": "new", "policy": ["strict"]}
    assert written(OLD.slice(0, 0), "strict")["penstock/evolution"] == {"kind": "none", "policy": ["strict"]}
    with pytest.raises(SchemaError, match='"more" is new'):
        written(NEW, "strict")
    assert written(NEW, *GROWING)["penstock/evolution"]["added"] == ["more"]


def test_policies_of_dynamic_partitions_look_at_all_of_them(tmp_path: Path) -> None:
    @dg.asset(partitions_def=dg.DynamicPartitionsDefinition(name="days"))
    def grown(context: dg.AssetExecutionContext) -> pa.Table:
        return OLD if context.partition_key == "old" else NEW

    manager = PenstockParquetIOManager(base_uri=str(tmp_path), evolution=["strict"])
    with dg.DagsterInstance.ephemeral(settings={"telemetry": {"enabled": False}}) as instance:
        instance.add_dynamic_partitions("days", ["old", "new"])
        options: dict[str, Any] = {"resources": {"io_manager": manager}, "instance": instance}
        assert dg.materialize([grown], partition_key="old", **options).success
        with pytest.raises(SchemaError, match='"more" is new'):
            dg.materialize([grown], partition_key="new", **options)


@pytest.mark.parametrize(
    "wrong", [["add"], ["strict", "widen"], ["add_nullable", "ignore_extra"], ["strict", "strict", "none"]], ids=str
)
def test_policies_that_make_no_sense_are_refused_before_anything_runs(wrong: list[str]) -> None:
    with pytest.raises(ValueError, match="evolution"):
        PenstockParquetIOManager(base_uri="x", evolution=wrong)
