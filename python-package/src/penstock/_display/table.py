"""Frames and series as tables of text."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from penstock._display import cells
from penstock._display.lines import LINES, ROUNDED
from penstock._display.settings import DisplaySettings, current
from penstock.security._sensitive import MASK, hidden_fields

if TYPE_CHECKING:
    from penstock._display.lines import Line
    from penstock._frame.dataframe import DataFrame
    from penstock._series.series import Series


@dataclass(slots=True)
class Shown:
    """What is shown of a frame: a header and cells of text for each column that is not left out."""

    headers: list[list[str]]
    columns: list[list[str]]
    is_numeric: list[bool]


def table_text(frame: DataFrame) -> str:
    """The frame as a table, cut to what the settings allow."""
    settings = current()
    shape = f"shape: ({frame.height:_}, {frame.width:_})"
    table = "\n".join(_drawn(_shown(frame, settings, _width(settings)), settings))
    if settings.tbl_hide_dataframe_shape:
        return table
    return f"{table}\n{shape}" if settings.tbl_dataframe_shape_below else f"{shape}\n{table}"


def series_text(series: Series) -> str:
    """The series with its name and type, and one line for each value."""
    settings = current()
    frame = series.to_frame()
    field = fields_of(frame)[0]
    values = [_indented(text) for text in column_texts(frame, settings, quoted=True)[0]]
    head = f"shape: ({len(series):_},)\nSeries: '{series.name}' [{cells.short_type(field)}]\n["
    return "\n".join([head, *values, "]"])


def _indented(text: str) -> str:
    return f"\t{text}"


def _width(settings: DisplaySettings) -> int:
    """How wide a table may be, in characters."""
    if settings.tbl_width_chars > 0:
        return settings.tbl_width_chars
    if settings.tbl_width_chars < 0:
        return sys.maxsize
    has_terminal = sys.stdout is not None and sys.stdout.isatty()
    return max(40, shutil.get_terminal_size().columns) if has_terminal else 100


def fields_of(frame: Any) -> tuple[Any, ...]:
    """The columns of a frame as Arrow fields."""
    from penstock._frame import execution

    return execution.fields_of(frame.__arrow_c_schema__())


def shown_rows(height: int, settings: DisplaySettings) -> tuple[int, int]:
    """How many rows are shown at the beginning and at the end."""
    most = settings.tbl_rows
    if most < 0 or height <= most:
        return height, 0
    return (most + 1) // 2, most // 2


def column_texts(frame: Any, settings: DisplaySettings, *, quoted: bool = False, quote: str = '"') -> list[list[str]]:
    """The texts of all cells that are shown, with a gap where rows are left out."""
    from penstock._arrow.decode import decode
    from penstock._arrow.reader import StreamReader

    first, last = shown_rows(frame.height, settings)
    fields = fields_of(frame)
    hidden = hidden_fields(fields)
    texts: list[list[str]] = [[] for _ in fields]
    for part in [frame.slice(0, first)] + ([frame.slice(frame.height - last, last)] if last else []):
        with StreamReader(part.__arrow_c_stream__()) as reader:
            for array in reader.arrays():
                for i, field in enumerate(fields):
                    if hidden[i]:
                        texts[i] += [MASK] * array.length
                        continue
                    values = decode(cells.counted(field), array.children[i].contents, array.offset, array.length)
                    for value in values:
                        text = cells.cell_text(value, field, settings)
                        texts[i].append(f"{quote}{text}{quote}" if quoted and isinstance(value, str) else text)
    if first + last < frame.height:
        for column in texts:
            column.insert(first, settings.gap)
    return texts


def _shown(frame: DataFrame, settings: DisplaySettings, width: int) -> Shown:
    fields = fields_of(frame)
    most = len(fields) if settings.tbl_cols < 0 else settings.tbl_cols
    kept = ends(len(fields), min(most, len(fields)))
    names = list(frame.columns)
    picked = frame.select([names[i] for i in kept]) if len(kept) < len(fields) else frame
    texts = dict(zip(kept, column_texts(picked, settings), strict=True))
    headers = {i: _header(names[i], cells.short_type(fields[i]), settings) for i in kept}
    while len(kept) > 1 and _total(kept, headers, texts, len(fields)) > width:
        kept = ends(len(fields), len(kept) - 1)
    shown = Shown([], [], [])
    for position, i in enumerate(kept):
        if position and i != kept[position - 1] + 1:
            _add_gap(shown, settings.gap, headers, texts, kept)
        shown.headers.append(headers[i])
        shown.columns.append(texts[i])
        shown.is_numeric.append(cells.is_numeric(fields[i]))
    if kept and kept[-1] != len(fields) - 1:
        _add_gap(shown, settings.gap, headers, texts, kept)
    return shown


def ends(count: int, most: int) -> list[int]:
    """The first and the last of some columns."""
    if count <= most:
        return list(range(count))
    front = (most + 1) // 2
    return [*range(front), *range(count - (most - front), count)]


def _add_gap(
    shown: Shown, gap: str, headers: dict[int, list[str]], texts: dict[int, list[str]], kept: list[int]
) -> None:
    shown.headers.append([gap] + [""] * (len(headers[kept[0]]) - 1))
    shown.columns.append([gap] * len(texts[kept[0]]))
    shown.is_numeric.append(False)


def _total(kept: list[int], headers: dict[int, list[str]], texts: dict[int, list[str]], count: int) -> int:
    widths = [max(map(text_width, _lines([*headers[i], *texts[i]])), default=0) + 3 for i in kept]
    return sum(widths) + (4 if len(kept) < count else 0) + 1


def _lines(texts: list[str]) -> list[str]:
    return [line for text in texts for line in text.split("\n")]


def _header(name: str, dtype: str, settings: DisplaySettings) -> list[str]:
    """The lines above a column."""
    shown = name if len(name) <= settings.fmt_str_lengths else f"{name[: settings.fmt_str_lengths]}{settings.gap}"
    if settings.tbl_hide_column_data_types:
        return [] if settings.tbl_hide_column_names else [shown]
    if settings.tbl_hide_column_names:
        return [dtype]
    if settings.tbl_column_data_type_inline:
        return [f"{shown} ({dtype})"]
    return [shown, dtype] if settings.tbl_hide_dtype_separator else [shown, "---", dtype]


def _drawn(shown: Shown, settings: DisplaySettings) -> list[str]:
    """The lines of the table."""
    lines = LINES[settings.tbl_formatting]
    widths = [
        max((text_width(line) for line in _lines([*header, *column])), default=0) + 2
        for header, column in zip(shown.headers, shown.columns, strict=True)
    ]
    places = [
        (settings.tbl_cell_numeric_alignment or settings.tbl_cell_alignment) if numeric else settings.tbl_cell_alignment
        for numeric in shown.is_numeric
    ]

    def row(texts: list[str]) -> list[str]:
        parts = [text.split("\n") for text in texts]
        height = max(map(len, parts), default=1)
        made = []
        for line in range(height):
            texts_here = [part[line] if line < len(part) else "" for part in parts]
            filled = [
                f" {_placed(text, width - 2, place)} "
                for text, width, place in zip(texts_here, widths, places, strict=True)
            ]
            made.append(f"{lines.left}{lines.between.join(filled)}{lines.right}")
        return made

    def across(line: Line | None) -> list[str]:
        if line is None:
            return []
        left, fill, cross, right = (_corner(mark, settings) for mark in line)
        return [f"{left}{cross.join(fill * width for width in widths)}{right}"]

    made = across(lines.top)
    for texts in zip(*shown.headers, strict=True):
        made += row(list(texts))
    made += across(lines.header)
    for number, texts in enumerate(zip(*shown.columns, strict=True)):
        made += (across(lines.rows) if number else []) + row(list(texts))
    return made + across(lines.bottom)


def _corner(mark: str, settings: DisplaySettings) -> str:
    return ROUNDED.get(mark, mark) if settings.rounded_corners else mark


def _placed(text: str, width: int, place: str) -> str:
    free = max(0, width - text_width(text))
    left = 0 if place == "LEFT" else free if place == "RIGHT" else (free + 1) // 2
    return f"{' ' * left}{text}{' ' * (free - left)}"


def text_width(text: str) -> int:
    """How many places a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
