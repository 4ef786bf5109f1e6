"""Arrow columns in, Arrow columns out, by pointer: a JVM compute core for Python.

``import penstock as ps``. Names are those of Polars wherever Polars has one. Nothing runs, and no JVM starts, before
the first query.
"""

from typing import TYPE_CHECKING, Any

from penstock import benefits, exceptions, selectors
from penstock._config import config
from penstock._display.settings import Config
from penstock._dtypes.base import DataType
from penstock._dtypes.extension import (
    BaseExtension,
    Extension,
    get_extension_type,
    register_extension_type,
    unregister_extension_type,
)
from penstock._dtypes.nested import Array, Categorical, Enum, Field, List, Map, Struct
from penstock._dtypes.plain import (
    Binary,
    Boolean,
    Date,
    Datetime,
    Decimal,
    Duration,
    Float16,
    Float32,
    Float64,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    Null,
    Object,
    String,
    Time,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    Unknown,
    Utf8,
)
from penstock._dtypes.schema import Schema
from penstock._expr.col import col
from penstock._expr.expr import Expr
from penstock._expr.when import when
from penstock._functions.columns import (
    all,  # noqa: A004
    any,  # noqa: A004
    approx_n_unique,
    count,
    cum_count,
    cum_sum,
    element,
    exclude,
    field,
    first,
    head,
    implode,
    last,
    len,  # noqa: A004
    max,  # noqa: A004
    mean,
    median,
    min,  # noqa: A004
    n_unique,
    nth,
    quantile,
    std,
    sum,  # noqa: A004
    tail,
    var,
)
from penstock._functions.horizontal import (
    all_horizontal,
    any_horizontal,
    arctan2,
    coalesce,
    concat_str,
    corr,
    cov,
    format,  # noqa: A004
    max_horizontal,
    mean_horizontal,
    min_horizontal,
    struct,
    sum_horizontal,
)
from penstock._functions.literal import lit

if TYPE_CHECKING:
    from penstock import did, security
    from penstock._convert.entries import (
        from_arrow,
        from_dict,
        from_dicts,
        from_numpy,
        from_pandas,
        from_polars,
        from_records,
        scan_arrow_c_stream,
    )
    from penstock._convert.frame import frame
    from penstock._doctor import doctor
    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame
    from penstock._functions.calls import add_jar, call, fn, functions
    from penstock._functions.concat import align_frames, collect_all, concat, merge_sorted, union
    from penstock._functions.python import map_batches, map_groups
    from penstock._functions.tables import select, table_function
    from penstock._io.csv import read_csv, scan_csv
    from penstock._io.read import (
        read_ipc,
        read_ipc_schema,
        read_ipc_stream,
        read_json,
        read_ndjson,
        read_parquet,
        read_parquet_schema,
    )
    from penstock._io.scan import scan_ipc, scan_ndjson, scan_parquet
    from penstock._memory_use import memory_use
    from penstock._opt_flags import QueryOptFlags
    from penstock._runtime.settings import EngineSettings
    from penstock._series.series import Series
    from penstock._session import start_engine
    from penstock._sql import SQLContext, sql
    from penstock.did import DidWarning

__version__ = "0.1.0"

#: Where the names are that are imported when they are first used, so that importing the package stays cheap.
_LATER = {
    "DataFrame": "penstock._frame.dataframe",
    "DidWarning": "penstock.did",
    "EngineSettings": "penstock._runtime.settings",
    "LazyFrame": "penstock._frame.lazyframe",
    "QueryOptFlags": "penstock._opt_flags",
    "SQLContext": "penstock._sql",
    "Series": "penstock._series.series",
    "add_jar": "penstock._functions.calls",
    "call": "penstock._functions.calls",
    "align_frames": "penstock._functions.concat",
    "collect_all": "penstock._functions.concat",
    "concat": "penstock._functions.concat",
    "doctor": "penstock._doctor",
    "fn": "penstock._functions.calls",
    "frame": "penstock._convert.frame",
    "from_arrow": "penstock._convert.entries",
    "from_dict": "penstock._convert.entries",
    "from_dicts": "penstock._convert.entries",
    "from_numpy": "penstock._convert.entries",
    "from_pandas": "penstock._convert.entries",
    "from_polars": "penstock._convert.entries",
    "from_records": "penstock._convert.entries",
    "functions": "penstock._functions.calls",
    "map_batches": "penstock._functions.python",
    "map_groups": "penstock._functions.python",
    "memory_use": "penstock._memory_use",
    "merge_sorted": "penstock._functions.concat",
    "read_csv": "penstock._io.csv",
    "read_ipc": "penstock._io.read",
    "read_ipc_schema": "penstock._io.read",
    "read_ipc_stream": "penstock._io.read",
    "read_json": "penstock._io.read",
    "read_ndjson": "penstock._io.read",
    "read_parquet": "penstock._io.read",
    "read_parquet_schema": "penstock._io.read",
    "scan_arrow_c_stream": "penstock._convert.entries",
    "scan_csv": "penstock._io.csv",
    "scan_ipc": "penstock._io.scan",
    "scan_ndjson": "penstock._io.scan",
    "scan_parquet": "penstock._io.scan",
    "select": "penstock._functions.tables",
    "sql": "penstock._sql",
    "start_engine": "penstock._session",
    "table_function": "penstock._functions.tables",
    "union": "penstock._functions.concat",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in {"did", "security"}:
        return import_module(f"penstock.{name}")
    module = _LATER.get(name)
    if module is None:
        raise AttributeError(f"module 'penstock' has no attribute {name!r}")
    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "Array",
    "BaseExtension",
    "Binary",
    "Boolean",
    "Categorical",
    "Config",
    "DataFrame",
    "DataType",
    "Date",
    "Datetime",
    "Decimal",
    "DidWarning",
    "Duration",
    "EngineSettings",
    "Enum",
    "Expr",
    "Extension",
    "Field",
    "Float16",
    "Float32",
    "Float64",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "Int128",
    "LazyFrame",
    "List",
    "Map",
    "Null",
    "Object",
    "QueryOptFlags",
    "SQLContext",
    "Schema",
    "Series",
    "String",
    "Struct",
    "Time",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "UInt128",
    "Unknown",
    "Utf8",
    "__version__",
    "add_jar",
    "align_frames",
    "all",
    "all_horizontal",
    "any",
    "any_horizontal",
    "approx_n_unique",
    "arctan2",
    "benefits",
    "call",
    "coalesce",
    "col",
    "collect_all",
    "concat",
    "concat_str",
    "config",
    "corr",
    "count",
    "cov",
    "cum_count",
    "cum_sum",
    "did",
    "doctor",
    "element",
    "exceptions",
    "exclude",
    "field",
    "first",
    "fn",
    "format",
    "frame",
    "from_arrow",
    "from_dict",
    "from_dicts",
    "from_numpy",
    "from_pandas",
    "from_polars",
    "from_records",
    "functions",
    "get_extension_type",
    "head",
    "implode",
    "last",
    "len",
    "lit",
    "map_batches",
    "map_groups",
    "max",
    "max_horizontal",
    "mean",
    "mean_horizontal",
    "median",
    "memory_use",
    "merge_sorted",
    "min",
    "min_horizontal",
    "n_unique",
    "nth",
    "quantile",
    "read_csv",
    "read_ipc",
    "read_ipc_schema",
    "read_ipc_stream",
    "read_json",
    "read_ndjson",
    "read_parquet",
    "read_parquet_schema",
    "register_extension_type",
    "scan_arrow_c_stream",
    "scan_csv",
    "scan_ipc",
    "scan_ndjson",
    "scan_parquet",
    "security",
    "select",
    "selectors",
    "sql",
    "start_engine",
    "std",
    "struct",
    "sum",
    "sum_horizontal",
    "table_function",
    "tail",
    "union",
    "unregister_extension_type",
    "var",
    "when",
]
