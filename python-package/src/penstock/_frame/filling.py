"""Which columns a value may fill: those of its own type."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._dtypes.arrow import type_json
from penstock._dtypes.infer import infer_dtype
from penstock._dtypes.plain import Null
from penstock._expr.base import ExprBase

if TYPE_CHECKING:
    from penstock._expr.expr import Expr

_CLASSES: tuple[tuple[type, str], ...] = (
    (bool, "BOOLEAN"),
    (str, "STRING"),
    (bytes, "BINARY"),
    (dt.datetime, "DATETIME"),
    (dt.date, "DATE"),
    (dt.time, "TIME"),
    (dt.timedelta, "DURATION"),
)


def fillable(value: Any, strategy: str | None, *, matches_supertype: bool) -> Expr:
    """The columns that `fill_null` fills: all by strategy or with an expression, else those that the value fits."""
    if strategy is not None or isinstance(value, ExprBase) or callable(value):
        return ExprBase._of(nodes.columns(nodes.all_columns()))
    # Columns of nothing but nulls take the type of what fills them.
    nothing = nodes.of_type(["n"])
    if type(value) in (int, float) or type(value).__module__ == "decimal":
        if matches_supertype:
            return ExprBase._of(nodes.columns(nodes.union(nodes.of_class("NUMERIC"), nothing)))
        narrow = nodes.of_class("FLOAT") if isinstance(value, float) else nodes.of_type([_exact(value)])
        return ExprBase._of(nodes.columns(nodes.union(narrow, nothing)))
    for kind, family in _CLASSES:
        if isinstance(value, kind):
            classes = [family, "CATEGORICAL"] if family == "STRING" else [family]
            return ExprBase._of(nodes.columns(nodes.union(nodes.of_class(*classes), nothing)))
    return ExprBase._of(nodes.columns(nodes.union(nodes.of_type([_exact(value)]), nothing)))


def _exact(value: Any) -> Any:
    dtype = infer_dtype(value)
    return type_json(Null() if dtype == Null else dtype)
