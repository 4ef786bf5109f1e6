package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// Tells the first row of each value from further ones, for integers, dates and times that lie close to each other: a
/// bit for each value that there could be. Not thread-safe.
public final class DenseRows implements AutoCloseable {
    /// 16 MiB: more misses the caches at every value, as a hash table would.
    private static final long MOST_BITS = 1L << 27;

    /// Fewer bits for fewer rows: 16,384 of them, which come at once, may take 2 MiB.
    private static final long MOST_BITS_FOR_EACH_ROW = 1024;

    private static final long SMALL_BITS = 1L << 20;

    private final Allocator allocator;
    private final Block room;
    private @Nullable Block bits;
    private long low;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
    private long range;
    private long rowsSeen;
    private boolean nullSeen;

    /// @param rows about how many are to come; 0 if that is not known
    public DenseRows(long rows, Allocator allocator) {
        this.rowsSeen = rows;
        this.allocator = allocator;
        this.room = allocator.allocate(8L * GroupedColumn.MOST_ROWS);
    }

    public static boolean handles(DataType type) {
        return Widening.isLong(type);
    }

    /// Writes a byte for each row: 1 if no row before had its value, or was null like it, else 0.
    ///
    /// @param values at most [GroupedColumn#MOST_ROWS] of a type that it [#handles]
    /// @param marks room for as many bytes
    /// @return whether the values lie close enough to each other and to earlier ones; if not, it is of no more use
    public boolean mark(ArrayData values, long marks) {
        long rows = values.length();
        rowsSeen += rows;
        long longs = Widening.longs(values, room.address());
        Bitmap valid = values.validity();
        long row = 0;
        while (row < rows) {
            row = valid.isAllSet() ? markValid(longs, row, rows, marks) : mark(longs, valid, row, marks);
            if (row < rows && !reserve(longs, valid, row)) {
                return false;
            }
        }
        return true;
    }

    /// How many values there is room for: so many rows can be the first of theirs.
    public long range() {
        return range;
    }

    /// Up to the first value that there is no room for, whose row it returns.
    private long markValid(long longs, long start, long rows, long marks) {
        if (bits == null) {
            return start;
        }
        long base = bits.address();
        long from = low;
        long count = range;
        for (long row = start; row < rows; row++) {
            long place = Native.getLong(longs + (row << 3)) - from;
            if (Long.compareUnsigned(place, count) >= 0) {
                return row;
            }
            long at = base + (place >>> 6 << 3);
            long word = Native.getLong(at);
            Native.putLong(at, word | (1L << place));
            Native.putByte(marks + row, (byte) (~word >>> place & 1));
        }
        return rows;
    }

    private long mark(long longs, Bitmap valid, long start, long marks) {
        for (long row = start; row < valid.length(); row++) {
            if (valid.get(row)) {
                if (markValid(longs, row, row + 1, marks) == row) {
                    return row;
                }
            } else {
                Native.putByte(marks + row, (byte) (nullSeen ? 0 : 1));
                nullSeen = true;
            }
        }
        return valid.length();
    }

    /// Makes room for the values from row `start` on, if they are not too far from each other.
    private boolean reserve(long longs, Bitmap valid, long start) {
        long min = least;
        long max = greatest;
        for (long row = start; row < valid.length(); row++) {
            if (valid.isAllSet() || valid.get(row)) {
                long value = Native.getLong(longs + (row << 3));
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        long wanted = max - min + 1;
        if (wanted <= 0 || wanted > Math.min(MOST_BITS, Math.max(SMALL_BITS, MOST_BITS_FOR_EACH_ROW * rowsSeen))) {
            return false;
        }
        grow(min, max);
        return true;
    }

    /// Places are differences, which are right also where values behind the greatest one of all begin anew.
    private void grow(long min, long max) {
        // Whole words away from the old first value, so that the old words keep their bits.
        long before = bits == null || low - min <= 0 ? 0 : (low - min + Long.SIZE - 1) & -Long.SIZE;
        long first = bits == null ? min : low - before;
        long needed = Math.max(1024, Math.max(range + before, max - first + 1));
        long count = Long.highestOneBit(2 * needed - 1);
        Block larger = allocator.allocateZeroed(count >>> 3);
        if (bits != null) {
            Native.copy(bits.address(), larger.address() + (before >>> 3), range >>> 3);
            bits.close();
        }
        bits = larger;
        low = first;
        range = count;
        least = min;
        greatest = max;
    }

    @Override
    public void close() {
        room.close();
        if (bits != null) {
            bits.close();
        }
    }
}
