package dev.penstock.source;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Sensitive;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows of a CSV file as batches of typed columns.
final class CsvStream implements BatchStream {
    private static final int BATCH_ROWS = 1 << 16;
    private static final long BATCH_BYTES = 1L << 26;

    /// One column of the file.
    private record Target(int place, ColumnBuilder builder, FieldParser parser, Set<String> nulls, boolean isText) {}

    private final Path path;
    private final CsvRecords records;
    private final CsvDialect dialect;
    private final Schema schema;
    private final int width;
    private final List<Target> targets = new ArrayList<>();
    private byte[] scratch = new byte[64];
    private long left;
    private boolean closed;

    /// Adopts the records.
    ///
    /// @param places where in a row each column is
    /// @param width how many fields a row may have
    CsvStream(
            Path path,
            CsvRecords records,
            CsvDialect dialect,
            Schema schema,
            int[] places,
            int width,
            long most,
            Allocator allocator) {
        this.path = path;
        this.records = records;
        this.dialect = dialect;
        this.schema = schema;
        this.width = width;
        left = most;
        byte point = (byte) (dialect.decimalComma() ? ',' : '.');
        try {
            for (int i = 0; i < places.length; i++) {
                var builder = builder(i, allocator);
                targets.add(
                        new Target(
                                places[i],
                                builder,
                                new FieldParser(builder, point, dialect.lossy()),
                                dialect.nullsOf(schema.field(i).name()),
                                builder.plainType() instanceof DataType.Utf8));
            }
        } catch (Throwable e) {
            targets.forEach(target -> target.builder.close());
            throw e;
        }
    }

    private ColumnBuilder builder(int index, Allocator allocator) {
        try {
            return new ColumnBuilder(schema.field(index).type(), allocator);
        } catch (PenstockException e) {
            throw e.column(schema.field(index).name());
        }
    }

    /// The text of a field, its doubled quotes made single.
    static String text(CsvRecords records, int field) {
        int start = records.start(field);
        String text = new String(records.bytes(), start, records.end(field) - start, StandardCharsets.UTF_8);
        return records.isQuoted(field) ? text.replace("\"\"", "\"") : text;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        if (closed) {
            return null;
        }
        long rows = 0;
        long bytes = 0;
        while (rows < BATCH_ROWS && bytes < BATCH_BYTES && left > 0 && records.next()) {
            if (records.count() > width && !dialect.cutLongRows()) {
                throw records.error("found " + records.count() + " fields where there are " + width + " columns")
                        .hint("pass truncate_ragged_lines=True to cut such rows, or check separator and quote_char");
            }
            for (Target target : targets) {
                add(target);
            }
            bytes += records.end(records.count() - 1) - records.start(0);
            rows++;
            left--;
        }
        return rows == 0 ? null : batch(rows);
    }

    private Batch batch(long rows) {
        var columns = new ArrayList<Column>();
        try {
            targets.forEach(target -> columns.add(target.builder.finish()));
            return new Batch(schema, rows, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private void add(Target target) {
        int field = target.place;
        boolean there = field >= 0 && field < records.count();
        int start = there ? records.start(field) : 0;
        int end = there ? records.end(field) : 0;
        boolean quoted = there && records.isQuoted(field);
        if (start == end && !(quoted && target.isText)) {
            boolean emptyText = target.isText && !dialect.missingIsNull() && target.nulls.isEmpty();
            if (emptyText) {
                target.builder.addBytes(scratch, 0, 0);
            } else {
                target.builder.addNull();
            }
            return;
        }
        if (!target.nulls.isEmpty() && target.nulls.contains(text(records, field))) {
            target.builder.addNull();
            return;
        }
        byte[] bytes = records.bytes();
        if (quoted && hasQuote(bytes, start, end)) {
            end = unquote(bytes, start, end);
            start = 0;
            bytes = scratch;
        }
        if (!target.parser.parse(bytes, start, end)) {
            if (!dialect.ignoreErrors()) {
                throw wrong(target, field, bytes, start, end);
            }
            target.builder.addNull();
        }
    }

    private boolean hasQuote(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == dialect.quote()) {
                return true;
            }
        }
        return false;
    }

    /// Copies the text into the scratch without its second quotes; where it ends there.
    private int unquote(byte[] bytes, int start, int end) {
        if (scratch.length < end - start) {
            scratch = new byte[2 * (end - start)];
        }
        int to = 0;
        for (int i = start; i < end; i++) {
            scratch[to++] = bytes[i];
            i += bytes[i] == dialect.quote() ? 1 : 0;
        }
        return to;
    }

    private PenstockException wrong(Target target, int field, byte[] bytes, int start, int end) {
        String name = schema.field(targets.indexOf(target)).name();
        String found = new String(bytes, start, Math.min(end - start, 60), StandardCharsets.UTF_8);
        String text = Sensitive.columns().shown(name, found);
        if (target.isText) {
            return new PenstockException(
                            ErrorCode.COMPUTE,
                            "%s, line %d, column \"%s\" (number %d): invalid utf-8 sequence in \"%s\""
                                    .formatted(path, records.line(), name, field + 1, text))
                    .column(name)
                    .hint("pass encoding=\"utf8-lossy\" to replace what is no UTF-8");
        }
        return new PenstockException(
                        ErrorCode.COMPUTE,
                        "%s, line %d, column \"%s\" (number %d): could not parse \"%s\" as %s"
                                .formatted(path, records.line(), name, field + 1, text, target.builder.type()))
                .column(name)
                .hint(
                        "raise infer_schema_length, give the column's type with schema_overrides, add the text to"
                                + " null_values, or pass ignore_errors=True");
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            targets.forEach(target -> target.builder.close());
            records.close();
        }
    }
}
