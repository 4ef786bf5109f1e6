"""The other way to hand a table over: as a file that its own library writes, and the engine reads."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from penstock._require import require

if TYPE_CHECKING:
    from collections.abc import Iterator

    from penstock._frame.lazyframe import LazyFrame


@contextmanager
def as_file(data: Any) -> Iterator[LazyFrame]:
    """A table in a file for a while: Arrow IPC, or Parquet from DuckDB. No pointer to its memory is handed over.

    Args:
        data: A frame that `penstock.did.att_gt` takes, with the columns that are needed.
    """
    from penstock._io.scan import scan_ipc, scan_parquet

    with TemporaryDirectory(prefix="penstock-") as folder:
        path = Path(folder) / "table"
        _write(data, path)
        yield scan_parquet(str(path)) if type(data).__name__ == "DuckDBPyRelation" else scan_ipc(str(path))


def _write(data: Any, path: Path) -> None:
    library = type(data).__module__.partition(".")[0]
    if library == "polars":
        (data.collect() if hasattr(data, "collect") else data).write_ipc(path)
    elif library == "pandas":
        pyarrow = require("pyarrow", extra="pandas")
        _write_arrow(pyarrow.Table.from_pandas(data, preserve_index=False), path)
    elif library == "pyarrow":
        _write_arrow(data, path)
    elif type(data).__name__ == "DuckDBPyRelation":
        data.write_parquet(str(path))
    else:
        from penstock._convert.frame import frame

        frame(data).lazy().sink_ipc(str(path))


def _write_arrow(data: Any, path: Path) -> None:
    """A table, a batch or a reader of pyarrow."""
    pyarrow = require("pyarrow", extra="pyarrow")
    batches = [data] if isinstance(data, pyarrow.RecordBatch) else data
    if isinstance(data, pyarrow.Table):
        batches = data.to_batches()
    with pyarrow.OSFile(str(path), "wb") as sink, pyarrow.ipc.new_file(sink, data.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
