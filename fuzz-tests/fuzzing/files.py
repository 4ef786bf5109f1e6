"""Files with mistakes: Parquet, Arrow IPC, CSV and NDJSON."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet

import penstock as ps
from fuzzing.arrays import LISTS, NUMBERS, WORDS
from fuzzing.chance import bent
from fuzzing.finding import Case, judge

READERS: dict[str, Callable[[Path], Any]] = {
    "parquet": ps.scan_parquet,
    "arrow": ps.scan_ipc,
    "stream": ps.read_ipc_stream,
    "csv": ps.scan_csv,
    "ndjson": ps.scan_ndjson,
}


def _table() -> pa.Table:
    made = {
        "i": NUMBERS,
        "s": WORDS,
        "f": [None if n is None else n / 3 for n in NUMBERS],
        "b": [True, None] + [False] * 9,
    }
    return pa.table(made)


def _nested() -> pa.Table:
    struct = [None if n is None else {"x": n, "y": [str(n)]} for n in NUMBERS]
    return _table().append_column("l", pa.array(LISTS)).append_column("t", pa.array(struct))


@cache
def corpus(kind: str) -> list[bytes]:
    """Good files of one kind."""
    made = []
    match kind:
        case "parquet":
            for options in (
                {"compression": "none"},
                {"compression": "snappy", "use_dictionary": False},
                {"compression": "zstd", "data_page_version": "2.0"},
                {"compression": "none", "use_dictionary": False, "column_encoding": "DELTA_BINARY_PACKED"},
            ):
                table = _table().select(["i"]) if "column_encoding" in options else _nested()
                sink = io.BytesIO()
                pa.parquet.write_table(table, sink, **options)
                made.append(sink.getvalue())
        case "arrow" | "stream":
            maker = pa.ipc.new_file if kind == "arrow" else pa.ipc.new_stream
            dictionary = _nested().set_column(1, "s", _nested()["s"].dictionary_encode())
            for table, compression in ((_nested(), None), (_nested(), "lz4"), (dictionary, "zstd")):
                sink = io.BytesIO()
                with maker(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression=compression)) as writer:
                    writer.write_table(table)
                made.append(sink.getvalue())
        case "csv":
            made.append(b'a,b,"c ""x"""\r\n1,"x\ny",2020-01-01\n,,\n-1,\xc3\xa4,1e5\n')
            sink = io.BytesIO()
            pa.csv.write_csv(_table(), sink)
            made.append(sink.getvalue())
        case _:
            made.append(b'{"a": 1, "b": [1, null, {"c": "\\u00e4"}]}\n{"a": 2.5}\n\n{"b": null, "d": "x"}\n')
            made.append(b'{"t": "2020-01-01T00:00:00Z", "n": 123456789012345678901234567890}\n' * 3)
    return made


def reading(kind: str) -> Callable[[Case], None]:
    """A target that reads bent files of one kind."""

    def run(case: Case) -> None:
        chance = case.random()
        content = bent(chance.choice(corpus(kind)), chance, corpus(chance.choice(list(READERS))))
        path = Path(tempfile.gettempdir()) / f"input.{kind}"
        path.write_bytes(content)
        try:
            rows = READERS[kind](path)
            if isinstance(rows, ps.LazyFrame):
                rows = rows.filter(ps.nth(0).is_not_null()) if chance.random() < 0.3 else rows
                rows = rows.collect(engine=chance.choice(("auto", "core", "duckdb")))
            rows.to_arrow()
        except BaseException as error:
            judge(error)

    return run
