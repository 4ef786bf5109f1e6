package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// How many different values a group has, null being one: values are numbered, and each group has a list of the numbers
/// that it met. Where a list is long, pairs of group and value tell what is in it.
final class Distincts implements Accumulator {
    private final DataType type;
    private final Allocator allocator;
    private final Keys values;
    private final ValueLists lists;
    private final Pairs pairs;
    private final Slots counts;
    private final Block room;

    /// Whether all values of long lists are pairs as well.
    private boolean paired = true;

    /// @param input handled by [KeyTables]
    Distincts(DataType type, DataType input, Allocator allocator) {
        this.type = type;
        this.allocator = allocator;
        this.values = KeyTables.of(input, allocator);
        this.lists = new ValueLists(allocator);
        this.pairs = new Pairs(allocator);
        this.counts = Slots.longs(allocator, 0);
        try {
            room = allocator.allocate(36L * GroupedColumn.MOST_ROWS);
        } catch (Throwable e) {
            values.close();
            throw e;
        }
    }

    @Override
    public void grow(long groups) {
        counts.grow(groups);
        lists.grow(groups);
    }

    /// Rows that do not count are values of group -1.
    @Override
    public void add(GroupedColumn rows) {
        if (!paired) {
            pairAll();
        }
        long ids = room.address() + 24L * GroupedColumn.MOST_ROWS;
        long left = ids + 4L * GroupedColumn.MOST_ROWS;
        values.find(rows.data(), ids);
        values.forget();
        long over = lists.addFew(rows.chosen(), ids, rows.rows(), counts, left);
        if (over > 0) {
            addMany(left, left + (rows.rows() << 2), over);
        }
    }

    /// Adds values to groups with long lists, or whose list becomes long by them.
    private void addMany(long groups, long ids, long rows) {
        for (long row = 0; row < rows; row++) {
            int group = Native.getInt(groups + (row << 2));
            if (counts.getLong(group) == ValueLists.FEW) {
                append(group, Native.getInt(ids + (row << 2)));
                pair(group);
            }
            // From here on pairs count from 0, as grids want.
            Native.putInt(groups + (row << 2), group + 1);
        }
        int before = pairs.count();
        pairs.find(groups, ids, rows, room.address(), (int) counts.count() + 1, values.count());
        for (long pair = before; pair < pairs.count(); pair++) {
            append(pairs.left(pair) - 1, pairs.right(pair));
        }
    }

    private void append(int group, int value) {
        long size = counts.getLong(group);
        lists.append(group, size, value);
        counts.putLong(group, size + 1);
    }

    /// Makes pairs of a group and all of its values; nothing happens to pairs that are there.
    private void pair(int group) {
        long lefts = room.address() + 16L * GroupedColumn.MOST_ROWS;
        long rights = lefts + 4L * GroupedColumn.MOST_ROWS;
        long list = lists.at(group);
        long size = counts.getLong(group);
        for (long done = 0; done < size; done += GroupedColumn.MOST_ROWS) {
            long rows = Math.min(GroupedColumn.MOST_ROWS, size - done);
            for (long i = 0; i < rows; i++) {
                Native.putInt(lefts + (i << 2), group + 1);
            }
            Native.copy(list + (done << 2), rights, rows << 2);
            pairs.find(lefts, rights, rows, room.address(), (int) counts.count() + 1, values.count());
        }
    }

    /// Rows come behind merged groups after all.
    private void pairAll() {
        paired = true;
        for (int group = -1; group < counts.count(); group++) {
            if (counts.getLong(group) > ValueLists.FEW) {
                pair(group);
            }
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (Distincts) other;
        paired = false;
        try (Assembly assembly = new Assembly(allocator)) {
            long renumbered = renumbered(same, assembly);
            for (long i = 0; i < from.count(); i++) {
                int group = Native.getInt(to + (i << 2));
                int theirs = from.row(i);
                long before = counts.getLong(group);
                long added = lists.add(group, before, same.lists.at(theirs), same.counts.getLong(theirs), renumbered);
                counts.putLong(group, before + added);
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
        lists.close();
    }
}
