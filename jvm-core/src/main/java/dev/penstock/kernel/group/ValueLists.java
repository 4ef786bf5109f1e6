package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// The different values of groups as lists of numbers, for what is put together group by group: most groups come once,
/// and need no table to be looked up in.
final class ValueLists implements AutoCloseable {
    /// So many comparisons are faster than a table.
    private static final long FEW = 256;

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

    /// Adds values to a group that has `before` ones.
    ///
    /// @param list numbers of different values, four bytes each
    /// @param renumbered where each of these numbers has its number here
    /// @return how many of them are new
    long add(int group, long before, long list, long size, long renumbered) {
        // What is there moves behind all others, where it can grow.
        long to = room(before + size) + (count << 2);
        Native.copy(at(group), to, before << 2);
        long added =
                before * size <= FEW
                        ? compare(to, before, list, size, renumbered)
                        : lookUp(to, before, list, size, renumbered);
        if (added > 0) {
            starts.putLong(group, count);
            count += before + added;
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
