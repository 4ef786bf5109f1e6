from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pytest
from stored.runs import materialize
from stored.tables import CLASSES, TABLE, make

import penstock as ps
from penstock.testing import assert_frame_equal


@pytest.mark.parametrize("writer", CLASSES)
def test_every_kind_can_be_read_as_every_kind(tmp_path: Path, writer: str) -> None:
    read: dict[str, Any] = {}

    @dg.asset(name="written")
    def write() -> Any:
        return make(writer, TABLE)

    def reader(kind: str) -> dg.AssetsDefinition:
        def load(written: Any) -> None:
            read[kind] = written
            assert isinstance(written, CLASSES[kind])
            assert_frame_equal(written, TABLE)

        load.__annotations__["written"] = CLASSES[kind]
        return dg.asset(name=kind.replace(".", "_"))(load)

    assert materialize(tmp_path, [write, *map(reader, CLASSES)]).success
    assert set(read) == set(CLASSES)


@pytest.mark.parametrize("kind", CLASSES)
def test_a_table_without_rows_keeps_its_columns(tmp_path: Path, kind: str) -> None:
    @dg.asset
    def empty() -> Any:
        return make(kind, TABLE.slice(0, 0))

    @dg.asset
    def check(empty: pa.Table) -> None:
        assert_frame_equal(empty, TABLE.slice(0, 0))

    assert materialize(tmp_path, [empty, check]).success


def test_an_input_without_an_annotation_is_a_lazy_frame(tmp_path: Path) -> None:
    @dg.asset
    def numbers() -> pa.Table:
        return TABLE

    @dg.asset
    def check(numbers) -> None:  # type: ignore[no-untyped-def]
        assert isinstance(numbers, ps.LazyFrame)
        assert_frame_equal(numbers, TABLE)
        assert_frame_equal(numbers, TABLE)  # and again: it is no stream that is used up

    assert materialize(tmp_path, [numbers, check]).success


def test_none_stores_nothing_and_optional_inputs_are_none(tmp_path: Path) -> None:
    seen: list[object] = []

    @dg.asset
    def nothing() -> pa.Table | None:
        return None

    @dg.asset
    def check(nothing: pa.Table | None) -> None:
        seen.append(nothing)

    assert materialize(tmp_path, [nothing, check]).success
    assert seen == [None]
    assert list(tmp_path.iterdir()) == []


def test_outputs_of_ops_are_stored_as_well(tmp_path: Path) -> None:
    from dagster_penstock import PenstockParquetIOManager

    @dg.op
    def make_table() -> pa.Table:
        return TABLE

    @dg.op
    def look_at(table: ps.DataFrame) -> int:
        return table.height

    @dg.job(resource_defs={"io_manager": PenstockParquetIOManager(base_uri=str(tmp_path))})
    def pipeline() -> None:
        look_at(make_table())

    # The number is no table, and there is no place for it here.
    result = pipeline.execute_in_process(raise_on_error=False)
    assert result.output_for_node("make_table") is not None
    assert not result.success


def test_a_lazy_frame_of_polars_reads_what_is_asked_for_as_often_as_it_is_collected(tmp_path: Path) -> None:
    import polars as pl

    @dg.asset
    def numbers() -> pl.DataFrame:
        return pl.DataFrame({"a": range(10), "b": range(10, 20)})

    @dg.asset
    def check(numbers: pl.LazyFrame) -> None:
        for _ in range(2):
            assert numbers.filter(pl.col("a") > 7).select("b").collect().to_dict(as_series=False) == {"b": [18, 19]}
        assert numbers.head(3).collect().height == 3
        assert numbers.select(pl.len()).collect().item() == 10

    assert materialize(tmp_path, [numbers, check]).success


def test_only_the_asked_for_columns_are_loaded(tmp_path: Path) -> None:
    @dg.asset
    def wide() -> pa.Table:
        return TABLE

    @dg.asset(ins={"wide": dg.AssetIn(metadata={"columns": ["name", "id"]})})
    def check(wide: pa.Table) -> None:
        assert_frame_equal(wide, TABLE.select(["name", "id"]))

    assert materialize(tmp_path, [wide, check]).success
