"""What a materialisation says about the file that it wrote."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq

import penstock as ps

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from dagster_penstock._measure import Measurement

_MASK = "•••"
_LONGEST_CELL = 60


def about_file(
    path: Path, schema: pa.Schema, dtypes: ps.Schema, *, masked: Collection[str], preview_rows: int, checksum: bool
) -> dict[str, Any]:
    """Rows, columns and bytes of a file, from its footer, and its first rows."""
    with pq.ParquetFile(path) as file:
        footer = file.metadata
        first = next(file.iter_batches(batch_size=max(1, preview_rows)), None) if preview_rows else None
    groups = [footer.row_group(i) for i in range(footer.num_row_groups)]
    metadata: dict[str, Any] = {
        "path": dg.MetadataValue.path(str(path)),
        "dagster/uri": path.absolute().as_uri(),
        "dagster/row_count": footer.num_rows,
        "dagster/column_schema": _table_schema(schema, dtypes, masked),
        "penstock/bytes": path.stat().st_size,
        "penstock/bytes_uncompressed": sum(group.total_byte_size for group in groups),
        "penstock/codec": groups[0].column(0).compression.lower() if groups else "none",
        "penstock/schema_fingerprint": fingerprint(schema),
    }
    if first is not None:
        metadata["penstock/preview"] = dg.MetadataValue.md(_markdown(first.slice(0, preview_rows), masked))
    if checksum:
        with path.open("rb") as data:
            metadata["penstock/content_sha256"] = hashlib.file_digest(data, "sha256").hexdigest()
    return metadata


def about_work(work: Measurement, engine: str) -> dict[str, Any]:
    """How long the writing took, which for a lazy table is its computation as well, and what it needed."""
    return {
        "penstock/seconds": round(work.seconds, 6),
        "penstock/peak_rss_bytes": work.peak_rss_bytes,
        "penstock/engine": engine,
    }


def engines(frame: ps.LazyFrame) -> str:
    """Which engines run a plan: ``core``, ``duckdb``, or both."""
    text = frame.explain(level="physical", format="json")
    return " + ".join(dict.fromkeys(_engines_below(json.loads(text)["plan"]))) or "none"


def _engines_below(node: dict[str, Any]) -> list[str]:
    below = [name for child in node["inputs"] for name in _engines_below(child)]
    # A part whose rows several others read is named again where they read it, without an engine.
    if node["operation"].startswith("FRAGMENT") and node["subject"].startswith("on "):
        below.append(node["subject"].removeprefix("on ").partition(" ")[0])
    return below


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
                tags={"pii": ""} if field.name in masked else {},
            )
            for field in schema
        ]
    )


def _markdown(batch: pa.RecordBatch, masked: Collection[str]) -> str:
    """Rows as a table of Markdown, with nothing of masked columns."""
    lines = [_line(batch.schema.names), _line(["---"] * batch.num_columns)]
    for row in range(batch.num_rows):
        cells = [_MASK if field.name in masked else _cell(batch.column(i)[row]) for i, field in enumerate(batch.schema)]
        lines.append(_line(cells))
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _cell(value: pa.Scalar) -> str:
    text = "null" if not value.is_valid else str(value)
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
