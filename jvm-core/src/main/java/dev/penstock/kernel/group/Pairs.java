package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;

/// Numbers different pairs of numbers in the order in which they come.
final class Pairs implements AutoCloseable {
    private final LongTable table;
    private final Slots pairs;
    private int count;

    Pairs(Allocator allocator) {
        table = new LongTable(allocator);
        pairs = Slots.longs(allocator, 0);
    }

    int count() {
        return count;
    }

    int left(long id) {
        return (int) (pairs.getLong(id) >>> 32);
    }

    int right(long id) {
        return (int) pairs.getLong(id);
    }

    /// Writes the numbers of pairs over their left halves.
    ///
    /// @param room 16 bytes for each row
    void find(long lefts, long rights, long rows, long room) {
        for (long row = 0; row < rows; row++) {
            long left = Native.getInt(lefts + (row << 2));
            Native.putLong(room + (row << 3), (left << 32) | (Native.getInt(rights + (row << 2)) & 0xFFFF_FFFFL));
        }
        long fresh = room + (rows << 3);
        int added = table.find(room, rows, lefts, count, fresh);
        pairs.grow(count + added);
        Native.copy(fresh, pairs.address() + ((long) count << 3), (long) added << 3);
        count += added;
    }

    @Override
    public void close() {
        table.close();
        pairs.close();
    }
}
