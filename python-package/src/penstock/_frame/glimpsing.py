"""The first values of frames, a line for each column."""

from __future__ import annotations

from typing import Any


def glimpse_text(frame: Any, most_values: int, longest_name: int) -> str:
    """The text of `glimpse`."""
    from penstock._display import cells
    from penstock._display.settings import current
    from penstock._display.table import column_texts, fields_of

    eager = frame.head(most_values)
    eager = eager if hasattr(eager, "rows") else eager.collect()
    height = frame.height if hasattr(frame, "height") else None
    fields = fields_of(eager)
    texts = column_texts(eager, current(), quoted=True, quote="'")
    names = [_cut(field.name, longest_name) for field in fields]
    types = [f"<{cells.short_type(field)}>" for field in fields]
    name_width, type_width = max(map(len, names), default=0), max(map(len, types), default=0)
    lines = [f"Rows: {height}"] if height is not None else []
    lines.append(f"Columns: {len(fields)}")
    for name, dtype, values in zip(names, types, texts, strict=True):
        lines.append(f"$ {name:<{name_width}} {dtype:>{type_width}} {', '.join(values)}")
    return "\n".join(lines) + "\n"


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
