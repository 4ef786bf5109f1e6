"""The closed sets of words that options take, and what is accepted as an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime, time, timedelta
    from decimal import Decimal

    from penstock._expr.expr import Expr
    from penstock._series.series import Series

    PythonLiteral: TypeAlias = (
        str | int | float | bool | bytes | date | time | datetime | timedelta | Decimal | list[Any] | None
    )
    #: A column by name, an expression, a constant, or a function of a row.
    IntoExpr: TypeAlias = Expr | Series | PythonLiteral | Callable[[Any], Any]
    IntoExprs: TypeAlias = IntoExpr | Iterable[IntoExpr]
    ColumnNameOrSelector: TypeAlias = str | Expr
    #: One flag for all, or one for each.
    Flags: TypeAlias = bool | Sequence[bool]

ClosedInterval: TypeAlias = Literal["left", "right", "both", "none"]
WindowLabel: TypeAlias = Literal["left", "right", "datapoint"]
StartBy: TypeAlias = Literal[
    "window", "datapoint", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
]
FillNullStrategy: TypeAlias = Literal["forward", "backward", "min", "max", "mean", "zero", "one"]
InterpolationMethod: TypeAlias = Literal["linear", "nearest"]
NullBehavior: TypeAlias = Literal["ignore", "drop"]
QuantileMethod: TypeAlias = Literal["nearest", "higher", "lower", "midpoint", "linear", "equiprobable"]
RankMethod: TypeAlias = Literal["average", "min", "max", "dense", "ordinal", "random"]
RoundMode: TypeAlias = Literal["half_to_even", "half_away_from_zero"]
WindowMapping: TypeAlias = Literal["group_to_rows", "join", "explode"]
JoinStrategy: TypeAlias = Literal["inner", "left", "right", "full", "semi", "anti", "cross"]
AsofJoinStrategy: TypeAlias = Literal["backward", "forward", "nearest"]
JoinValidation: TypeAlias = Literal["m:m", "m:1", "1:m", "1:1"]
MaintainOrderJoin: TypeAlias = Literal["none", "left", "right", "left_right", "right_left"]
UniqueKeep: TypeAlias = Literal["first", "last", "any", "none"]
ConcatMethod: TypeAlias = Literal[
    "vertical",
    "vertical_relaxed",
    "diagonal",
    "diagonal_relaxed",
    "horizontal",
    "horizontal_extend",
    "align",
    "align_full",
    "align_inner",
    "align_left",
    "align_right",
]
PivotAggregation: TypeAlias = Literal["min", "max", "first", "last", "sum", "mean", "median", "len", "count", "item"]
TransferEncoding: TypeAlias = Literal["hex", "base64"]
TimeUnit: TypeAlias = Literal["ns", "us", "ms"]
EpochTimeUnit: TypeAlias = Literal["ns", "us", "ms", "s", "d"]
SearchSortedSide: TypeAlias = Literal["any", "left", "right"]
UnicodeForm: TypeAlias = Literal["NFC", "NFKC", "NFD", "NFKD"]
Endianness: TypeAlias = Literal["little", "big"]
SizeUnit: TypeAlias = Literal["b", "kb", "mb", "gb", "tb"]
Orientation: TypeAlias = Literal["col", "row"]
CorrelationMethod: TypeAlias = Literal["pearson", "spearman"]
EngineName: TypeAlias = Literal["auto", "core", "duckdb", "streaming", "in-memory"]
