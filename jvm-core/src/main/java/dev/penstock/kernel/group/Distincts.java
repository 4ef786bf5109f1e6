package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// How many different values a group has, null being one: values are numbered, and pairs of group and value are counted
/// when they come first.
final class Distincts implements Accumulator {
    private final DataType type;
    private final Allocator allocator;
    private final Keys values;
    private final Pairs pairs;
    private final Slots counts;
    private final Block room;
    private @Nullable Block arranged;

    /// @param input handled by [KeyTables]
    Distincts(DataType type, DataType input, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.values = KeyTables.of(input, allocator);
        this.pairs = new Pairs(allocator);
        this.counts = Slots.longs(allocator, 0);
        try {
            room = allocator.allocate(24L * GroupedColumn.MOST_ROWS);
        } catch (Throwable e) {
            values.close();
            throw e;
        }
    }

    @Override
    public void grow(long groups) {
        counts.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        long ids = room.address() + 16L * GroupedColumn.MOST_ROWS;
        long groups = ids + 4L * GroupedColumn.MOST_ROWS;
        values.find(rows.data(), ids);
        values.forget();
        Native.copy(rows.chosen(), groups, rows.rows() << 2);
        count(groups, ids, rows.rows());
    }

    /// Rows that do not count make pairs with group -1, which are counted in front of the first group.
    private void count(long groups, long ids, long rows) {
        int before = pairs.count();
        pairs.find(groups, ids, rows, room.address());
        for (long pair = before; pair < pairs.count(); pair++) {
            int group = pairs.left(pair);
            counts.putLong(group, counts.getLong(group) + 1);
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (Distincts) other;
        long ends = same.byGroup();
        long numbers = ends + Selection.bytes(same.counts.count() + 2);
        long chosen = 0;
        for (long i = 0; i < from.count(); i++) {
            long at = ends + ((long) from.row(i) << 2);
            chosen += Native.getInt(at + 4) - Native.getInt(at);
        }
        // Most pairs of one worker are new for the others.
        pairs.reserve((int) Math.min(Integer.MAX_VALUE, pairs.count() + chosen));
        try (Assembly assembly = new Assembly(allocator)) {
            long renumbered = renumbered(same, assembly);
            long ids = room.address() + 16L * GroupedColumn.MOST_ROWS;
            long groups = ids + 4L * GroupedColumn.MOST_ROWS;
            long rows = 0;
            for (long i = 0; i < from.count(); i++) {
                int group = Native.getInt(to + (i << 2));
                long at = ends + ((long) from.row(i) << 2);
                int end = Native.getInt(at + 4);
                for (int place = Native.getInt(at); place < end; place++) {
                    int value = same.pairs.right(Native.getInt(numbers + ((long) place << 2)));
                    Native.putInt(groups + (rows << 2), group);
                    Native.putInt(ids + (rows << 2), Native.getInt(renumbered + ((long) value << 2)));
                    if (++rows == GroupedColumn.MOST_ROWS) {
                        count(groups, ids, rows);
                        rows = 0;
                    }
                }
            }
            count(groups, ids, rows);
        }
    }

    /// The numbers of the pairs of each group, one group behind the other, made once for all that merge them; in front
    /// of them where each group's begin, of which the next one's is the end. Pairs that do not count are left out.
    ///
    /// @return the address of where they begin, for one group more than there are, and one word more than that
    private synchronized long byGroup() {
        long front = Selection.bytes(counts.count() + 2);
        if (arranged == null) {
            Block made = allocator.allocate(front + Selection.bytes(pairs.count()));
            arranged = made;
            long ends = made.address();
            Native.fill(ends, front, (byte) 0);
            // Counted two places behind, so that where a group begins moves on to its end while its pairs are written.
            for (int pair = 0; pair < pairs.count(); pair++) {
                int group = pairs.left(pair);
                if (group >= 0) {
                    long at = ends + ((group + 2L) << 2);
                    Native.putInt(at, Native.getInt(at) + 1);
                }
            }
            for (long at = ends + 4; at < ends + front; at += 4) {
                Native.putInt(at, Native.getInt(at) + Native.getInt(at - 4));
            }
            for (int pair = 0; pair < pairs.count(); pair++) {
                int group = pairs.left(pair);
                if (group >= 0) {
                    long at = ends + ((group + 1L) << 2);
                    int place = Native.getInt(at);
                    Native.putInt(at, place + 1);
                    Native.putInt(ends + front + ((long) place << 2), pair);
                }
            }
        }
        return arranged.address();
    }

    /// For each value of `other` its number here.
    private long renumbered(Distincts other, Assembly assembly) {
        int count = other.values.count();
        Selection all = RowKeys.all(count, assembly);
        long renumbered = assembly.room(Selection.bytes(Math.max(1, count)));
        for (long at = 0; at < count; at += GroupedColumn.MOST_ROWS) {
            long rows = Math.min(GroupedColumn.MOST_ROWS, count - at);
            try (Assembly piece = new Assembly(allocator)) {
                values.find(
                        other.values.values(new Selection(all.address() + (at << 2), rows), piece),
                        renumbered + (at << 2));
                values.forget();
            }
        }
        return renumbered;
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.longs(type, groups, assembly, counts::getLong, Results.ALL);
    }

    @Override
    public void close() {
        values.close();
        pairs.close();
        counts.close();
        room.close();
        if (arranged != null) {
            arranged.close();
        }
    }
}
