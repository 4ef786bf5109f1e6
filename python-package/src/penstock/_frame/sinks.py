"""Lazy frames written to files, without holding all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._frame.base import FrameBase
from penstock._io.options import extension, local_only, refused, text_only
from penstock._io.sink import sink
from penstock.security._keys import offer_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame


class Sinks(FrameBase):
    """Writes rows as they are computed. A file appears when it is complete, or not at all.

    All take `mkdir`, whether folders are made; `lazy`, whether the writing waits for `collect`; `engine`, which engine
    runs the plan; and `optimizations`, the optimiser's rules that are switched off.
    """

    __slots__ = ()

    def sink_parquet(
        self,
        path: str | Path | Any,
        *,
        compression: str = "zstd",
        compression_level: int | None = None,
        statistics: bool = True,
        row_group_size: int | None = None,
        data_page_size: int | None = None,
        maintain_order: bool = True,
        metadata: dict[str, str] | None = None,
        arrow_schema: Any = None,
        encryption: str | None = None,
        partition_by: str | list[str] | None = None,
        storage_options: Any = None,
        credential_provider: Any = "auto",
        sync_on_close: str | None = None,
        mkdir: bool = False,
        lazy: bool = False,
        engine: str = "auto",
        optimizations: Any = None,
        sinked_paths_callback: Any = None,
    ) -> LazyFrame | None:
        """Write the rows to a Parquet file, or with `partition_by` to a folder of them.

        Args:
            path: Where to; a path or an open file.
            compression: uncompressed, snappy, gzip, brotli, lz4 or zstd.
            compression_level: How hard the compression works: zstd -7 to 22, gzip 0 to 9, lz4 1 to 12.
            statistics: Whether the file has the least and greatest values of its parts.
            row_group_size: How many rows a row group has.
            data_page_size: How many bytes a page has.
            maintain_order: Whether the rows are written in their order.
            metadata: Texts that are kept in the file.
            arrow_schema: Not supported: the file has the schema of the rows.
            encryption: The id of the key under which the whole file is encrypted (AES-GCM, Parquet's modular
                encryption): that of ``PENSTOCK_FILE_KEY_<id>``, or of `penstock.security.use_file_keys`. Such a file
                has no page indices, and no folders of partitions.
            partition_by: Columns whose values become folders.
            storage_options: Not supported: files are local.
            credential_provider: Not supported either.
            sync_on_close: Whether the file's ``data``, or ``all`` of it, is on the disk before this returns.
            mkdir: Whether folders that are missing are made.
            lazy: Whether a lazy frame is returned that writes when it is collected.
            engine: Which engine runs the plan.
            optimizations: Rules of the optimiser that are switched off.
            sinked_paths_callback: Not supported.
        """
        options = {
            "compression": compression,
            "compression_level": compression_level,
            "statistics": None if statistics else False,
            "row_group_size": row_group_size,
            "data_page_size": data_page_size,
            "maintain_order": None if maintain_order else False,
            "metadata": metadata,
            "partition_by": [partition_by] if isinstance(partition_by, str) else partition_by,
            "mkdir": mkdir or None,
            "encryption": encryption,
        }
        local_only(storage_options, credential_provider)
        refused("sink_parquet", arrow_schema=arrow_schema, callback=sinked_paths_callback)
        if encryption is not None:
            text_only("encryption", encryption)
            offer_files()
        return sink(
            self._plan,
            "PARQUET",
            path,
            options,
            lazy=lazy,
            engine=engine,
            optimizations=optimizations,
            sync=sync_on_close,
        )

    def sink_ipc(
        self,
        path: str | Path | Any,
        *,
        compression: str | None = "uncompressed",
        compat_level: Any = None,  # noqa: ARG002
        record_batch_size: int | None = None,
        maintain_order: bool = True,
        storage_options: Any = None,
        credential_provider: Any = "auto",
        sync_on_close: str | None = None,
        mkdir: bool = False,
        lazy: bool = False,
        engine: str = "auto",
        optimizations: Any = None,
        sinked_paths_callback: Any = None,
        _record_batch_statistics: bool = False,  # as in Polars, which does not document it
    ) -> LazyFrame | None:
        """Write the rows to an Arrow IPC file (Feather).

        Args:
            path: Where to; a path or an open file.
            compression: uncompressed, lz4 or zstd.
            record_batch_size: How many rows a batch has.
            maintain_order: Whether the rows are written in their order.
            compat_level: Accepted for compatibility; any reader of Arrow reads the file.
            storage_options: Not supported: files are local.
            credential_provider: Not supported either.
            sync_on_close: Whether the file's ``data``, or ``all`` of it, is on the disk before this returns.
            mkdir: Whether folders that are missing are made.
            lazy: Whether a lazy frame is returned that writes when it is collected.
            engine: Which engine runs the plan.
            optimizations: Rules of the optimiser that are switched off.
            sinked_paths_callback: Not supported.
        """
        options = {
            "compression": compression or "uncompressed",
            "record_batch_size": record_batch_size,
            "maintain_order": None if maintain_order else False,
            "mkdir": mkdir or None,
        }
        local_only(storage_options, credential_provider)
        refused("sink_ipc", sinked_paths_callback=sinked_paths_callback, statistics=_record_batch_statistics or None)
        return sink(
            self._plan,
            "IPC",
            path,
            options,
            lazy=lazy,
            engine=engine,
            optimizations=optimizations,
            sync=sync_on_close,
        )

    def sink_csv(
        self,
        path: str | Path | Any,
        *,
        include_bom: bool = False,
        compression: str = "uncompressed",
        compression_level: int | None = None,
        check_extension: bool = True,
        include_header: bool = True,
        separator: str = ",",
        line_terminator: str = "\n",
        quote_char: str = '"',
        batch_size: int = 1024,  # noqa: ARG002
        datetime_format: str | None = None,
        date_format: str | None = None,
        time_format: str | None = None,
        float_scientific: bool | None = None,
        float_precision: int | None = None,
        decimal_comma: bool = False,
        null_value: str | None = None,
        quote_style: str | None = None,
        maintain_order: bool = True,
        storage_options: Any = None,
        credential_provider: Any = "auto",
        sync_on_close: str | None = None,
        mkdir: bool = False,
        lazy: bool = False,
        engine: str = "auto",
        optimizations: Any = None,
    ) -> LazyFrame | None:
        """Write the rows to a CSV file.

        Args:
            path: Where to; a path or an open file.
            include_bom: Whether the file begins with the mark of UTF-8.
            compression: uncompressed, gzip or zstd.
            compression_level: How hard the compression works.
            include_header: Whether the first line has the names of the columns.
            separator: What stands between values.
            line_terminator: What ends a line.
            quote_char: What values stand in where that is needed.
            datetime_format: How timestamps are written.
            date_format: How dates are written.
            time_format: How times are written.
            float_scientific: Whether floats are written as powers of ten.
            float_precision: How many places floats have.
            decimal_comma: Whether a comma stands in front of decimals.
            null_value: What stands for null; nothing unless given.
            quote_style: necessary, always, non_numeric or never.
            maintain_order: Whether the rows are written in their order.
            check_extension: Whether a path that ends otherwise than the compression says is refused.
            batch_size: Accepted for compatibility; the engine decides.
            storage_options: Not supported: files are local.
            credential_provider: Not supported either.
            sync_on_close: Whether the file's ``data``, or ``all`` of it, is on the disk before this returns.
            mkdir: Whether folders that are missing are made.
            lazy: Whether a lazy frame is returned that writes when it is collected.
            engine: Which engine runs the plan.
            optimizations: Rules of the optimiser that are switched off.
        """
        options = {
            "include_bom": include_bom or None,
            "compression": None if compression == "uncompressed" else compression,
            "compression_level": compression_level,
            "include_header": None if include_header else False,
            "separator": None if separator == "," else separator,
            "line_terminator": None if line_terminator == "\n" else line_terminator,
            "quote_char": None if quote_char == '"' else quote_char,
            "datetime_format": datetime_format,
            "date_format": date_format,
            "time_format": time_format,
            "float_scientific": float_scientific,
            "float_precision": float_precision,
            "decimal_comma": decimal_comma or None,
            "null_value": null_value,
            "quote_style": quote_style,
            "maintain_order": None if maintain_order else False,
            "mkdir": mkdir or None,
        }
        local_only(storage_options, credential_provider)
        extension(path, compression, check=check_extension)
        return sink(
            self._plan,
            "CSV",
            path,
            options,
            lazy=lazy,
            engine=engine,
            optimizations=optimizations,
            sync=sync_on_close,
        )

    def sink_ndjson(
        self,
        path: str | Path | Any,
        *,
        compression: str = "uncompressed",
        compression_level: int | None = None,
        check_extension: bool = True,
        maintain_order: bool = True,
        storage_options: Any = None,
        credential_provider: Any = "auto",
        sync_on_close: str | None = None,
        mkdir: bool = False,
        lazy: bool = False,
        engine: str = "auto",
        optimizations: Any = None,
    ) -> LazyFrame | None:
        """Write the rows to a file with a JSON object in each line.

        Args:
            path: Where to; a path or an open file.
            compression: uncompressed, gzip or zstd.
            compression_level: How hard the compression works.
            maintain_order: Whether the rows are written in their order.
            check_extension: Whether a path that ends otherwise than the compression says is refused.
            storage_options: Not supported: files are local.
            credential_provider: Not supported either.
            sync_on_close: Whether the file's ``data``, or ``all`` of it, is on the disk before this returns.
            mkdir: Whether folders that are missing are made.
            lazy: Whether a lazy frame is returned that writes when it is collected.
            engine: Which engine runs the plan.
            optimizations: Rules of the optimiser that are switched off.
        """
        options = {
            "compression": None if compression == "uncompressed" else compression,
            "compression_level": compression_level,
            "maintain_order": None if maintain_order else False,
            "mkdir": mkdir or None,
        }
        local_only(storage_options, credential_provider)
        extension(path, compression, check=check_extension)
        return sink(
            self._plan,
            "NDJSON",
            path,
            options,
            lazy=lazy,
            engine=engine,
            optimizations=optimizations,
            sync=sync_on_close,
        )

    def sink_batches(
        self,
        function: Callable[[DataFrame], bool | None],
        *,
        chunk_size: int | None = None,
        maintain_order: bool = True,  # noqa: ARG002
        lazy: bool = False,
        engine: str = "auto",
        optimizations: Any = None,
    ) -> LazyFrame | None:
        """Call a function with each batch of rows as it is computed; it may return True to stop.

        Args:
            function: Takes an eager frame.
            chunk_size: About how many rows a batch has.
            maintain_order: Accepted for compatibility; the batches always come in their order.
            lazy: Whether a frame is returned that does this when it is collected, with all rows at hand.
            engine: Which engine runs the plan.
            optimizations: Rules of the optimiser that are switched off.
        """
        frame: Any = self
        if lazy:
            from penstock._frame.lazyframe import LazyFrame
            from penstock._functions.python import frames, sink

            return LazyFrame._of(frames(frame._plan, sink(function, chunk_size), {}, validate=True))
        for batch in frame.collect_batches(chunk_size=chunk_size, engine=engine, optimizations=optimizations):
            if function(batch):
                break
        return None
