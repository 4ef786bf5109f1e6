package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Options;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Rows written to a file as text, as they come.
final class TextSink {
    private static final int FULL = 1 << 16;

    private TextSink() {}

    /// Writes all of `rows`, which stays the caller's; how many there were.
    static long write(BatchStream rows, RowText format, AtomicFile file, Options options, Allocator allocator)
            throws IOException {
        long written = 0;
        var buffer = new TextBuffer();
        try (FileChannel channel = file.open();
                OutputStream out = compressed(Channels.newOutputStream(channel), options)) {
            RowText.Flush flush = text -> flush(text, out);
            format.begin(rows.schema(), buffer);
            for (Batch batch = rows.next(); batch != null; batch = rows.next()) {
                try (Batch owned = batch) {
                    write(owned, format, buffer, flush, allocator);
                    written += owned.rows();
                }
            }
            format.end(buffer);
            buffer.writeTo(out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return written;
    }

    private static void flush(TextBuffer text, OutputStream out) {
        if (text.size() >= FULL) {
            try {
                text.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void write(
            Batch batch, RowText format, TextBuffer buffer, RowText.Flush flush, Allocator allocator) {
        var plain = new ArrayList<Column>();
        try {
            for (Column column : batch.columns()) {
                plain.add(
                        isIndirect(column.type())
                                ? Relayout.column(column, column.type().logical(), allocator)
                                : column.share());
            }
            List<ArrayData> columns = plain.stream().map(Column::data).toList();
            format.rows(batch, columns, buffer, flush);
        } finally {
            Column.closeAll(plain);
        }
    }

    /// Whether values lie behind a dictionary or in runs somewhere.
    private static boolean isIndirect(DataType type) {
        return type instanceof DataType.Dictionary
                || type instanceof DataType.RunEndEncoded
                || ArrowFormat.children(type).stream().anyMatch(child -> isIndirect(child.type()));
    }

    private static OutputStream compressed(OutputStream out, Options options) throws IOException {
        String name = options.text("compression", "uncompressed");
        return switch (name) {
            case "uncompressed" -> out;
            case "gzip" -> new GZIPOutputStream(out, FULL);
            case "zstd" -> new ZstdOutputStream(out);
            default ->
                    throw PenstockException.unknown(
                            ErrorCode.CONFIG, "compression", name, List.of("uncompressed", "gzip", "zstd"));
        };
    }
}
