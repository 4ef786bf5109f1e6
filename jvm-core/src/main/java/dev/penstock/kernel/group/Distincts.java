package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// How many different values a group has, null being one: values are numbered, and pairs of group and value are counted
/// when they come first.
final class Distincts implements Accumulator {
    private final DataType type;
    private final Allocator allocator;
    private final Keys values;
    private final Pairs pairs;
    private final Slots counts;
    private final Block room;

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
        try (Assembly assembly = new Assembly(allocator)) {
            long targets = targets(same, from, to, assembly);
            long renumbered = renumbered(same, assembly);
            long ids = room.address() + 16L * GroupedColumn.MOST_ROWS;
            long groups = ids + 4L * GroupedColumn.MOST_ROWS;
            long rows = 0;
            for (long pair = 0; pair < same.pairs.count(); pair++) {
                int left = same.pairs.left(pair);
                int group = left < 0 ? -1 : Native.getInt(targets + ((long) left << 2));
                if (group >= 0) {
                    int value = Native.getInt(renumbered + ((long) same.pairs.right(pair) << 2));
                    Native.putInt(groups + (rows << 2), group);
                    Native.putInt(ids + (rows << 2), value);
                    rows++;
                }
                if (rows == GroupedColumn.MOST_ROWS || (rows > 0 && pair == same.pairs.count() - 1)) {
                    count(groups, ids, rows);
                    rows = 0;
                }
            }
        }
    }

    /// For each group of `other` the group here, -1 for those that are not merged.
    private static long targets(Distincts other, Selection from, long to, Assembly assembly) {
        long bytes = Selection.bytes(Math.max(1, other.counts.count()));
        long targets = assembly.room(bytes);
        Native.fill(targets, bytes, (byte) -1);
        for (long i = 0; i < from.count(); i++) {
            Native.putInt(targets + ((long) from.row(i) << 2), Native.getInt(to + (i << 2)));
        }
        return targets;
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
    }
}
