"""Frames as tables of HTML, for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from penstock._display import cells
from penstock._display.settings import current
from penstock._display.table import column_texts, ends, fields_of

if TYPE_CHECKING:
    from penstock._frame.dataframe import DataFrame

_STYLE = """<style>
.penstock > thead > tr, .penstock > tbody > tr { text-align: right; white-space: pre-wrap; }
.penstock .null { opacity: 0.5; }
</style>"""


def table_html(frame: DataFrame, *, is_series: bool = False) -> str:
    """The frame as a table; the text of its cells is escaped. A series has no second dimension."""
    settings = current()
    fields = fields_of(frame)
    most = len(fields) if settings.tbl_cols < 0 else min(settings.tbl_cols, len(fields))
    kept = ends(len(fields), most)
    names = list(frame.columns)
    picked = frame.select([names[i] for i in kept]) if len(kept) < len(fields) else frame
    columns = column_texts(picked, settings._replace(fmt_str_lengths=max(settings.fmt_str_lengths, 30)), quoted=True)
    heads = [names[i] for i in kept]
    types = [cells.short_type(fields[i]) for i in kept]
    gap = next((at for at in range(1, len(kept)) if kept[at] != kept[at - 1] + 1), None)
    if len(kept) < len(fields) and gap is None:
        gap = len(kept)
    if gap is not None:
        heads.insert(gap, "…")
        types.insert(gap, "")
        columns.insert(gap, ["…"] * (len(columns[0]) if columns else 0))
    parts = [f"<div>{_STYLE}"]
    if not settings.tbl_hide_dataframe_shape:
        width = "" if is_series else f" {frame.width:_}"
        parts.append(f"<small>shape: ({frame.height:_},{width})</small>")
    parts.append('<table border="1" class="penstock"><thead>')
    if not settings.tbl_hide_column_names:
        parts.append(_row(heads, "th"))
    if not settings.tbl_hide_column_data_types:
        parts.append(_row(types, "td"))
    parts.append("</thead><tbody>")
    parts += [_row(list(row), "td") for row in zip(*columns, strict=True)]
    parts.append("</tbody></table></div>")
    return "".join(parts)


def _row(texts: list[str], tag: str) -> str:
    inner = "".join(
        f'<{tag} class="null">null</{tag}>' if text == "null" else f"<{tag}>{escape(text)}</{tag}>" for text in texts
    )
    return f"<tr>{inner}</tr>"
