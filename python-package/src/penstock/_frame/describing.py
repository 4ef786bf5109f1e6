"""Frames at a glance: summary statistics and first values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._dtypes import nested, plain
from penstock._expr.base import ExprBase
from penstock._frame.base import FrameBase
from penstock._frame.sizes import estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._dtypes.base import DataType
    from penstock._expr.expr import Expr
    from penstock._frame.dataframe import DataFrame
    from penstock._typing import QuantileMethod


#: What a text takes up beside its bytes.
_OFFSET_BYTES = 4


class Describing(FrameBase):
    """Summaries of frames."""

    __slots__ = ()

    def describe(
        self,
        percentiles: Sequence[float] | float | None = (0.25, 0.5, 0.75),
        *,
        interpolation: QuantileMethod = "nearest",
    ) -> DataFrame:
        """A row for each of count, null_count, mean, std, min, percentiles and max of every column.

        Args:
            percentiles: The shares below which the percentiles lie, from 0 to 1.
            interpolation: What to take between two values.
        """
        from penstock._frame.dataframe import DataFrame

        schema = self.collect_schema()
        if not schema:
            raise TypeError("a frame without columns cannot be described")
        shares = [percentiles] if isinstance(percentiles, (int, float)) else sorted(percentiles or ())
        labels = ["count", "null_count", "mean", "std", "min", *map(_percent, shares), "max"]
        asked: list[nodes.Node] = []
        for position, (name, dtype) in enumerate(schema.items()):
            column = ExprBase._of(nodes.column(name))
            for label, value in zip(labels, _statistics(column, dtype, shares, interpolation), strict=True):
                asked.append(nodes.alias(value, f"{position}:{label}"))
        values = iter(_one_row(self, asked))
        described: dict[str, list[Any]] = {"statistic": list(labels)}
        dtypes: dict[str, Any] = {"statistic": plain.String}
        for name, dtype in schema.items():
            row = [next(values) for _ in labels]
            is_text = dtype.is_temporal() or isinstance(dtype, (plain.String, nested.Categorical, nested.Enum))
            described[name] = [None if v is None else str(v) if is_text else float(v) for v in row]
            dtypes[name] = plain.String if is_text else plain.Float64
        return DataFrame(described, schema=dtypes)

    def stats(self) -> DataFrame:
        """A row for every column: type, rows, nulls, least and greatest value, different values, and bytes.

        The values are texts; the number of different values, null being one, is about right. The bytes of an eager
        frame are those that it holds; those of a lazy one are what its rows would take up: of numbers, times and texts
        but for the bits that say where nulls are, of other types about so many.
        """
        from penstock._frame.dataframe import DataFrame

        schema = self.collect_schema()
        asked = []
        for position, (name, dtype) in enumerate(schema.items()):
            column = ExprBase._of(nodes.column(name))
            has_order = not (dtype.is_nested() or isinstance(dtype, nested.Other))
            parts = [column.len(), column.null_count()]
            parts += [column.min() if has_order else _nothing(), column.max() if has_order else _nothing()]
            parts += [column.approx_n_unique() if has_order else _nothing()]
            parts += [column.str.len_bytes().sum() if isinstance(dtype, plain.String) else _nothing()]
            asked += [nodes.alias(part._node, f"{position}:{i}") for i, part in enumerate(parts)]
        values = iter(_one_row(self, asked))
        rows = []
        eager = self if isinstance(self, DataFrame) else None
        widths = [0.0] * len(schema) if eager is not None else estimate(self._plan).bytes_per_row
        for (name, dtype), width in zip(schema.items(), widths, strict=True):
            count, nulls, low, high, distinct, text = (next(values) for _ in range(6))
            size: float
            if eager is not None:
                size = eager.select(ExprBase._of(nodes.column(name))).estimated_size()
            elif text is not None:
                size = 0 if count == 0 else text + _OFFSET_BYTES * (count + 1)
            else:
                size = math.ceil(count * width)
            texts = [None if value is None else str(value) for value in (low, high)]
            rows.append((name, dtype._short_name(), count, nulls, *texts, distinct, size))
        columns = {
            "column": plain.String,
            "dtype": plain.String,
            "rows": plain.Int64,
            "nulls": plain.Int64,
            "min": plain.String,
            "max": plain.String,
            "distinct": plain.Int64,
            "bytes": plain.Int64,
        }
        return DataFrame(rows, schema=columns, orient="row")

    def glimpse(
        self,
        *,
        max_items_per_column: int = 10,
        max_colname_length: int = 50,
        return_type: str | None = None,
    ) -> Any:
        """The first values of every column, a line for each: printed, or returned as text.

        Args:
            max_items_per_column: How many values are shown.
            max_colname_length: How long a name may be before it is cut.
            return_type: ``string`` returns the text, ``self`` prints it and returns the frame.
        """
        from penstock._frame.glimpsing import glimpse_text

        text = glimpse_text(self, max_items_per_column, max_colname_length)
        if return_type == "string":
            return text
        print(text)  # noqa: T201
        return self if return_type == "self" else None


def _percent(share: float) -> str:
    return f"{share * 100:.10g}%"


def _statistics(
    column: Expr, dtype: DataType, shares: Sequence[float], interpolation: QuantileMethod
) -> list[nodes.Node]:
    """What is asked of a column; null where its type has no answer."""
    is_number = dtype.is_numeric()
    has_mean = is_number or isinstance(dtype, (plain.Boolean, plain.Date, plain.Datetime, plain.Duration, plain.Time))
    has_order = not (
        dtype.is_nested() or isinstance(dtype, (plain.Null, nested.Other, nested.Categorical, nested.Enum))
    )
    has_quantile = has_mean and not isinstance(dtype, plain.Boolean)
    parts = [column.count(), column.null_count()]
    parts.append(column.mean() if has_mean else _nothing())
    parts.append(column.std() if is_number else _nothing())
    parts.append(column.min() if has_order else _nothing())
    quantiles = [column.quantile(share, interpolation) if has_quantile else _nothing() for share in shares]
    # A quantile of dates is a point in time; one that is none between two of them is shown as a date.
    is_date = isinstance(dtype, plain.Date) and interpolation not in ("linear", "midpoint")
    parts += [quantile.cast(plain.Date) for quantile in quantiles] if is_date else quantiles
    parts.append(column.max() if has_order else _nothing())
    return [part._node for part in parts]


def _nothing() -> Expr:
    return ExprBase._of(nodes.literal("n", None))


def _one_row(frame: FrameBase, asked: list[nodes.Node]) -> tuple[Any, ...]:
    """The answers to aggregates over a frame."""
    from penstock import _plans as plans
    from penstock._frame.lazyframe import LazyFrame

    return LazyFrame._of(plans.project(frame._plan, asked)).collect().rows()[0]
