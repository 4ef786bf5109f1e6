package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.HashMap;
import java.util.Map;

/// How many different values a group has, null being one: values are numbered, and each group has a list of the numbers
/// that it met. Where a list is long, pairs of group and value tell what is in it.
final class Distincts implements Accumulator {
    /// The number of a value of another accumulator that nobody has asked for, as all bits of it are set.
    private static final int UNKNOWN = -1;

    private static final int ASKED = -2;

    private final DataType type;
    private final Allocator allocator;
    private final Keys values;
    private final ValueLists lists;
    private final Pairs pairs;
    private final Slots counts;
    private final Block room;
    private final Map<Distincts, Block> renumbered = new HashMap<>();

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
        long renumbered = renumbered(same, from);
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            int theirs = from.row(i);
            long before = counts.getLong(group);
            long added = lists.add(group, before, same.lists.at(theirs), same.counts.getLong(theirs), renumbered);
            counts.putLong(group, before + added);
        }
    }

    /// For each value of `other` its number here, four bytes each, as far as groups `from` have it. Those of one and
    /// the same accumulator are kept: its groups mostly come in many pieces.
    private long renumbered(Distincts other, Selection from) {
        Block known = renumbered.get(other);
        long bytes = Selection.bytes(Math.max(1, other.values.count()));
        if (known == null || known.capacityBytes() < bytes) {
            Block larger = allocator.allocate(bytes);
            Native.fill(larger.address(), larger.capacityBytes(), (byte) UNKNOWN);
            if (known != null) {
                Native.copy(known.address(), larger.address(), known.capacityBytes());
                known.close();
            }
            renumbered.put(other, larger);
            known = larger;
        }
        long numbers = known.address();
        long asked = room.address();
        int count = 0;
        for (long i = 0; i < from.count(); i++) {
            int group = from.row(i);
            long list = other.lists.at(group);
            long end = list + (other.counts.getLong(group) << 2);
            for (long at = list; at < end; at += 4) {
                int value = Native.getInt(at);
                if (Native.getInt(numbers + ((long) value << 2)) == UNKNOWN) {
                    Native.putInt(numbers + ((long) value << 2), ASKED);
                    Native.putInt(asked + ((long) count << 2), value);
                    count++;
                }
                if (count == GroupedColumn.MOST_ROWS) {
                    renumber(other, numbers, asked, count);
                    count = 0;
                }
            }
        }
        if (count > 0) {
            renumber(other, numbers, asked, count);
        }
        return numbers;
    }

    private void renumber(Distincts other, long numbers, long asked, int count) {
        long ids = asked + 4L * GroupedColumn.MOST_ROWS;
        try (Assembly piece = new Assembly(allocator)) {
            values.find(other.values.values(new Selection(asked, count), piece), ids);
            values.forget();
        }
        for (long i = 0; i < count; i++) {
            long value = Native.getInt(asked + (i << 2));
            Native.putInt(numbers + (value << 2), Native.getInt(ids + (i << 2)));
        }
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
        renumbered.values().forEach(Block::close);
    }
}
