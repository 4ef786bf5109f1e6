package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.Column;
import dev.penstock.kernel.Concatenate;
import dev.penstock.kernel.Empty;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bytes;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All rows of a table in one piece each column, of which any may be asked for. Strings that together are too long for
/// offsets of 32 bits lie behind offsets of 64 bits here, and get theirs back on the way out.
final class GatheredRows implements AutoCloseable {
    private final Schema schema;
    private final long count;
    private final List<Column> columns;

    private GatheredRows(Schema schema, long count, List<Column> columns) {
        this.schema = schema;
        this.count = count;
        this.columns = columns;
    }

    /// Takes all rows over.
    static GatheredRows of(CollectedRows collected, Schema schema, Tasks tasks, Allocator allocator) {
        return of(collected, schema, tasks, allocator, Integer.MAX_VALUE);
    }

    /// @param mostBytes how many bytes of strings offsets of 32 bits can count
    static GatheredRows of(CollectedRows collected, Schema schema, Tasks tasks, Allocator allocator, long mostBytes) {
        long count = collected.rows();
        List<Batch> batches = collected.take();
        @Nullable Column[] columns = new @Nullable Column[schema.size()];
        try {
            if (batches.isEmpty()) {
                return new GatheredRows(schema, 0, none(schema));
            }
            var work = new ArrayList<Runnable>();
            for (int i = 0; i < columns.length; i++) {
                int index = i;
                work.add(() -> {
                    tasks.check();
                    columns[index] =
                            together(batches.stream().map(batch -> batch.column(index)).toList(), allocator, mostBytes);
                });
            }
            tasks.run(work);
            return new GatheredRows(schema, count, List.of(columns));
        } catch (Throwable e) {
            for (Column column : columns) {
                if (column != null) {
                    column.close();
                }
            }
            throw e;
        } finally {
            batches.forEach(Batch::close);
        }
    }

    private static List<Column> none(Schema schema) {
        return schema.fields().stream().map(field -> Column.adopt(Empty.array(field.type()), Lease.none())).toList();
    }

    private static Column together(List<Column> parts, Allocator allocator, long mostBytes) {
        DataType wide = wide(parts.getFirst().type());
        if (wide == null || bytes(parts) <= mostBytes) {
            return Concatenate.columns(parts, allocator);
        }
        var widened = new ArrayList<Column>();
        try {
            for (Column part : parts) {
                widened.add(Relayout.column(part, wide, allocator));
            }
            return Concatenate.columns(widened, allocator);
        } finally {
            Column.closeAll(widened);
        }
    }

    /// The type with longer offsets, for strings that have short ones.
    private static @Nullable DataType wide(DataType type) {
        return switch (type) {
            case DataType.Utf8(Bytes bytes) when bytes == Bytes.OFFSETS32 -> new DataType.Utf8(Bytes.OFFSETS64);
            case DataType.Binary(Bytes bytes) when bytes == Bytes.OFFSETS32 -> new DataType.Binary(Bytes.OFFSETS64);
            default -> null;
        };
    }

    private static long bytes(List<Column> parts) {
        long bytes = 0;
        for (Column part : parts) {
            long last = part.length() - 1;
            if (last >= 0) {
                BytesColumn texts = BytesColumn.of(part);
                bytes += texts.address(last) + texts.size(last) - texts.address(0);
            }
        }
        return bytes;
    }

    long count() {
        return count;
    }

    /// All rows of a column, which stays this table's; its offsets may be longer than its type says.
    Column column(int index) {
        return columns.get(index);
    }

    /// Rows `from` to `from + count` of a column, of the type that it has, for the caller. No copy, unless the offsets
    /// are longer here.
    Column slice(int index, long from, long count, Allocator allocator) {
        return typed(columns.get(index).slice(from, count), index, allocator);
    }

    /// The selected rows of a column, of the type that it has, for the caller.
    Column gathered(int index, Selection rows, Allocator allocator) {
        return typed(Gather.column(columns.get(index), rows, allocator), index, allocator);
    }

    /// Adopts the column.
    private Column typed(Column column, int index, Allocator allocator) {
        DataType type = schema.field(index).type();
        if (column.type().equals(type)) {
            return column;
        }
        try (column) {
            return Relayout.column(column, type, allocator);
        }
    }

    @Override
    public void close() {
        Column.closeAll(columns);
    }
}
