"""The kinds of tables that assets return and take: how each becomes a frame of Penstock, and how it is made of one.

A kind is recognised by the name of its class, so that no library is imported before somebody uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import penstock as ps
from penstock.exceptions import SchemaError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of tables.

    Attributes:
        name: The class, as people say it.
        to_penstock: A frame over the table, which reads it when it runs.
        of_penstock: The table of a frame.
        is_repeatable: Whether the table can be read again.
    """

    name: str
    to_penstock: Callable[[Any], ps.LazyFrame]
    of_penstock: Callable[[ps.LazyFrame], Any]
    is_repeatable: bool = True


def kind_of(class_: Any) -> Kind | None:
    """The kind of a class, or None for one that is no table."""
    for base in getattr(class_, "__mro__", ()):
        found = KINDS.get(f"{base.__module__.partition('.')[0]}.{base.__name__}")
        if found is not None:
            return found
    return None


def to_penstock(data: Any) -> ps.LazyFrame | None:
    """A frame over a table of any kind, or over whatever speaks Arrow; None for everything else."""
    kind = kind_of(type(data))
    if kind is not None:
        return kind.to_penstock(data)
    if hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__"):
        return ps.scan_arrow_c_stream(data)
    return None


def is_repeatable(data: Any) -> bool:
    """Whether a table can be read again. Of what nothing is known, one cannot rely on it."""
    kind = kind_of(type(data))
    return kind is not None and kind.is_repeatable


def _of_pandas(data: Any) -> ps.LazyFrame:
    """Without the index. NaN in columns of numpy is null, as pandas means it; in columns of Arrow it stays NaN."""
    import pyarrow as pa

    twice = [name for name, is_twice in zip(data.columns, data.columns.duplicated(), strict=True) if is_twice]
    if twice:
        raise SchemaError(f'two columns are called "{twice[0]}"', hint="give one of them another name")
    table = pa.Table.from_pandas(data.rename(columns=str), preserve_index=False)
    return ps.scan_arrow_c_stream(table.replace_schema_metadata(None))


def _of_polars_lazy(data: Any) -> ps.LazyFrame:
    frame = ps.from_polars(data)
    assert isinstance(frame, ps.LazyFrame)
    return frame


def _to_pandas(frame: ps.LazyFrame) -> Any:
    """With the types of Arrow: those of numpy have no null for most of them."""
    return frame.collect().to_pandas(use_pyarrow_extension_array=True)


def _to_reader(frame: ps.LazyFrame) -> Any:
    import pyarrow as pa

    return pa.RecordBatchReader.from_stream(frame)


def _to_relation(frame: ps.LazyFrame) -> Any:
    """Over a connection of its own, in memory, which lives as long as the relation."""
    import duckdb

    return duckdb.connect().from_arrow(frame)


def _to_polars_lazy(frame: ps.LazyFrame) -> Any:
    import polars as pl
    from polars.io.plugins import register_io_source

    def batches(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, batch_rows: int | None
    ) -> Iterator[pl.DataFrame]:
        picked = frame
        if predicate is not None:
            columns_read = None if columns is None else list(dict.fromkeys([*columns, *predicate.meta.root_names()]))
        else:
            columns_read = columns
        if columns_read is not None:
            picked = picked.select(columns_read)
        if rows is not None:
            picked = picked.head(rows)
        for batch in picked.collect_batches(chunk_size=batch_rows):
            polars = batch.to_polars()
            if predicate is not None:
                polars = polars.filter(predicate)
            yield polars if columns is None else polars.select(columns)

    # Asked at once: a file that is not there is to be missed where it is loaded.
    schema = frame.head(0).collect().to_polars().schema
    return register_io_source(
        batches, schema=schema, explain_name="PENSTOCK", explain_detail=frame.serialize(format="json")
    )


KINDS = {
    "penstock.LazyFrame": Kind("penstock.LazyFrame", lambda frame: frame, lambda frame: frame),
    "penstock.DataFrame": Kind("penstock.DataFrame", ps.DataFrame.lazy, ps.LazyFrame.collect),
    "polars.LazyFrame": Kind("polars.LazyFrame", _of_polars_lazy, _to_polars_lazy),
    "polars.DataFrame": Kind("polars.DataFrame", ps.scan_arrow_c_stream, lambda frame: frame.collect().to_polars()),
    "pandas.DataFrame": Kind("pandas.DataFrame", _of_pandas, _to_pandas),
    "pyarrow.Table": Kind("pyarrow.Table", ps.scan_arrow_c_stream, lambda frame: frame.collect().to_arrow()),
    "pyarrow.RecordBatchReader": Kind(
        "pyarrow.RecordBatchReader", ps.scan_arrow_c_stream, _to_reader, is_repeatable=False
    ),
    "duckdb.DuckDBPyRelation": Kind("duckdb.DuckDBPyRelation", ps.scan_arrow_c_stream, _to_relation),
}
