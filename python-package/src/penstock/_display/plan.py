"""Lazy frames as the steps that they consist of. Nothing runs, and no engine is asked."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from penstock._expr.text import text_of
from penstock.security._sensitive import mentioned, without_constants

if TYPE_CHECKING:
    from collections.abc import Callable

#: Steps further down are left out.
_MOST_STEPS = 30


def plan_repr(plan: Any) -> str:
    """The plan as one line for each step, the last first."""
    return "\n".join(
        ["LazyFrame (collect it to see rows, explain it to see what the engine makes of it)", *_steps(plan, 1)]
    )


def plan_html(plan: Any) -> str:
    """The same for notebooks."""
    return f"<pre>{escape(plan_repr(plan))}</pre>"


def _steps(plan: Any, depth: int) -> list[str]:
    """The steps of a plan; the inputs of joins and the like are indented."""
    lines: list[str] = []
    while True:
        if len(lines) >= _MOST_STEPS:
            lines.append(f"{'  ' * depth}…")
            return lines
        if not isinstance(plan, dict):
            lines.append(f"{'  ' * depth}{_source(plan)}")
            return lines
        lines.append(f"{'  ' * depth}{_step(plan)}")
        below = _inputs(plan)
        if len(below) != 1:
            for one in below:
                lines += _steps(one, depth + 1)
            return lines
        plan = below[0]


def _inputs(plan: dict[str, Any]) -> list[Any]:
    if "input" in plan:
        return [plan["input"]]
    if "left" in plan:
        return [plan["left"], plan["right"]]
    if "inputs" in plan:
        return list(plan["inputs"])
    return list(plan.get("tables", {}).values())


def _source(source: Any) -> str:
    from penstock._frame.sources import CachedSource, FrameSource

    if isinstance(source, CachedSource):
        return "rows that are kept"
    if isinstance(source, FrameSource):
        return f"frame of {source.handle.rows:,} rows"
    return "stream"


def _step(plan: dict[str, Any]) -> str:
    kind = plan["kind"]
    show = _SHOWN.get(kind)
    name = _NAMES.get(kind, kind.lower())
    return f"{name} {show(plan)}".rstrip() if show else name


def _texts(nodes: list[Any] | None) -> str:
    texts = [text_of(node) for node in nodes or ()]
    shown = ", ".join(texts[:8]) + (", …" if len(texts) > 8 else "")
    return f"[{shown}]"


def _keys(keys: list[dict[str, Any]]) -> str:
    texts = [f"{text_of(key['expression'])}{' descending' if key['descending'] else ''}" for key in keys]
    return f"[{', '.join(texts)}]"


def _sql(text: str) -> str:
    shown = " ".join(text.split())
    return without_constants(shown) if mentioned(shown) else shown


def _windows(plan: dict[str, Any]) -> str:
    windows = plan["windows"]
    how = f"every {windows['every']}" if windows["kind"] == "Dynamic" else f"of {windows['period']} for each row"
    groups = f" by {_texts(plan['keys'])}" if plan["keys"] else ""
    return f"{how} over {text_of(plan['index'])}{groups}"


_NAMES = {
    "Project": "select",
    "Extend": "with_columns",
    "Aggregate": "group_by",
    "WindowAggregate": "windows",
    "Distinct": "unique",
    "JoinWhere": "join_where",
    "JoinAsof": "join_asof",
    "MergeSorted": "merge_sorted",
    "TopK": "top_k",
    "RowIndex": "with_row_index",
    "TableCall": "table_function",
}

_SHOWN: dict[str, Callable[[dict[str, Any]], str]] = {
    "Scan": lambda p: f"{p['format'].lower()} {p['paths'][0]}{' and more' if len(p['paths']) > 1 else ''}",
    "Filter": lambda p: ("not " if p["negated"] else "") + text_of(p["predicate"]),
    "Project": lambda p: _texts(p["expressions"]),
    "Extend": lambda p: _texts(p["expressions"]),
    "Rename": lambda p: str(p["names"]),
    "Aggregate": lambda p: f"{_texts(p['keys'])} agg {_texts(p['aggregations'])}",
    "WindowAggregate": lambda p: f"{_windows(p)} agg {_texts(p['aggregations'])}",
    "Join": lambda p: f"{p['how'].lower()} on {_texts(p['left_on'])} = {_texts(p['right_on'])}",
    "JoinWhere": lambda p: _texts(p["predicates"]),
    "JoinAsof": lambda p: f"{p['strategy'].lower()} on {text_of(p['left_on'])} = {text_of(p['right_on'])}",
    "MergeSorted": lambda p: _texts(p["keys"]),
    "Sort": lambda p: _keys(p["by"]),
    "TopK": lambda p: f"{p['k']} by {_keys(p['by'])}",
    "Slice": lambda p: f"offset {p['offset']}" + ("" if p["length"] is None else f", length {p['length']}"),
    "Distinct": lambda p: "" if p["subset"] is None else _texts(p["subset"]),
    "Concat": lambda p: p["how"].lower(),
    "Pivot": lambda p: _texts(p["on"]),
    "Unpivot": lambda p: "" if p["on"] is None else _texts(p["on"]),
    "Explode": lambda p: _texts(p["columns"]),
    "Unnest": lambda p: _texts(p["columns"]),
    "RowIndex": lambda p: f'"{p["name"]}"',
    "Sql": lambda p: _sql(p["text"])[:100],
    "TableCall": lambda p: p["function"],
    "Sink": lambda p: f"{p['format'].lower()} {p['path']}",
}
