"""What callers hand over, and the kind of frames that they get back."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from penstock._require import require

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame


def lazy_frame(data: Any, config: str) -> LazyFrame:
    """The columns of `data` that a config reads. Columns that nobody needs are neither read nor handed over."""
    from penstock._functions.tables import table_function

    needed = table_function("did_columns", config=config).collect()["column"].to_list()
    if isinstance(data, (str, os.PathLike)):
        from penstock._io.scan import scan_parquet

        data = scan_parquet(os.fspath(data))
    return _selected(data, needed)


def _selected(data: Any, needed: Sequence[str]) -> LazyFrame:
    from penstock._convert.frame import frame
    from penstock._frame.base import FrameBase

    library = _library(data)
    if isinstance(data, FrameBase):
        made: Any = data.lazy() if hasattr(data, "lazy") else data
        return _projected(made, made.collect_schema().names(), needed)  # type: ignore[no-any-return]
    if library == "polars" and hasattr(data, "collect_schema"):
        return frame(_projected(data, data.collect_schema().names(), needed)).lazy()  # type: ignore[no-any-return]
    if library == "pandas" and hasattr(data, "loc") and not data.columns.has_duplicates:
        names = [str(name) for name in data.columns]
        if set(needed) <= set(names):
            data = data.iloc[:, [names.index(name) for name in needed]]
        return frame(data).lazy()  # type: ignore[no-any-return]
    if _is_relation(data):
        return frame(_relation(data, needed)).lazy()  # type: ignore[no-any-return]
    if library == "pyarrow" and hasattr(data, "select") and hasattr(data, "column_names"):
        return frame(_projected(data, data.column_names, needed)).lazy()  # type: ignore[no-any-return]
    made = frame(data).lazy()
    return _projected(made, made.collect_schema().names(), needed)  # type: ignore[no-any-return]


def _projected(data: Any, names: Sequence[str], needed: Sequence[str]) -> Any:
    """What is needed of a frame; all of it when something is missing, so that the engine can say what is there."""
    if not set(needed) <= set(names) or len(names) == len(needed):
        return data
    return data.select(list(needed))


def _relation(data: Any, needed: Sequence[str]) -> Any:
    """Quoted, because a relation reads expressions where others read names."""
    if not set(needed) <= set(data.columns):
        return data
    return data.select(", ".join('"' + name.replace('"', '""') + '"' for name in needed))


def _library(data: Any) -> str:
    return type(data).__module__.partition(".")[0]


def _is_relation(data: Any) -> bool:
    return type(data).__name__ == "DuckDBPyRelation"


def answer_like(data: Any) -> Callable[[DataFrame], Any]:
    """What makes a frame of Penstock one of the kind that `data` is; ours for what is no frame."""
    library = _library(data)
    if library == "narwhals" and hasattr(data, "to_native"):
        return answer_like(data.to_native())
    if library == "polars":
        return lambda frame: frame.to_polars()
    if library == "pandas":
        return lambda frame: frame.to_pandas()
    if library == "pyarrow":
        return lambda frame: frame.to_arrow()
    if _is_relation(data):
        return lambda frame: related(data, frame)
    return lambda frame: frame


def related(relation: Any, frame: DataFrame) -> Any:
    """A relation of the same connection as `relation`, which holds the rows of `frame` itself."""
    require("duckdb", extra="all")
    penstock_answer = frame.to_arrow()  # noqa: F841 - DuckDB finds it by its name
    return relation.limit(0).query("penstock_input", "SELECT * FROM penstock_answer")
