package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.Objects;
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

    /// What was merged where there was nothing before; null where rows were added, or came behind.
    private @Nullable ValueLists lists;

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
        if (lists != null) {
            pairAgain(lists);
        }
        long ids = room.address() + 16L * GroupedColumn.MOST_ROWS;
        long groups = ids + 4L * GroupedColumn.MOST_ROWS;
        values.find(rows.data(), ids);
        values.forget();
        Native.copy(rows.chosen(), groups, rows.rows() << 2);
        count(groups, ids, rows.rows());
    }

    /// Rows come behind merged groups after all, so values of groups become pairs again.
    private void pairAgain(ValueLists merged) {
        lists = null;
        long ids = room.address() + 16L * GroupedColumn.MOST_ROWS;
        long groups = ids + 4L * GroupedColumn.MOST_ROWS;
        long rows = 0;
        try (merged) {
            for (int group = 0; group < counts.count(); group++) {
                long size = counts.getLong(group);
                counts.putLong(group, 0);
                for (long i = 0; i < size; i++) {
                    Native.putInt(groups + (rows << 2), group);
                    Native.putInt(ids + (rows << 2), Native.getInt(merged.at(group) + (i << 2)));
                    if (++rows == GroupedColumn.MOST_ROWS) {
                        count(groups, ids, rows);
                        rows = 0;
                    }
                }
            }
        }
        count(groups, ids, rows);
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
        same.arrange();
        if (pairs.count() == 0 && lists == null) {
            lists = new ValueLists(allocator);
        }
        try (Assembly assembly = new Assembly(allocator)) {
            long renumbered = renumbered(same, assembly);
            if (lists == null) {
                mergePairs(same, from, to, renumbered);
                return;
            }
            lists.grow(counts.count());
            for (long i = 0; i < from.count(); i++) {
                int group = Native.getInt(to + (i << 2));
                int theirs = from.row(i);
                long before = counts.getLong(group);
                long added = lists.add(group, before, same.listAt(theirs), same.size(theirs), renumbered);
                counts.putLong(group, before + added);
            }
        }
    }

    private void mergePairs(Distincts other, Selection from, long to, long renumbered) {
        long ids = room.address() + 16L * GroupedColumn.MOST_ROWS;
        long groups = ids + 4L * GroupedColumn.MOST_ROWS;
        long rows = 0;
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            long list = other.listAt(from.row(i));
            long end = list + (other.size(from.row(i)) << 2);
            for (long at = list; at < end; at += 4) {
                Native.putInt(groups + (rows << 2), group);
                Native.putInt(ids + (rows << 2), Native.getInt(renumbered + ((long) Native.getInt(at) << 2)));
                if (++rows == GroupedColumn.MOST_ROWS) {
                    count(groups, ids, rows);
                    rows = 0;
                }
            }
        }
        count(groups, ids, rows);
    }

    /// Where the values of a group lie, four bytes each, once they are arranged.
    private long listAt(int group) {
        return lists != null ? lists.at(group) : arranged(group);
    }

    private long size(int group) {
        return counts.getLong(group);
    }

    private long arranged(int group) {
        long ends = Objects.requireNonNull(arranged).address();
        return ends + Selection.bytes(counts.count() + 2) + ((long) Native.getInt(ends + ((long) group << 2)) << 2);
    }

    /// Puts the values of each group behind one another, one group behind the other, once for all that merge them; in
    /// front of them is where each group begins. Pairs that do not count are left out.
    private synchronized void arrange() {
        if (arranged != null || lists != null) {
            return;
        }
        long front = Selection.bytes(counts.count() + 2);
        Block made = allocator.allocate(front + Selection.bytes(pairs.count()));
        arranged = made;
        long ends = made.address();
        Native.fill(ends, front, (byte) 0);
        // Counted two places behind, so that where a group begins moves on to its end while its values are written.
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
                Native.putInt(ends + front + ((long) place << 2), pairs.right(pair));
            }
        }
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
        if (lists != null) {
            lists.close();
        }
    }
}
