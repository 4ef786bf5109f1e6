"""Penstock's estimators for Polars: functions, namespaces of its frames, and an expression.

``import penstock.polars`` gives frames and lazy frames of Polars the namespace ``did``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from penstock import did

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penstock.did import AggregationRequest, DidConfig, DidResult

__all__ = ["did_aggregate", "did_att_gt", "did_panel_info"]


def did_att_gt(
    data: pl.DataFrame | pl.LazyFrame | pl.Expr | str,
    *more: pl.Expr | str | DidConfig | Mapping[str, Any],
    config: DidConfig | Mapping[str, Any] | str | None = None,
) -> Any:
    """Group-time effects; see `penstock.did.att_gt`.

    Args:
        data: The table, or the first of the columns that make it up.
        *more: With a table the config; otherwise further columns.
        config: The config, unless it comes behind a table.

    Returns:
        With a table a frame of effects. Otherwise an expression: a column of structs, whose fields
        ``.struct.unnest()`` turns into the columns of the effects. In ``group_by(...).agg`` it makes one estimation of
        each group, and a list of effects.
    """
    if isinstance(data, (pl.DataFrame, pl.LazyFrame)):
        given: tuple[Any, ...] = more if config is None else (*more, config)
        return did.att_gt(data, *given).to_polars()
    columns: tuple[Any, ...] = (data, *more)
    return pl.struct(*columns).map_batches(_Estimate(config), return_dtype=_CELLS)


class _Estimate:
    """What the expression does with the columns of a table or of a group."""

    def __init__(self, config: DidConfig | Mapping[str, Any] | str | None) -> None:
        self._config = config

    def __call__(self, rows: pl.Series) -> pl.Series:
        effects: pl.DataFrame = did.att_gt(rows.struct.unnest(), self._config).to_polars()
        return effects.to_struct(rows.name)


_CELLS = pl.Struct(
    {
        "group": pl.Int64,
        "time": pl.Int64,
        "att": pl.Float64,
        "se": pl.Float64,
        "t_stat": pl.Float64,
        "p_value": pl.Float64,
        "conf_low": pl.Float64,
        "conf_high": pl.Float64,
        "base_time": pl.Int64,
        "post": pl.Boolean,
        "crit_val": pl.Float64,
        "point_conf_low": pl.Float64,
        "point_conf_high": pl.Float64,
        "n_treated": pl.Int64,
        "n_control": pl.Int64,
        "status": pl.String,
    }
)


def did_aggregate(
    data: pl.DataFrame | pl.LazyFrame | None,
    result: DidResult | str,
    request: AggregationRequest | Mapping[str, Any] | str,
) -> pl.DataFrame:
    """A summary of group-time effects; see `penstock.did.aggregate`.

    Args:
        data: The table that was estimated from, to make sure that it is; None to trust the result.
        result: What `penstock.did.att_gt` gave, or its JSON.
        request: What to summarise.
    """
    made = result if isinstance(result, did.DidResult) else did.DidResult(result)
    return pl.DataFrame(did.aggregate(made.to_json(draws=True), request, data=data))


def did_panel_info(
    data: pl.DataFrame | pl.LazyFrame, config: DidConfig | Mapping[str, Any] | str | None = None
) -> pl.DataFrame:
    """What a table is like, in one row; see `penstock.did.panel_info`.

    Args:
        data: The table.
        config: The config.
    """
    return did.panel_info(data, config)  # type: ignore[no-any-return]


@pl.api.register_dataframe_namespace("did")
@pl.api.register_lazyframe_namespace("did")
class DidNamespace:
    """``frame.did``: difference-in-differences of a frame, or of the columns of a lazy one that are needed."""

    def __init__(self, frame: pl.DataFrame | pl.LazyFrame) -> None:
        self._frame = frame

    def att_gt(self, config: DidConfig | Mapping[str, Any] | str | None = None, **fields: Any) -> DidResult:
        """Group-time effects; see `penstock.did.att_gt`.

        Args:
            config: The config.
            **fields: What `penstock.did.att_gt` takes besides.
        """
        return did.att_gt(self._frame, config, **fields)

    def panel_info(self, config: DidConfig | Mapping[str, Any] | str | None = None, **fields: Any) -> pl.DataFrame:
        """What the frame is like, in one row; see `penstock.did.panel_info`.

        Args:
            config: The config.
            **fields: Fields of the config besides.
        """
        return did.panel_info(self._frame, config, **fields)  # type: ignore[no-any-return]

    def aggregate(
        self,
        result: DidResult | str,
        request: AggregationRequest | Mapping[str, Any] | str | None = None,
        **fields: Any,
    ) -> pl.DataFrame:
        """A summary of effects that were estimated from this frame; see `penstock.did.aggregate`.

        Args:
            result: What was estimated, or its JSON.
            request: What to summarise.
            **fields: Fields of the request besides.
        """
        made = result if isinstance(result, did.DidResult) else did.DidResult(result)
        return pl.DataFrame(did.aggregate(made.to_json(draws=True), request, data=self._frame, **fields))
