"""The page on types says what is true, and nothing is changed silently."""

import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

import penstock as ps
from penstock.exceptions import SchemaError

TOOLS = Path(__file__).parents[1]
sys.path.insert(0, str(TOOLS))

from type_audit.columns import Kind, kinds  # noqa: E402 - it is not installed
from type_audit.databases import OF_DUCKDB, of_duckdb  # noqa: E402
from type_audit.page import DECLARED, PAGE, cells, page  # noqa: E402
from type_audit.same import same_values  # noqa: E402
from type_audit.ways import WAYS  # noqa: E402


@pytest.mark.timeout(600)
def test_the_page_says_what_becomes_of_each_type_and_no_value_changes_but_as_declared() -> None:
    found = cells()
    assert len(found) > 60
    changed = {way for row in found.values() for way, cell in row.items() if "≠" in cell}
    assert changed == set(DECLARED)
    by_duckdb = {kind for kind, row in found.items() if "≠" in row["DuckDB and back"]}
    assert by_duckdb == {"duration[ns]", "interval"}
    assert {kind: row["JVM"] for kind, row in found.items() if row["JVM"] != "kept"} == {}
    assert page(found) == PAGE.read_text(encoding="utf-8"), "run build-tools/type_audit/page.py"


def test_relations_of_duckdb_keep_their_values_or_are_refused() -> None:
    with duckdb.connect() as connection:
        lines = {name: of_duckdb(connection, name)[1:] for name in OF_DUCKDB}
    assert [name for name, cells in lines.items() if any("≠" in cell for cell in cells)] == []
    assert lines["UHUGEINT of 39 digits"][0].startswith("refused")
    assert lines["TIME WITH TIME ZONE"][0] == "refused (SchemaError)"


#: What pyarrow does not put together.
APART = ("run-end encoded",)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind.name not in APART], ids=lambda kind: kind.name)
def test_a_million_rows_go_through_the_jvm_and_through_parquet(kind: Kind) -> None:
    table = pa.table({"x": kind.million()})
    ways = ["JVM"] if "union" in kind.name or kind.name in ("interval", "struct without fields") else ["JVM", "Parquet"]
    for way in ways:
        back = WAYS[way](table)
        assert back.schema == table.schema
        assert same_values(back.column(0), table.column(0))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1, "x"], 'the column "a" of objects has int in row 0 and str in row 1'),
        ([None, float("nan"), "x", "y", b"z", 1], 'the column "a" of objects has str in row 2 and bytes in row 4'),
        ([[("k", 1)], [("k", 2)]], 'the column "a": '),
    ],
)
def test_objects_of_which_no_column_can_be_made_are_named_with_their_rows(values: list[Any], text: str) -> None:
    pandas = pytest.importorskip("pandas")
    with pytest.raises(SchemaError) as raised:
        ps.DataFrame(pandas.DataFrame({"a": pandas.Series(values, dtype=object)}))
    assert text in str(raised.value)
    assert raised.value.column == "a"
