"""What a materialisation says about the file that it wrote."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq

from penstock import security

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    import penstock as ps
    from dagster_penstock._measure import Measurement

_LONGEST_CELL = 60


def about_file(
    path: Path,
    place: tuple[str, str],
    schema: pa.Schema,
    dtypes: ps.Schema,
    *,
    masked: Collection[str],
    preview_rows: int,
    checksum: bool,
) -> dict[str, Any]:
    """Rows, columns and bytes of a file, from its footer, and its first rows.

    Args:
        path: Where the file is.
        place: Where it is going to be: as messages call it, and its address.
        schema: Its columns.
        dtypes: Their types.
        masked: The columns whose values are not shown.
        preview_rows: How many rows are shown.
        checksum: Whether there is a digest of its bytes.
    """
    with pq.ParquetFile(path) as file:
        footer = file.metadata
        first = next(file.iter_batches(batch_size=max(1, preview_rows)), None) if preview_rows else None
    groups = [footer.row_group(i) for i in range(footer.num_row_groups)]
    metadata: dict[str, Any] = {
        "path": dg.MetadataValue.path(place[0]),
        "dagster/uri": place[1],
        "dagster/row_count": footer.num_rows,
        "dagster/column_schema": _table_schema(schema, dtypes, masked),
        "penstock/bytes": path.stat().st_size,
        "penstock/bytes_uncompressed": sum(group.total_byte_size for group in groups),
        "penstock/codec": groups[0].column(0).compression.lower() if groups else "none",
        "penstock/schema_fingerprint": fingerprint(schema),
    }
    if first is not None:
        metadata["penstock/preview"] = dg.MetadataValue.md(markdown(first.slice(0, preview_rows), masked))
    if checksum:
        with path.open("rb") as data:
            metadata["penstock/content_sha256"] = hashlib.file_digest(data, "sha256").hexdigest()
    return metadata


def about_work(work: Measurement, ran: dict[str, Any]) -> dict[str, Any]:
    """How long the writing took, which for a lazy table is its computation as well, and what it needed.

    Args:
        work: What was measured from outside.
        ran: What the engine says of the plan that wrote, as JSON.
    """
    nodes = list(_nodes(ran["plan"]))
    of_duckdb = [node for node in nodes if node["operation"] == "RAN"]
    own = [node for node in nodes if "engine" in node and node not in of_duckdb]
    seconds = {"read": 0.0, "compute": 0.0, "write": 0.0}
    # DuckDB knows better what its time went to than the plan that it ran.
    timed = [node for node in own if node["engine"] != "duckdb"]
    timed += [operator for node in of_duckdb for operator in _operators(node)]
    for node in timed:
        seconds[_step(node["operation"])] += node.get("seconds", 0.0)
    return {
        "penstock/seconds": round(work.seconds, 6),
        **{f"penstock/seconds_{step}": round(spent, 6) for step, spent in seconds.items()},
        "penstock/peak_rss_bytes": work.peak_rss_bytes,
        "penstock/peak_jvm_heap_bytes": work.peak_heap_bytes,
        "penstock/peak_arrow_bytes": max(work.peak_columns_bytes, ran["peak_bytes"]),
        "penstock/peak_duckdb_bytes": max((node.get("peak_bytes", 0) for node in of_duckdb), default=0),
        "penstock/spilled_bytes": ran["spilled_bytes"],
        "penstock/engine": " + ".join(dict.fromkeys(node["engine"] for node in own)) or "none",
        "penstock/engine_of_nodes": [{"node": node["operation"], "engine": node["engine"]} for node in own],
    }


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes of a plan, inputs first. Operators inside of DuckDB are DuckDB's own affair."""
    if node["operation"] != "RAN":
        for below in node["inputs"]:
            yield from _nodes(below)
    yield node


def _operators(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for below in node["inputs"]:
        yield below
        yield from _operators(below)


def _step(operation: str) -> str:
    """Of a node, or of an operator of DuckDB."""
    kind = operation.partition(" ")[0]
    if kind == "SINK" or kind.endswith("COPY_TO_FILE"):
        return "write"
    return "read" if kind in ("SCAN", "FRAME", "STREAM", "TABLE_SCAN") else "compute"


def fingerprint(schema: pa.Schema) -> str:
    """A digest of names, types and nullability, in their order."""
    columns = [[field.name, str(field.type), field.nullable] for field in schema]
    return hashlib.sha256(json.dumps(columns).encode()).hexdigest()


def _table_schema(schema: pa.Schema, dtypes: ps.Schema, masked: Collection[str]) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                field.name,
                str(dtypes[field.name]),
                constraints=dg.TableColumnConstraints(nullable=field.nullable),
                tags={"pii": ""} if is_masked(field, masked) else {},
            )
            for field in schema
        ]
    )


def markdown(batch: pa.RecordBatch, masked: Collection[str]) -> str:
    """Rows as a table of Markdown, with nothing of masked columns."""
    hidden = [is_masked(field, masked) for field in batch.schema]
    lines = [_line(batch.schema.names), _line(["---"] * batch.num_columns)]
    columns = range(batch.num_columns)
    lines += [
        _line([security.MASK if hidden[i] else _cell(batch.column(i)[row]) for i in columns])
        for row in range(batch.num_rows)
    ]
    return "\n".join(lines)


def is_masked(field: pa.Field, masked: Collection[str]) -> bool:
    """Whether a column, or a part of it, is masked here or hidden everywhere."""
    parts = (field.type.field(i) for i in range(field.type.num_fields))
    return (
        field.name in masked
        or security.is_sensitive(field.name, field.metadata)
        or any(is_masked(part, masked) for part in parts)
    )


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _cell(value: pa.Scalar) -> str:
    text = "null" if not value.is_valid else str(value)
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
