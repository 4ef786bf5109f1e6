"""Eager frames written to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._frame.base import FrameBase
from penstock._io import sink as sinks

if TYPE_CHECKING:
    from io import BytesIO
    from pathlib import Path

    from penstock._frame.lazyframe import LazyFrame


class Writes(FrameBase):
    """Writes the rows to files. A file appears when it is complete, or not at all."""

    __slots__ = ()

    def write_parquet(self, file: str | Path | Any, *, mkdir: bool = False, **options: Any) -> None:
        """Write the rows to a Parquet file.

        Args:
            file: A path or an open file.
            mkdir: Whether folders that are missing are made.
            **options: What `LazyFrame.sink_parquet` takes.
        """
        self._lazily().sink_parquet(file, mkdir=mkdir, **options)

    def write_csv(self, file: str | Path | Any = None, **options: Any) -> str | None:
        """Write the rows to a CSV file, or return them as text.

        Args:
            file: A path or an open file; None to return the text.
            **options: What `LazyFrame.sink_csv` takes.
        """
        if file is not None:
            self._lazily().sink_csv(file, **options)
            return None
        from io import StringIO

        text = StringIO()
        self._lazily().sink_csv(text, **options)
        return text.getvalue()

    def write_ndjson(self, file: str | Path | Any = None, **options: Any) -> str | None:
        """Write the rows to a file with a JSON object in each line, or return them as text.

        Args:
            file: A path or an open file; None to return the text.
            **options: What `LazyFrame.sink_ndjson` takes.
        """
        if file is not None:
            self._lazily().sink_ndjson(file, **options)
            return None
        return sinks.text_of(self._plan, "NDJSON", options)

    def write_json(self, file: str | Path | Any = None) -> str | None:
        """Write the rows to a file with a list of JSON objects, or return them as text.

        Args:
            file: A path or an open file; None to return the text.
        """
        if file is None:
            return sinks.text_of(self._plan, "JSON", {})
        sinks.sink(self._plan, "JSON", file, {})
        return None

    def write_ipc(
        self, file: str | Path | Any, *, compression: str = "uncompressed", record_batch_size: int | None = None
    ) -> BytesIO | None:
        """Write the rows to an Arrow IPC file (Feather), or return them as bytes.

        Args:
            file: A path or an open file; None to return the bytes.
            compression: uncompressed, lz4 or zstd.
            record_batch_size: How many rows a batch has.
        """
        return self._ipc("IPC", file, {"compression": compression, "record_batch_size": record_batch_size})

    def write_ipc_stream(self, file: str | Path | Any, *, compression: str = "uncompressed") -> BytesIO | None:
        """Write the rows to an Arrow IPC stream, or return them as bytes.

        Args:
            file: A path or an open file; None to return the bytes.
            compression: uncompressed, lz4 or zstd.
        """
        return self._ipc("IPC_STREAM", file, {"compression": compression})

    def _ipc(self, format_: str, file: Any, options: dict[str, Any]) -> BytesIO | None:
        if file is not None:
            sinks.sink(self._plan, format_, file, options)
            return None
        from io import BytesIO

        return BytesIO(sinks.bytes_of(self._plan, format_, options))

    def _lazily(self) -> LazyFrame:
        from penstock._frame.lazyframe import LazyFrame

        return LazyFrame._of(self._plan)
