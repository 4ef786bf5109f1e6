package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// The different values of groups as lists of numbers, which lie behind one another in the order in which they grew.
///
/// Most groups have few values: those are compared one by one, which is faster than a table of pairs and takes a
/// quarter of its memory, most of all where the rows of a group come close to each other. The caller keeps count of how
/// many values each group has.
final class ValueLists implements AutoCloseable {
    /// A list of up to so many values is looked through: it is one line of the cache.
    static final int FEW = 16;

    /// So many comparisons are faster than a table.
    private static final long FEW_COMPARISONS = 256;

    /// Bit `n` says whether a list of `n` values has no room for another.
    private static final int FULL = 1 << 0 | 1 << 2 | 1 << 8;

    private final Allocator allocator;
    private final Slots starts;
    private @Nullable Block values;
    private long count;

    ValueLists(Allocator allocator) {
        this.allocator = allocator;
        starts = Slots.longs(allocator, 0);
    }

    /// Makes room for the groups below `groups`.
    void grow(long groups) {
        starts.grow(groups);
    }

    /// Where the values of a group lie, four bytes each.
    long at(int group) {
        return values == null ? 0 : values.address() + (starts.getLong(group) << 2);
    }

    /// How many values a list of `size` has room for.
    private static long capacity(long size) {
        if (size <= 2) {
            return size == 0 ? 0 : 2;
        }
        return size <= 8 ? 8 : Long.highestOneBit(size - 1) << 1;
    }

    /// Adds a value to each of `rows` groups, unless the group has it. Rows of groups that have, or would have, more
    /// than [#FEW] values are left to the caller, who has a faster way to look among many.
    ///
    /// @param groups numbers of groups, four bytes each, which may be -1
    /// @param added the values, four bytes each
    /// @param sizes how many values each group has; counted on
    /// @param left room for the groups and then the values of rows that are left over, `rows` of each
    /// @return how many rows are left over
    long addFew(long groups, long added, long rows, Slots sizes, long left) {
        // A list moves to twice its room at most when a value is added.
        long base = room(rows * FEW);
        long starting = starts.address();
        long counts = sizes.address();
        long leftValues = left + (rows << 2);
        long next = count;
        long over = 0;
        for (long row = 0; row < rows; row++) {
            long group = Native.getInt(groups + (row << 2));
            int value = Native.getInt(added + (row << 2));
            long size = Native.getLong(counts + (group << 3));
            long list = base + (Native.getLong(starting + (group << 3)) << 2);
            long end = size > FEW ? list : list + (size << 2);
            long at = list;
            while (at < end && Native.getInt(at) != value) {
                at += 4;
            }
            if (at < end) {
                continue;
            }
            if (size >= FEW) {
                Native.putInt(left + (over << 2), (int) group);
                Native.putInt(leftValues + (over << 2), value);
                over++;
                continue;
            }
            if ((FULL >>> size & 1) != 0) {
                Native.putLong(starting + (group << 3), next);
                long to = base + (next << 2);
                for (long i = 0; i < size; i++) {
                    Native.putInt(to + (i << 2), Native.getInt(list + (i << 2)));
                }
                end = to + (size << 2);
                next += capacity(size + 1);
            }
            Native.putInt(end, value);
            Native.putLong(counts + (group << 3), size + 1);
        }
        count = next;
        return over;
    }

    /// Adds a value that a group of `before` ones does not have.
    void append(int group, long before, int value) {
        if (capacity(before) == before) {
            move(group, before, capacity(before + 1));
        }
        Native.putInt(at(group) + (before << 2), value);
    }

    /// Moves a group's values behind all others, where they have room to grow.
    private void move(int group, long before, long capacity) {
        long to = room(capacity) + (count << 2);
        Native.copy(at(group), to, before << 2);
        starts.putLong(group, count);
        count += capacity;
    }

    /// Adds values to a group that has `before` ones.
    ///
    /// @param list numbers of different values, four bytes each
    /// @param renumbered where each of these numbers has its number here
    /// @return how many of them are new
    long add(int group, long before, long list, long size, long renumbered) {
        long most = capacity(before + size);
        if (most > capacity(before)) {
            move(group, before, most);
        }
        long to = at(group);
        long added =
                before * size <= FEW_COMPARISONS
                        ? compare(to, before, list, size, renumbered)
                        : lookUp(to, before, list, size, renumbered);
        if (capacity(before + added) < most) {
            // Less is taken than there was room for, which a list of that size would not know of.
            count -= most - capacity(before + added);
        }
        return added;
    }

    /// Where the values begin, with room for so many more behind them.
    private long room(long more) {
        long bytes = (count + more + 1) << 2;
        Block known = values;
        if (known == null || known.capacityBytes() < bytes) {
            Block larger = allocator.allocate(known == null ? bytes : Math.max(bytes, 2 * known.capacityBytes()));
            if (known != null) {
                Native.copy(known.address(), larger.address(), count << 2);
                known.close();
            }
            values = larger;
            return larger.address();
        }
        return known.address();
    }

    private static long compare(long to, long before, long list, long size, long renumbered) {
        long end = to + (before << 2);
        long next = end;
        for (long i = 0; i < size; i++) {
            int value = Native.getInt(renumbered + ((long) Native.getInt(list + (i << 2)) << 2));
            boolean known = false;
            for (long at = to; at < end; at += 4) {
                known |= Native.getInt(at) == value;
            }
            Native.putInt(next, value);
            next += known ? 0 : 4;
        }
        return (next - end) >> 2;
    }

    private long lookUp(long to, long before, long list, long size, long renumbered) {
        try (var table = new LongTable(allocator)) {
            table.reserve(before + size);
            for (long i = 0; i < before; i++) {
                table.find(Native.getInt(to + (i << 2)), (int) i);
            }
            long next = before;
            for (long i = 0; i < size; i++) {
                int value = Native.getInt(renumbered + ((long) Native.getInt(list + (i << 2)) << 2));
                if (table.find(value, (int) next) == next) {
                    Native.putInt(to + (next << 2), value);
                    next++;
                }
            }
            return next - before;
        }
    }

    @Override
    public void close() {
        starts.close();
        if (values != null) {
            values.close();
        }
    }
}
