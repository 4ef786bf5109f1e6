"""Windows over an index column: what ``group_by_dynamic`` and ``rolling`` make groups of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from penstock import _plans as plans
from penstock._expr.base import ExprBase, as_node
from penstock._time import span_text
from penstock._typing import ClosedInterval, StartBy, WindowLabel

if TYPE_CHECKING:
    from penstock._nodes import Node

BOUNDARIES = ("_lower_boundary", "_upper_boundary")


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows over an index column, as the plan has them."""

    index: Node
    settings: Node

    def aggregate(self, plan: Any, keys: list[Node], aggregations: list[Node], having: Node | None) -> Node:
        """The plan with a row for each window."""
        return plans.window_aggregate(plan, self.index, self.settings, keys, aggregations, having)

    def names(self) -> list[str]:
        """The columns of the result that tell the windows."""
        index = ExprBase._of(self.index).meta.output_name(raise_if_undetermined=False) or ""
        return [*BOUNDARIES, index] if self.settings.get("boundaries") else [index]


def dynamic(
    index_column: Any,
    *,
    every: str | dt.timedelta,
    period: str | dt.timedelta | None,
    offset: str | dt.timedelta | None,
    include_boundaries: bool,
    closed: ClosedInterval,
    label: WindowLabel,
    start_by: StartBy,
) -> Windows:
    """Windows that start every so often."""
    settings = {
        "kind": "Dynamic",
        "every": _span("every", every),
        "period": None if period is None else _span("period", period),
        "offset": None if offset is None else _span("offset", offset),
        "closed": _word("closed", closed, get_args(ClosedInterval)),
        "label": _word("label", label, get_args(WindowLabel)),
        "start_by": _word("start_by", start_by, get_args(StartBy)),
        "boundaries": include_boundaries,
    }
    return Windows(as_node(index_column), settings)


def rolling(
    index_column: Any, *, period: str | dt.timedelta, offset: str | dt.timedelta | None, closed: ClosedInterval
) -> Windows:
    """A window for each row."""
    settings = {
        "kind": "Rolling",
        "period": _span("period", period),
        "offset": None if offset is None else _span("offset", offset),
        "closed": _word("closed", closed, get_args(ClosedInterval)),
    }
    return Windows(as_node(index_column), settings)


def _span(name: str, span: Any) -> str:
    if isinstance(span, dt.timedelta):
        return span_text(span)
    if isinstance(span, str):
        return span
    raise TypeError(f"{name} must be a text such as '1h' or a timedelta, not {type(span).__name__}")


def _word(name: str, word: Any, words: tuple[str, ...]) -> str:
    if word not in words:
        raise ValueError(f"{name} must be one of {', '.join(words)}, not {word!r}")
    return str(word).upper()
