package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row for each group, in the order of the groups' first rows where that is known.
final class GroupStream implements BatchStream {
    private final Schema schema;
    private final Schema rowSchema;
    private final int batchRows;
    private final Allocator allocator;
    private final Deque<GroupedRows> left;
    private final boolean placed;
    private @Nullable Block order;
    private int next;

    /// Adopts `groups`.
    GroupStream(Schema schema, List<GroupedRows> groups, int batchRows, Allocator allocator) {
        this(schema, groups, false, batchRows, allocator);
    }

    /// Adopts `groups`.
    ///
    /// @param placed whether the places of the groups' first rows, which are known, are the last column
    GroupStream(Schema schema, List<GroupedRows> groups, boolean placed, int batchRows, Allocator allocator) {
        this.schema = placed ? Places.with(schema) : schema;
        this.rowSchema = schema;
        this.placed = placed;
        this.left = new ArrayDeque<>(groups);
        this.batchRows = batchRows;
        this.allocator = allocator;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Batch next() {
        while (true) {
            GroupedRows current = left.peek();
            if (current == null) {
                return null;
            }
            int rows = Math.min(batchRows, current.count() - next);
            if (rows > 0) {
                Batch batch = batch(current, rows);
                next += rows;
                return batch;
            }
            left.remove().close();
            closeOrder();
            next = 0;
        }
    }

    private Batch batch(GroupedRows groups, int rows) {
        FirstRows firstRows = groups.firstRows();
        if (firstRows != null) {
            Block sorted = order;
            if (sorted == null) {
                sorted = firstRows.order(groups.count());
                order = sorted;
            }
            var chosen = new Selection(sorted.address() + Selection.bytes(next), rows);
            return placed ? placed(groups, firstRows, chosen) : groups.result(schema, chosen);
        }
        try (Block numbers = allocator.allocate(Selection.bytes(rows))) {
            for (long i = 0; i < rows; i++) {
                Native.putInt(numbers.address() + (i << 2), (int) (next + i));
            }
            return groups.result(schema, new Selection(numbers.address(), rows));
        }
    }

    private Batch placed(GroupedRows groups, FirstRows firstRows, Selection chosen) {
        try (Batch result = groups.result(rowSchema, chosen)) {
            return Places.with(result, schema, row -> firstRows.rank(chosen.row(row)), allocator);
        }
    }

    private void closeOrder() {
        if (order != null) {
            order.close();
            order = null;
        }
    }

    @Override
    public synchronized void close() {
        left.forEach(GroupedRows::close);
        left.clear();
        closeOrder();
    }
}
