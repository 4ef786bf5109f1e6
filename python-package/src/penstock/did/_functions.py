"""Estimation, summaries and diagnostics of difference-in-differences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from penstock.did._config import text_of
from penstock.did._input import answer_like, table_of
from penstock.did._result import DidResult, aggregated, itself
from penstock.did._warning import warn

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from penstock.did._config import AggregationRequest, DidConfig
    from penstock.did._input import Backend


def att_gt(
    data: Any,
    config: DidConfig | Mapping[str, Any] | str | None = None,
    *,
    backend: Backend | None = None,
    include_result_json: bool = False,
    **fields: Any,
) -> DidResult:
    """Effects of treatment on those first treated in a period, in each period: ATT(g,t).

    Args:
        data: A row for each unit and period: a frame of Penstock, Polars, pandas, pyarrow or DuckDB, a reader, or the
            path of a Parquet file. Only the columns that are needed are read. The order of the rows makes no
            difference, and the index of pandas is none of the columns.
        config: A `DidConfig`, a mapping, or JSON text. All three give the same bits.
        backend: How columns are handed over: by ``pointer``, the default, which copies nothing, or as a ``file`` that
            their own library writes and the engine reads, for when pointers are in doubt. The bits are the same.
        include_result_json: Whether the effects have a column ``result_json`` with the whole result.
        **fields: Fields of the config, in place of it or besides.

    Raises:
        ConfigError: For settings that are none.
        SchemaError: For columns that are missing or of the wrong type.
        ShapeError: For units that are there twice, change groups, or miss periods all of them.
        ComputeError: When there is no treated group or too little to compare it with.

    Warns:
        DidWarning: For rows and units that were left out and effects that cannot be estimated.
    """
    from penstock._functions.tables import table_function

    text = text_of(config, fields, "config")
    influence = None
    with table_of(data, text, backend) as frame:
        answer: Any = table_function("did_att_gt", frame, config=text, output="result", draws=True).collect()
        result = DidResult(answer.item())
        if result.config["return_influence"] != "none":
            influence = table_function("did_att_gt", frame, config=text, output="influence").collect()
    result = DidResult(
        answer.item(), answer=answer_like(data), include_result_json=include_result_json, influence=influence
    )
    warn(result._read("warnings").to_dicts())
    return result


def aggregate(
    result: DidResult | str,
    request: AggregationRequest | Mapping[str, Any] | str | None = None,
    *,
    data: Any = None,
    **fields: Any,
) -> Any:
    """A summary of group-time effects. It needs the result only, here or in another process.

    Args:
        result: What `att_gt` gave, or its JSON.
        request: An `AggregationRequest`, a mapping, or JSON text.
        data: The table that was estimated from, to make sure that it is; it makes no difference otherwise.
        **fields: Fields of the request, in place of it or besides.

    Returns:
        The overall effect and, but for ``simple``, a row for each group, time since treatment or period: ``type``,
        ``term``, ``key`` (null for the overall effect), ``att``, ``se``, ``t_stat``, ``p_value``, ``conf_low``,
        ``conf_high``, ``crit_val``, ``point_conf_low``, ``point_conf_high``, ``overall``, ``band`` (how the limits
        were found). A frame of the kind that the result has, or of Penstock for JSON.

    Raises:
        ConfigError: For a request that is none, and for data that the result was not made from.
        ComputeError: When there is nothing to summarise, or an effect is null without ``na_rm``.

    Warns:
        DidWarning: For parts of the request that were not followed.
    """
    given = result if isinstance(result, DidResult) else DidResult(result)
    text = text_of(request, fields, "request")
    answer = given._answer if isinstance(result, DidResult) else itself
    if data is None:
        return answer(aggregated(given.to_json(draws=True), text, "rows"))
    with table_of(data, text_of(given.config, {}, "config")) as table:
        return answer(aggregated(given.to_json(draws=True), text, "rows", table))


def panel_info(data: Any, config: DidConfig | Mapping[str, Any] | str | None = None, **fields: Any) -> Any:
    """What a table of units and periods is like, in one row. Nothing is estimated.

    Args:
        data: As for `att_gt`.
        config: As for `att_gt`.
        **fields: Fields of the config, in place of it or besides.

    Returns:
        ``n_rows``, ``n_rows_used`` (0 when estimation fails), ``n_units``, ``n_periods``, ``periods``, ``groups`` (each
        with its units), ``n_never_treated``, ``n_always_treated``, ``n_after_data``, ``is_balanced``,
        ``n_units_incomplete``, ``min_``, ``median_`` and ``max_periods_per_unit``, ``is_repeated_cross_section``,
        ``has_gaps``, ``has_duplicates``, ``group_constant``, ``weights_vary``, ``dropped_by_column``, ``small_groups``,
        ``n_clusters``, ``kind`` (``balanced``, ``unbalanced``, ``cross_sections``), ``suggestion`` (what to change;
        null when there is nothing to say).

    Raises:
        ConfigError: For settings that are none.
        SchemaError: For columns that are missing or of the wrong type.
        ShapeError: When no row is left.
    """
    from penstock._functions.tables import table_function

    text = text_of(config, fields, "config")
    with table_of(data, text) as table:
        return answer_like(data)(table_function("did_panel_info", table, config=text).collect())


def load(path: str | os.PathLike[str]) -> DidResult:
    """A result that `DidResult.save` wrote. Its frames are Penstock's.

    Args:
        path: Of the file.

    Raises:
        ConfigError: When there is no result in it, or one of a newer major version.
    """
    result = DidResult(Path(path).read_text(encoding="utf-8"))
    result._effects()  # Here, rather than when it is used, is where a file that is no result is looked for.
    return result
