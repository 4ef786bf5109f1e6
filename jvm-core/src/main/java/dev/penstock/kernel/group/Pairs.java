package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// Numbers different pairs of numbers in the order in which they come. While there are few lefts and rights they are
/// looked up in a grid, else by hash.
final class Pairs implements AutoCloseable {
    /// Grids up to here stay in the cache, and are made for any number of rows.
    private static final long SMALL = 1L << 16;

    /// A grid of 4 MiB still answers faster than a hash table of as many pairs.
    private static final long MOST = 1L << 20;

    private static final int FEWEST_BITS = 4;

    private final Allocator allocator;
    private final Slots pairs;
    private @Nullable LongTable table;
    private @Nullable Block grid;
    private int leftBits = FEWEST_BITS;
    private int rightBits = FEWEST_BITS;
    private long rowsSeen;
    private int expected;
    private int count;

    Pairs(Allocator allocator) {
        this.allocator = allocator;
        this.pairs = Slots.longs(allocator, 0);
    }

    /// Says that there will be about `wanted` different pairs.
    void reserve(int wanted) {
        expected = wanted;
        if (table != null) {
            table.reserve(wanted);
        }
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

    /// Like [#find(long, long, long, long)], where lefts are below `leftCount`, rights below `rightCount`, and none is
    /// negative.
    void find(long lefts, long rights, long rows, long room, int leftCount, int rightCount) {
        rowsSeen += rows;
        if (table == null && fits(leftCount, rightCount) && grid != null) {
            keep(findInGrid(grid.address(), lefts, rights, rows, room), room);
        } else {
            find(lefts, rights, rows, room);
        }
    }

    /// Whether the grid has room, or could be made larger.
    private boolean fits(int leftCount, int rightCount) {
        int newLeftBits = Math.max(leftBits, bits(leftCount));
        int newRightBits = Math.max(rightBits, bits(rightCount));
        if (grid != null && newLeftBits == leftBits && newRightBits == rightBits) {
            return true;
        }
        long entries = 1L << (newLeftBits + newRightBits);
        if (entries > Math.min(MOST, Math.max(SMALL, 16 * rowsSeen))) {
            return false;
        }
        Block larger = allocator.allocateZeroed(entries << 2);
        for (int id = 0; id < count; id++) {
            long at = ((long) left(id) << newRightBits) | right(id);
            Native.putInt(larger.address() + (at << 2), id + 1);
        }
        closeGrid();
        grid = larger;
        leftBits = newLeftBits;
        rightBits = newRightBits;
        return true;
    }

    private static int bits(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
    }

    /// Writes new pairs to `fresh`; how many there are.
    private int findInGrid(long base, long lefts, long rights, long rows, long fresh) {
        int shift = rightBits;
        int known = count;
        for (long row = 0; row < rows; row++) {
            long left = Native.getInt(lefts + (row << 2));
            long right = Native.getInt(rights + (row << 2));
            long at = base + (((left << shift) | right) << 2);
            int entry = Native.getInt(at);
            if (entry == 0) {
                Native.putLong(fresh + ((long) (known - count) << 3), (left << 32) | right);
                entry = ++known;
                Native.putInt(at, entry);
            }
            Native.putInt(lefts + (row << 2), entry - 1);
        }
        return known - count;
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
        keep(hashed().find(room, rows, lefts, count, fresh), fresh);
    }

    /// Numbers all of these pairs, which may come twice: the first one of equals is the one that is found.
    void append(long lefts, long rights, long rows) {
        pairs.grow(count + rows);
        for (long row = 0; row < rows; row++) {
            long left = Native.getInt(lefts + (row << 2));
            long pair = (left << 32) | (Native.getInt(rights + (row << 2)) & 0xFFFF_FFFFL);
            pairs.putLong(count + row, pair);
        }
        if (table != null) {
            table.reserve(count + rows);
            for (long row = 0; row < rows; row++) {
                table.find(pairs.getLong(count + row), (int) (count + row));
            }
        }
        count += (int) rows;
    }

    private void keep(int added, long fresh) {
        pairs.grow(count + added);
        Native.copy(fresh, pairs.address() + ((long) count << 3), (long) added << 3);
        count += added;
    }

    /// The hash table, which takes over for good.
    private LongTable hashed() {
        if (table == null) {
            table = new LongTable(allocator);
            table.reserve(Math.max(count, expected));
            for (int id = 0; id < count; id++) {
                table.find(pairs.getLong(id), id);
            }
            closeGrid();
        }
        return table;
    }

    private void closeGrid() {
        if (grid != null) {
            grid.close();
            grid = null;
        }
    }

    @Override
    public void close() {
        closeGrid();
        pairs.close();
        if (table != null) {
            table.close();
        }
    }
}
