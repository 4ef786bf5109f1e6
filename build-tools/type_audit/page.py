"""Writes docs/type-audit.md: what becomes of each type on each way. `python build-tools/type_audit/page.py`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb
import pyarrow as pa

import penstock as ps
from type_audit.columns import Kind, kinds
from type_audit.databases import OF_DUCKDB, of_duckdb
from type_audit.same import same_values
from type_audit.ways import THERE, WAYS, Way

PAGE = Path(__file__).parents[2] / "docs" / "type-audit.md"

#: Values that are others behind a way: by whom, and why nothing keeps them. Everything else that changes is a defect.
DECLARED = {
    "pandas, numpy": "numpy has no nulls: whole numbers and truth values with some become floats, and null is NaN",
    "DuckDB and back": "an INTERVAL has microseconds: nanoseconds of durations and intervals are cut",
}

HEAD = """# What becomes of each type

Columns of each type go along each way, in eight shapes: all values valid, some null, all null, no rows, one row, a
slice that does not begin where its buffers do, several chunks, many rows. `python build-tools/type_audit/page.py`
writes this page; a test holds it to what is true, and sends a million rows along the ways JVM and Parquet.

"kept" means: the same type, nullability, metadata and values, bit for bit. A type stands where the values are kept and
the type is another one; `≠` where values are others. "refused" says by whom: SchemaError and UnsupportedType are
Penstock's, and name the column.

| | |
| --- | --- |
| JVM | by pointer into the JVM, through a plan of the core, and back by pointer |
| DuckDB in the JVM | the same through a plan that DuckDB runs |
| IPC out, IPC in | files that Penstock writes and pyarrow reads, and the other way round |
| Parquet | files that Penstock writes and reads |
| Parquet out, Parquet in | that Penstock writes and pyarrow reads, and the other way round |
| Polars and back | `to_polars()`: the type there, and the one of `ps.DataFrame(...)` of it |
| DuckDB and back | a table that Python's DuckDB makes of a frame: the type there, and the one of a frame of the table |
| pandas | `to_pandas(use_pyarrow_extension_array=True)`, or `to_pandas()` with types of numpy, and back |

A way back cannot know what the way there has changed. To have the type again, name it in a cast, in a file's schema, or
in `types` of dbt's decorator or plugin. Python models of dbt restore by themselves what they pass through.
"""


def outcome(kind: Kind, way: Way) -> str:
    """What becomes of a type on a way, in all shapes."""
    found: dict[str, None] = {}
    for column in kind.shapes(70).values():
        # Dictionaries of what they have been: what one shape becomes may be several things on its way to numpy.
        found[_outcome(pa.table({"x": column}), way)] = None
    return "; ".join(sorted(found, key=lambda text: (text != "kept", text)))


def _outcome(table: pa.Table, way: Way) -> str:
    try:
        back = way(table)
    except Exception as error:
        return f"refused ({_by(error)})"
    field = back.schema.field(0)
    shown = "kept" if back.schema.equals(table.schema, check_metadata=True) else _name(field.type)
    return shown if same_values(table.column(0), back.column(0)) else f"{shown} ≠"


def _by(error: Exception) -> str:
    library = type(error).__module__.partition(".")[0].strip("_")
    return type(error).__name__ if library == "penstock" else library


def _name(kind: pa.DataType) -> str:
    return str(kind).replace(" ('x')", "")


def cells() -> dict[str, dict[str, str]]:
    """What becomes of each type of Arrow on each way."""
    return {kind.name: {name: _cell(kind, name, way) for name, way in WAYS.items()} for kind in kinds()}


def _cell(kind: Kind, name: str, way: Way) -> str:
    text = outcome(kind, way)
    if name not in THERE or text.startswith("refused"):
        return text
    return f"{_there(kind, THERE[name])} → {text}"


def _there(kind: Kind, ask: Callable[[pa.Table], str]) -> str:
    return (
        ask(pa.table({"x": kind.shapes(3)["one row"]}))
        if kind.name != "map<string, int64>"
        else ask(pa.table({"x": kind.shapes(3)["empty"]}))
    )


def page(found: dict[str, dict[str, str]]) -> str:
    """The page."""
    lines = [HEAD, "## Types of Arrow", "", f"| type | {' | '.join(WAYS)} |", "| --- " * (len(WAYS) + 1) + "|"]
    lines += [f"| {_escaped(kind)} | {' | '.join(map(_escaped, row.values()))} |" for kind, row in found.items()]
    lines += ["", "Values that are others (`≠`) on these ways, which are those of the other libraries:", ""]
    lines += [f"- {way}: {why}." for way, why in DECLARED.items()]
    lines += [
        "",
        "## Types of DuckDB",
        "",
        "Relations that are read by `ps.DataFrame(relation)`, and go back into a table.",
        "",
    ]
    lines += ["| type | in Penstock | in a table again | through a Python model of dbt |", "| --- | --- | --- | --- |"]
    with duckdb.connect() as connection:
        lines += [f"| {' | '.join(map(_escaped, of_duckdb(connection, name)))} |" for name in OF_DUCKDB]
    return "\n".join([*lines, ""])


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    ps.DataFrame({"a": [1]})  # starts the JVM
    PAGE.write_text(page(cells()), encoding="utf-8")
