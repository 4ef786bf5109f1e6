"""Eager frames written to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from penstock._frame.base import FrameBase
from penstock._io import sink as sinks
from penstock._io.options import local_only, refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import BytesIO
    from pathlib import Path
    from typing import Literal

    from penstock._frame.dataframe import DataFrame
    from penstock._frame.lazyframe import LazyFrame


class Writes(FrameBase):
    """Writes the rows to files. A file appears when it is complete, or not at all."""

    __slots__ = ()

    def write_parquet(
        self,
        file: str | Path | Any,
        *,
        compression: str = "zstd",
        compression_level: int | None = None,
        statistics: Any = True,
        row_group_size: int | None = None,
        data_page_size: int | None = None,
        use_pyarrow: bool = False,
        pyarrow_options: Any = None,
        partition_by: str | Sequence[str] | None = None,
        partition_chunk_size_bytes: int = 4_294_967_296,  # noqa: ARG002
        storage_options: Any = None,
        credential_provider: Any = "auto",
        metadata: dict[str, str] | None = None,
        arrow_schema: Any = None,
        encryption: str | None = None,
        mkdir: bool = False,
        **options: Any,
    ) -> None:
        """Write the rows to a Parquet file, or with `partition_by` to a folder of them.

        Args:
            file: A path or an open file.
            compression: uncompressed, snappy, gzip, brotli, lz4 or zstd.
            compression_level: How hard the compression works.
            statistics: Whether the file has the least and greatest values of its parts.
            row_group_size: How many rows a row group has.
            data_page_size: How many bytes a page has.
            use_pyarrow: Not supported.
            pyarrow_options: Not supported.
            partition_by: Columns whose values become folders.
            partition_chunk_size_bytes: Accepted for compatibility; each folder gets one file.
            storage_options: Not supported: files are local.
            credential_provider: Not supported either.
            metadata: Texts that are kept in the file.
            arrow_schema: Not supported: the file has the schema of the rows.
            encryption: The id of the key under which the whole file is encrypted; see `LazyFrame.sink_parquet`.
            mkdir: Whether folders that are missing are made.
            **options: What else `LazyFrame.sink_parquet` takes.
        """
        refused("write_parquet", use_pyarrow=use_pyarrow or None, pyarrow_options=pyarrow_options)
        self._lazily().sink_parquet(
            file,
            compression=compression,
            compression_level=compression_level,
            statistics=statistics,
            row_group_size=row_group_size,
            data_page_size=data_page_size,
            partition_by=partition_by if partition_by is None or isinstance(partition_by, str) else list(partition_by),
            storage_options=storage_options,
            credential_provider=credential_provider,
            metadata=metadata,
            arrow_schema=arrow_schema,
            encryption=encryption,
            mkdir=mkdir,
            **options,
        )

    def write_csv(
        self,
        file: str | Path | Any = None,
        *,
        include_bom: bool = False,
        compression: str = "uncompressed",
        compression_level: int | None = None,
        check_extension: bool = True,
        include_header: bool = True,
        separator: str = ",",
        line_terminator: str = "\n",
        quote_char: str = '"',
        batch_size: int = 1024,
        datetime_format: str | None = None,
        date_format: str | None = None,
        time_format: str | None = None,
        float_scientific: bool | None = None,
        float_precision: int | None = None,
        decimal_comma: bool = False,
        null_value: str | None = None,
        quote_style: str | None = None,
        storage_options: Any = None,
        credential_provider: Any = "auto",
        **options: Any,
    ) -> str | None:
        """Write the rows to a CSV file, or return them as text.

        Args:
            file: A path or an open file; None to return the text.
            include_bom: Whether the file begins with the mark of UTF-8.
            compression: uncompressed, gzip or zstd.
            compression_level: How hard the compression works.
            check_extension: Whether a path that ends otherwise than the compression says is refused.
            include_header: Whether the first line has the names of the columns.
            separator: What stands between values.
            line_terminator: What ends a line.
            quote_char: What values stand in where that is needed.
            batch_size: Accepted for compatibility; the engine decides.
            datetime_format: How timestamps are written.
            date_format: How dates are written.
            time_format: How times are written.
            float_scientific: Whether floats are written as powers of ten.
            float_precision: How many places floats have.
            decimal_comma: Whether a comma stands in front of decimals.
            null_value: What stands for null; nothing unless given.
            quote_style: necessary, always, non_numeric or never.
            storage_options: Not supported: files are local.
            credential_provider: Not supported either.
            **options: What else `LazyFrame.sink_csv` takes.
        """
        from io import StringIO

        text = StringIO()
        target = text if file is None else file
        self._lazily().sink_csv(
            target,
            include_bom=include_bom,
            compression=compression,
            compression_level=compression_level,
            check_extension=check_extension,
            include_header=include_header,
            separator=separator,
            line_terminator=line_terminator,
            quote_char=quote_char,
            batch_size=batch_size,
            datetime_format=datetime_format,
            date_format=date_format,
            time_format=time_format,
            float_scientific=float_scientific,
            float_precision=float_precision,
            decimal_comma=decimal_comma,
            null_value=null_value,
            quote_style=quote_style,
            storage_options=storage_options,
            credential_provider=credential_provider,
            **options,
        )
        return text.getvalue() if file is None else None

    def write_ndjson(
        self,
        file: str | Path | Any = None,
        *,
        compression: str = "uncompressed",
        compression_level: int | None = None,
        check_extension: bool = True,
        **options: Any,
    ) -> str | None:
        """Write the rows to a file with a JSON object in each line, or return them as text.

        Args:
            file: A path or an open file; None to return the text.
            compression: uncompressed, gzip or zstd.
            compression_level: How hard the compression works.
            check_extension: Whether a path that ends otherwise than the compression says is refused.
            **options: What else `LazyFrame.sink_ndjson` takes.
        """
        from io import StringIO

        text = StringIO()
        target = text if file is None else file
        self._lazily().sink_ndjson(
            target,
            compression=compression,
            compression_level=compression_level,
            check_extension=check_extension,
            **options,
        )
        return text.getvalue() if file is None else None

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
        self,
        file: str | Path | Any,
        *,
        compression: str = "uncompressed",
        compat_level: Any = None,  # noqa: ARG002
        record_batch_size: int | None = None,
        storage_options: Any = None,
        credential_provider: Any = "auto",
    ) -> BytesIO | None:
        """Write the rows to an Arrow IPC file (Feather), or return them as bytes.

        Args:
            file: A path or an open file; None to return the bytes.
            compression: uncompressed, lz4 or zstd.
            compat_level: Accepted for compatibility; any reader of Arrow reads the file.
            record_batch_size: How many rows a batch has.
            storage_options: Not supported: files are local.
            credential_provider: Not supported either.
        """
        local_only(storage_options, credential_provider)
        return self._ipc("IPC", file, {"compression": compression, "record_batch_size": record_batch_size})

    def write_ipc_stream(
        self,
        file: str | Path | Any,
        *,
        compression: str = "uncompressed",
        compat_level: Any = None,  # noqa: ARG002
    ) -> BytesIO | None:
        """Write the rows to an Arrow IPC stream, or return them as bytes.

        Args:
            file: A path or an open file; None to return the bytes.
            compression: uncompressed, lz4 or zstd.
            compat_level: Accepted for compatibility; any reader of Arrow reads the stream.
        """
        return self._ipc("IPC_STREAM", file, {"compression": compression})

    def write_database(
        self,
        table_name: str,
        connection: Any,
        *,
        if_table_exists: str = "fail",
        engine: str | None = None,
        engine_options: dict[str, Any] | None = None,
    ) -> int:
        """Insert the rows into a table of a database, by SQLAlchemy, and return how many there were.

        Args:
            table_name: The table, with its schema in front if it has one.
            connection: A URI, or an engine, a connection or a session of SQLAlchemy. What is handed in is not
                committed, unless it is an engine or a URI.
            if_table_exists: Whether rows are added (``append``), the table is made anew (``replace``), or that is an
                error (``fail``).
            engine: Only ``sqlalchemy``.
            engine_options: What `sqlalchemy.create_engine` takes, for a URI.

        Raises:
            UnsupportedType: If a column has a type that databases lack.
        """
        from penstock._io.database import write_table

        refused("write_database", engine=None if engine in (None, "sqlalchemy") else engine)
        return write_table(self, table_name, connection, if_table_exists, engine_options or {})

    @overload
    def serialize(self, file: None = ..., *, format: Literal["binary"] = ...) -> bytes: ...

    @overload
    def serialize(self, file: None = ..., *, format: Literal["json"]) -> str: ...

    @overload
    def serialize(self, file: Any, *, format: str = ...) -> None: ...

    def serialize(self, file: Any = None, *, format: str = "binary") -> bytes | str | None:  # noqa: A002
        """The rows as bytes that `deserialize` reads: an Arrow IPC stream, or JSON text with the stream in it.

        Args:
            file: A path or an open file to write to; None to return what would be written.
            format: ``binary`` or ``json``.
        """
        from penstock._frame.texts import frame_text

        return frame_text(sinks.bytes_of(self._plan, "IPC_STREAM", {}), file, format)

    @classmethod
    def deserialize(cls, source: Any, *, format: str = "binary") -> DataFrame:  # noqa: A002
        """The frame that `serialize` wrote.

        Args:
            source: A path, an open file, or the bytes or the text themselves.
            format: ``binary`` or ``json``.
        """
        from penstock._frame.slicing import from_ipc_bytes
        from penstock._frame.texts import frame_bytes

        return from_ipc_bytes(frame_bytes(source, format))

    def _ipc(self, format_: str, file: Any, options: dict[str, Any]) -> BytesIO | None:
        if file is not None:
            sinks.sink(self._plan, format_, file, options)
            return None
        from io import BytesIO

        return BytesIO(sinks.bytes_of(self._plan, format_, options))

    def _lazily(self) -> LazyFrame:
        from penstock._frame.lazyframe import LazyFrame

        return LazyFrame._of(self._plan)
