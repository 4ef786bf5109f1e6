import datetime as dt
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from stored.runs import materialize, shared_instance
from stored.tables import CLASSES

import penstock as ps
from dagster_penstock import PenstockParquetIOManager
from dagster_penstock._filters import condition
from penstock.exceptions import ColumnNotFoundError, ConfigError
from penstock.testing import assert_frame_equal

ROWS = 40_000
#: Ordered by the id, so that row groups can be told apart; the texts are long and do not compress well.
TABLE = pa.table(
    {
        "id": range(ROWS),
        "text": [hashlib.sha256(b"%d" % i).hexdigest() for i in range(ROWS)],
        "day": [dt.date(2020, 1, 1) + dt.timedelta(days=i // 1000) for i in range(ROWS)],
        "maybe": [None if i % 3 == 0 else i for i in range(ROWS)],
    }
)


@dg.asset
def events() -> pa.Table:
    return TABLE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the table lies, in 10 row groups."""
    path = tmp_path_factory.mktemp("stored")
    assert materialize(path, [events], settings={"row_group_rows": ROWS // 10}).success
    return path


def load(folder: Path, annotation: Any, **options: Any) -> Any:
    """What an input with such metadata gets, without a run."""
    manager = PenstockParquetIOManager(base_uri=str(folder))
    manager.setup_for_execution(dg.build_init_resource_context(instance=shared_instance()))
    context = dg.build_input_context(
        asset_key=["events"],
        dagster_type=dg.PythonObjectDagsterType(annotation),
        definition_metadata=options,
        instance=shared_instance(),
    )
    return manager.load_input(context)


def bytes_read(folder: Path, **options: Any) -> int:
    """How many bytes of files the process reads to have the rows and columns that are asked for."""
    loaded = load(folder, ps.LazyFrame, **options)
    loaded.collect()  # classes are read the first time
    io = Path("/proc/self/io")
    before = int(io.read_text().split()[1])
    loaded.collect()
    return int(io.read_text().split()[1]) - before


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="the system does not count what is read")
def test_what_is_not_asked_for_is_not_read(folder: Path) -> None:
    file = pq.read_metadata(folder / "events.parquet")
    one_id, one_text, one_day, one_maybe = [file.row_group(2).column(i).total_compressed_size for i in range(4)]
    footer = 100_000  # its length is not known before it is read
    everything = bytes_read(folder)
    assert everything > 10 * one_text > 10 * footer
    assert bytes_read(folder, columns=["id"]) < 10 * one_id + footer
    some = [("id", ">=", 8_000), ("id", "<", 12_000)]  # row group 2
    assert one_text < bytes_read(folder, filters=some) < one_id + one_text + one_day + one_maybe + footer
    assert bytes_read(folder, columns=["maybe"], filters=some) < one_id + one_maybe + footer
    # A filter on what is not picked reads it.
    assert bytes_read(folder, columns=["maybe"], filters=[("text", ">", "f")]) > 10 * one_text


def test_row_groups_without_such_rows_are_left_out(folder: Path) -> None:
    loaded = load(folder, ps.LazyFrame, filters=[("day", "==", dt.date(2020, 1, 10))], columns=["id"])
    assert isinstance(loaded, ps.LazyFrame)
    (scan,) = json.loads(loaded.explain(analyze=True, format="json"))["scans"]
    assert (scan["row_groups_kept"], scan["row_groups"]) == (1, 10)


@pytest.mark.parametrize("name", CLASSES)
def test_every_kind_gets_the_rows_and_columns_that_were_asked_for(folder: Path, name: str) -> None:
    loaded = load(folder, CLASSES[name], columns=["maybe", "id"], filters=[("id", "in", [5, 6, 39_999, -1])])
    assert isinstance(loaded, CLASSES[name])
    assert_frame_equal(loaded, pa.table({"maybe": pa.array([5, None, None], pa.int64()), "id": [5, 6, 39_999]}))


@pytest.mark.parametrize(
    "filters",
    [
        [("id", "<", 10)],
        [("id", "<=", 10), ("id", "!=", 4)],
        [("maybe", "==", 7)],
        [("maybe", "=", 6)],
        [("maybe", "in", [7, 8]), ("id", "<", 12)],
        [("id", "not in", [7, 8]), ("id", "<", 12)],
        [[("id", ">", 39_990)], [("id", "<", 3), ("maybe", ">=", 1)]],
        [("text", "==", hashlib.sha256(b"77").hexdigest())],
        [("id", "in", [])],
        [["id", "<", 2]],
    ],
    ids=str,
)
def test_filters_mean_what_they_mean_to_pyarrow(folder: Path, filters: Any) -> None:
    assert_frame_equal(
        load(folder, pa.Table, filters=filters), pq.read_table(folder / "events.parquet", filters=_tuples(filters))
    )


def _tuples(filters: Any) -> Any:
    return [tuple(one) if isinstance(one[0], str) else one for one in filters]


def test_an_expression_is_a_filter_and_polars_agrees(folder: Path) -> None:
    found = load(folder, pl.DataFrame, filters=ps.col("maybe").is_null() & (ps.col("id") < 100))
    assert_frame_equal(found, pl.DataFrame(TABLE).filter(pl.col("maybe").is_null() & (pl.col("id") < 100)))


def test_a_row_whose_value_is_null_is_in_no_list_and_in_none_of_the_others(folder: Path) -> None:
    # Unlike pyarrow, which counts null among those that are not in a list.
    found = load(folder, pa.Table, filters=[("maybe", "not in", [1]), ("id", "<", 5)])
    assert found["maybe"].to_pylist() == [2, 4]


def test_moments_and_decimals_may_be_texts_as_metadata_are(tmp_path: Path) -> None:
    table = pa.table(
        {
            "day": [dt.date(2020, 1, 1), dt.date(2020, 1, 2), None],
            "at": pa.array([0, 10**15, None], pa.timestamp("us")),
            "zoned": pa.array([0, 10**12, None], pa.timestamp("ms", "Europe/Zurich")),
            "pay": pa.array([Decimal("1.10"), Decimal("1.20"), None], pa.decimal128(9, 2)),
        }
    )

    @dg.asset
    def events() -> pa.Table:
        return table

    assert materialize(tmp_path, [events]).success
    for column, text in {
        "day": "2020-01-02",
        "at": "2001-09-09T01:46:40",
        "zoned": "2001-09-09T03:46:40+02:00",
        "pay": "1.20",
    }.items():
        assert load(tmp_path, pa.Table, filters=[(column, ">=", text)]) == table.slice(1, 1), column
        assert load(tmp_path, pa.Table, filters=[(column, "not in", [text])]) == table.slice(0, 1), column
    with pytest.raises(ConfigError, match=r"compares day.*'soon'"):
        load(tmp_path, pa.Table, filters=[("day", ">", "soon")])
    with pytest.raises(ConfigError, match="compares at"):  # a moment of some zone, with one of none
        load(tmp_path, pa.Table, filters=[("at", ">", "2001-09-09T03:46:40+02:00")])
    assert load(tmp_path, pa.Table, filters=[("zoned", "==", "2001-09-09T03:46:40")]) == table.slice(1, 1)


def test_inputs_of_assets_have_filters(folder: Path) -> None:
    seen: list[pa.Table] = []

    @dg.asset(ins={"events": dg.AssetIn(metadata={"columns": ["id"], "filters": [("day", "<", "2020-01-02")]})})
    def few(events: pa.Table) -> None:
        seen.append(events)

    assert materialize(folder, [events, few], selection=["few"]).success
    assert_frame_equal(seen[0], pa.table({"id": range(1000)}))


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ([], "filters is"),
        ("id > 3", "filters is"),
        ([("id", ">")], "a filter is"),
        ([(3, ">", 4)], "a filter is"),
        ([("id", "like", "x")], "operator 'like'.*not in"),
        ([("id", "==", None)], "never true.*is_null"),
        ([("id", "in", "abc")], "list of values"),
        ([("id", "in", 3)], "list of values"),
        ([[("id", ">", 3)], []], "a filter is"),
    ],
    ids=str,
)
def test_filters_that_make_no_sense_are_refused(filters: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        condition(filters, {})


def test_columns_that_are_not_there_are_named(folder: Path) -> None:
    with pytest.raises(ColumnNotFoundError, match="idd"):
        load(folder, pa.Table, columns=["idd"])
    with pytest.raises(ColumnNotFoundError, match="idd"):
        load(folder, pa.Table, filters=[("idd", ">", 3)])
    with pytest.raises(ConfigError, match="list of names"):
        load(folder, pa.Table, columns="id")
