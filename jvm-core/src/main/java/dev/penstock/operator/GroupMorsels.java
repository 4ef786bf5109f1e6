package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A row for each group, in the order of the groups' first rows where that is known. Rows are made by whoever asks for
/// them, many at a time.
final class GroupMorsels implements Morsels {
    /// Groups whose rows are being made; they are closed by the last one who is at it.
    private static final class Open {
        private final GroupedRows groups;
        private final AtomicInteger users = new AtomicInteger(1);
        private @Nullable Block order;

        Open(GroupedRows groups) {
            this.groups = groups;
        }

        void leave() {
            if (users.decrementAndGet() == 0) {
                groups.close();
                if (order != null) {
                    order.close();
                }
            }
        }
    }

    private final Schema schema;
    private final Schema rowSchema;
    private final int morselRows;
    private final Allocator allocator;
    private final Deque<GroupedRows> left;
    private final boolean placed;
    private @Nullable Open current;
    private int next;
    private long number;

    /// Adopts `groups`.
    GroupMorsels(Schema schema, List<GroupedRows> groups, int morselRows, Allocator allocator) {
        this(schema, groups, false, morselRows, allocator);
    }

    /// Adopts `groups`.
    ///
    /// @param placed whether the places of the groups' first rows, which are known, are the last column
    GroupMorsels(Schema schema, List<GroupedRows> groups, boolean placed, int morselRows, Allocator allocator) {
        this.schema = placed ? Places.with(schema) : schema;
        this.rowSchema = schema;
        this.placed = placed;
        this.left = new ArrayDeque<>(groups);
        this.morselRows = morselRows;
        this.allocator = allocator;
    }

    Schema schema() {
        return schema;
    }

    @Override
    public @Nullable Morsel next() {
        Open open;
        int from;
        int rows;
        long place;
        synchronized (this) {
            open = ready();
            if (open == null) {
                return null;
            }
            from = next;
            rows = Math.min(morselRows, open.groups.count() - from);
            next += rows;
            place = number++;
            open.users.incrementAndGet();
        }
        try {
            Batch batch = batch(open, from, rows);
            return new Morsel(place, batch, 0, rows, new Morsel.Cuts(batch::close));
        } finally {
            open.leave();
        }
    }

    /// The groups of which some are left, which stay this object's.
    private @Nullable Open ready() {
        while (true) {
            Open open = current;
            if (open != null) {
                if (next < open.groups.count()) {
                    return open;
                }
                current = null;
                open.leave();
            }
            GroupedRows groups = left.poll();
            if (groups == null) {
                return null;
            }
            var opened = new Open(groups);
            current = opened;
            next = 0;
            FirstRows firstRows = groups.firstRows();
            opened.order = firstRows == null ? null : firstRows.order(groups.count());
        }
    }

    private Batch batch(Open open, int from, int rows) {
        GroupedRows groups = open.groups;
        Block order = open.order;
        FirstRows firstRows = groups.firstRows();
        if (order != null && firstRows != null) {
            var chosen = new Selection(order.address() + Selection.bytes(from), rows);
            return placed ? placed(groups, firstRows, chosen) : groups.result(schema, chosen);
        }
        try (Block numbers = allocator.allocate(Selection.bytes(rows))) {
            for (long i = 0; i < rows; i++) {
                Native.putInt(numbers.address() + (i << 2), (int) (from + i));
            }
            return groups.result(schema, new Selection(numbers.address(), rows));
        }
    }

    private Batch placed(GroupedRows groups, FirstRows firstRows, Selection chosen) {
        try (Batch result = groups.result(rowSchema, chosen)) {
            return Places.with(result, schema, row -> firstRows.rank(chosen.row(row)), allocator);
        }
    }

    /// Sorting groups aside, which is done once, nobody waits for anybody.
    @Override
    public boolean isPrompt() {
        return true;
    }

    @Override
    public synchronized void close() {
        left.forEach(GroupedRows::close);
        left.clear();
        Open open = current;
        current = null;
        if (open != null) {
            open.leave();
        }
    }
}
