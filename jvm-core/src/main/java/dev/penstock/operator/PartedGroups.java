package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.type.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A row for each group of parts that are put together when they are asked for, in any order.
final class PartedGroups implements BatchStream {
    private final Schema schema;
    private final GroupParts parts;
    private final Function<List<GroupedRows>, BatchStream> rows;
    private @Nullable BatchStream current;
    private boolean closed;

    /// Adopts the parts.
    ///
    /// @param rows makes rows of groups, which move there
    PartedGroups(Schema schema, GroupParts parts, Function<List<GroupedRows>, BatchStream> rows) {
        this.schema = schema;
        this.parts = parts;
        this.rows = rows;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (!closed) {
            BatchStream part = current;
            Batch batch = part == null ? null : part.next();
            if (batch != null) {
                return batch;
            }
            if (part != null) {
                part.close();
                current = null;
            }
            List<GroupedRows> groups = parts.next();
            if (groups.isEmpty()) {
                return null;
            }
            current = rows.apply(groups);
        }
        return null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (current != null) {
            current.close();
            current = null;
        }
        parts.close();
    }
}
