package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.List;

/// What numbers views of strings had before: equal views of the same buffers are equal strings, so most look-ups touch
/// neither the strings nor their hashes. Views that are not known yet are left to [ByteTable].
///
/// Columns that were gathered from others have few different views; where a column has not, the table gives up.
final class ViewTable implements AutoCloseable {
    /// What [#find] leaves to somebody else.
    static final int UNKNOWN = -1;

    /// Entries of 32 bytes: two words of the view, number + 1.
    private static final int ENTRY_SHIFT = 5;

    private static final int SMALLEST = 10;

    /// Up to here only one of eight entries is taken: a look-up that misses its first entry costs a mispredicted
    /// branch, which is more than the cache pays.
    private static final int SPARSE = 14;

    /// A table of 16 MiB still takes one miss of the cache where the strings would take three.
    private static final int LARGEST = 19;

    private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

    /// After so many batches in which most views were new, no more are looked up.
    private static final int PATIENCE = 4;

    private final Allocator allocator;
    private Block entries;
    private List<Buffer> buffers = List.of();
    private int bits = SMALLEST;
    private int count;
    private int disappointments;

    /// Whether views of strings elsewhere are known.
    private boolean refers;

    ViewTable(Allocator allocator) {
        this.allocator = allocator;
        this.entries = allocator.allocateZeroed(1L << (bits + ENTRY_SHIFT));
    }

    /// Whether it pays to ask.
    boolean isUseful() {
        return disappointments < PATIENCE;
    }

    /// Forgets what was known of other buffers than those of `values`, which has views.
    void prepare(ArrayData values) {
        List<Buffer> known = values.buffers().subList(2, values.buffers().size());
        if (!known.equals(buffers)) {
            forget();
            buffers = List.copyOf(known);
        }
    }

    /// Called when the memory of strings may be used for others. Views that carry their strings stay known.
    void forget() {
        if (!refers) {
            return;
        }
        Block empty = allocator.allocateZeroed(1L << (SMALLEST + ENTRY_SHIFT));
        entries.close();
        entries = empty;
        bits = SMALLEST;
        count = 0;
        refers = false;
        buffers = List.of();
    }

    /// Writes the numbers of views to `ids`, [#UNKNOWN] for those without one and for nulls.
    ///
    /// @return how many are unknown
    long find(ArrayData values, long ids) {
        long views = values.buffer(1).address() + values.offset() * BytesColumn.VIEW_BYTES;
        Bitmap valid = values.validity();
        long unknown = find(views, values.length(), ids);
        if (!valid.isAllSet()) {
            for (long row = 0; row < values.length(); row++) {
                if (!valid.get(row)) {
                    unknown += Native.getInt(ids + (row << 2)) == UNKNOWN ? 0 : 1;
                    Native.putInt(ids + (row << 2), UNKNOWN);
                }
            }
        }
        disappointments = 2 * unknown > values.length() ? disappointments + 1 : 0;
        return unknown;
    }

    private long find(long views, long rows, long ids) {
        long base = entries.address();
        int shift = 64 - bits;
        long mask = (1L << (bits + ENTRY_SHIFT)) - 1;
        long unknown = 0;
        for (long row = 0; row < rows; row++) {
            long first = Native.getLong(views + (row << 4));
            long second = Native.getLong(views + (row << 4) + 8);
            long at = place(first, second, shift);
            int entry = Native.getInt(base + at + 16);
            while (entry != 0 && (Native.getLong(base + at) != first || Native.getLong(base + at + 8) != second)) {
                at = (at + (1 << ENTRY_SHIFT)) & mask;
                entry = Native.getInt(base + at + 16);
            }
            unknown += entry == 0 ? 1 : 0;
            Native.putInt(ids + (row << 2), entry - 1);
        }
        return unknown;
    }

    private static long place(long first, long second, int shift) {
        long mixed = (first * FIRST) ^ (second * SECOND);
        return (((mixed ^ (mixed >>> 32)) * FIRST) >>> shift) << ENTRY_SHIFT;
    }

    /// Keeps the number of the view at `view`.
    void put(long view, int id) {
        if (count * (bits < SPARSE ? 8L : 2L) >= 1L << bits && !grow()) {
            return;
        }
        if (insert(entries.address(), bits, Native.getLong(view), Native.getLong(view + 8), id + 1)) {
            count++;
            refers |= Native.getInt(view) > BytesColumn.INLINE_BYTES;
        }
    }

    private static boolean insert(long base, int bits, long first, long second, int entry) {
        long mask = (1L << (bits + ENTRY_SHIFT)) - 1;
        long at = place(first, second, 64 - bits);
        while (Native.getInt(base + at + 16) != 0) {
            if (Native.getLong(base + at) == first && Native.getLong(base + at + 8) == second) {
                return false;
            }
            at = (at + (1 << ENTRY_SHIFT)) & mask;
        }
        Native.putLong(base + at, first);
        Native.putLong(base + at + 8, second);
        Native.putInt(base + at + 16, entry);
        return true;
    }

    private boolean grow() {
        if (bits == LARGEST) {
            return false;
        }
        Block larger = allocator.allocateZeroed(1L << (bits + 1 + ENTRY_SHIFT));
        long end = entries.address() + (1L << (bits + ENTRY_SHIFT));
        for (long at = entries.address(); at < end; at += 1 << ENTRY_SHIFT) {
            int entry = Native.getInt(at + 16);
            if (entry != 0) {
                insert(larger.address(), bits + 1, Native.getLong(at), Native.getLong(at + 8), entry);
            }
        }
        entries.close();
        entries = larger;
        bits++;
        return true;
    }

    @Override
    public void close() {
        entries.close();
    }
}
