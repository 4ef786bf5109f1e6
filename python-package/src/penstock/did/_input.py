"""What callers hand over, and the kind of frames that they get back."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from penstock._require import require
from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame

Backend: TypeAlias = Literal["pointer", "file"]


@contextmanager
def table_of(data: Any, config: str, backend: Backend | None = None) -> Iterator[LazyFrame]:
    """The columns of `data` that a config reads. Columns that nobody needs are neither read nor handed over.

    Args:
        data: What callers hand over.
        config: The text of the config.
        backend: How the columns are handed over; by pointer unless ``file`` is asked for.
    """
    from penstock._functions.tables import table_function

    if backend not in (None, "pointer", "file"):
        message = f"[DID-E03] backend is {backend!r}"
        raise ConfigError(message, hint="use 'pointer' or 'file'", reference="DID-E03")
    needed = table_function("did_columns", config=config).collect()["column"].to_list()
    if isinstance(data, (str, os.PathLike)):
        from penstock._io.scan import scan_parquet

        data = scan_parquet(os.fspath(data))
    narrow = _narrowed(data, needed)
    if backend == "file":
        from penstock.did._files import as_file

        with as_file(narrow) as table:
            yield table
    else:
        from penstock._convert.frame import frame

        yield frame(narrow).lazy()


def _narrowed(data: Any, needed: Sequence[str]) -> Any:
    """What is needed of a frame, as a frame of the same kind where its library can do that."""
    from penstock._convert.frame import frame
    from penstock._frame.base import FrameBase

    library = _library(data)
    if library == "narwhals" and hasattr(data, "to_native"):
        return _narrowed(data.to_native(), needed)
    if library == "polars" and hasattr(data, "collect_schema"):
        return _projected(data, data.collect_schema().names(), needed)
    if library == "pandas" and hasattr(data, "loc") and not data.columns.has_duplicates:
        names = [str(name) for name in data.columns]
        return data.iloc[:, [names.index(name) for name in needed]] if set(needed) <= set(names) else data
    if _is_relation(data):
        return _relation(data, needed)
    if library == "pyarrow" and hasattr(data, "select") and hasattr(data, "column_names"):
        return _projected(data, data.column_names, needed)
    if library == "pyarrow" and hasattr(data, "read_next_batch"):
        return data
    made = data if isinstance(data, FrameBase) else frame(data)
    made = made.lazy() if hasattr(made, "lazy") else made
    return _projected(made, made.collect_schema().names(), needed)


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
