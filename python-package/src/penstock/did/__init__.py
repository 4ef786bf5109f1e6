"""Difference-in-differences with staggered adoption, after Callaway and Sant'Anna (2021).

`att_gt` estimates group-time effects of a table of units and periods, `aggregate` summarises them, `panel_info` says
what a table is like before anything is estimated. They take frames of Penstock, Polars, pandas, pyarrow and DuckDB,
relations, readers and Parquet files, and answer with frames of the same kind. What is computed is computed in Java, in
the same numbers everywhere.
"""

from penstock.did._config import AggregationRequest, DidConfig
from penstock.did._functions import aggregate, att_gt, load, panel_info
from penstock.did._result import DidResult, Wald
from penstock.did._warning import DidWarning

__all__ = [
    "AggregationRequest",
    "DidConfig",
    "DidResult",
    "DidWarning",
    "Wald",
    "aggregate",
    "att_gt",
    "load",
    "panel_info",
]
