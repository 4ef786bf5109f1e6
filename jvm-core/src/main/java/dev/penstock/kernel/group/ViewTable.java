package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What numbers views of strings had before: equal views of the same buffers are equal strings, so most look-ups touch
/// neither the strings nor their hashes. Views that are not known yet are left to [ByteTable].
///
/// Columns that were gathered from others have few different views; where a column has not, the table gives up.
final class ViewTable implements AutoCloseable {
    /// What [#find] leaves to somebody else.
    static final int UNKNOWN = -1;

    /// Entries of eight bytes: half of a hash, and which record it belongs to, counted from 1. A small table stays in
    /// the processor's caches; the records are read for views that are known only.
    private static final int ENTRY_SHIFT = 3;

    /// Records of 24 bytes: the two words of a view, and its number.
    private static final long RECORD_BYTES = 24;

    private static final int SMALLEST = 10;

    /// Up to here only one of eight entries is taken: a look-up that misses its first entry costs a mispredicted
    /// branch, which is more than the cache pays.
    private static final int SPARSE = 14;

    /// Half a million views: a table that is much larger than the caches saves nothing.
    private static final int LARGEST = 20;

    private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

    /// After so many batches in which most views were new, no more are looked up.
    private static final int PATIENCE = 4;

    private final Allocator allocator;
    private Block entries;
    private @Nullable Block records;
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
        long known = records() - RECORD_BYTES;
        int shift = 64 - bits;
        long mask = (1L << (bits + ENTRY_SHIFT)) - 1;
        long unknown = 0;
        for (long row = 0; row < rows; row++) {
            long first = Native.getLong(views + (row << 4));
            long second = Native.getLong(views + (row << 4) + 8);
            long hash = hash(first, second);
            long at = (hash >>> shift) << ENTRY_SHIFT;
            int id = UNKNOWN;
            for (long entry = Native.getLong(base + at); entry != 0; entry = Native.getLong(base + at)) {
                if ((entry ^ hash) >>> 32 == 0) {
                    long record = known + (entry & 0xFFFF_FFFFL) * RECORD_BYTES;
                    if (Native.getLong(record) == first && Native.getLong(record + 8) == second) {
                        id = Native.getInt(record + 16);
                        break;
                    }
                }
                at = (at + (1 << ENTRY_SHIFT)) & mask;
            }
            unknown += id >>> 31;
            Native.putInt(ids + (row << 2), id);
        }
        return unknown;
    }

    private static long hash(long first, long second) {
        long mixed = (first * FIRST) ^ (second * SECOND);
        return (mixed ^ (mixed >>> 32)) * FIRST;
    }

    /// Keeps the number of the view at `view`.
    void put(long view, int id) {
        if (count * (bits < SPARSE ? 8L : 2L) >= 1L << bits && !grow()) {
            return;
        }
        long first = Native.getLong(view);
        long second = Native.getLong(view + 8);
        if (!isKnown(first, second)) {
            long record = recordRoom() + count * RECORD_BYTES;
            Native.putLong(record, first);
            Native.putLong(record + 8, second);
            Native.putInt(record + 16, id);
            count++;
            insert(entries.address(), bits, hash(first, second), count);
            refers |= Native.getInt(view) > BytesColumn.INLINE_BYTES;
        }
    }

    private boolean isKnown(long first, long second) {
        long mask = (1L << (bits + ENTRY_SHIFT)) - 1;
        long at = (hash(first, second) >>> (64 - bits)) << ENTRY_SHIFT;
        while (true) {
            long entry = Native.getLong(entries.address() + at);
            if (entry == 0) {
                return false;
            }
            long record = records() + ((entry & 0xFFFF_FFFFL) - 1) * RECORD_BYTES;
            if (Native.getLong(record) == first && Native.getLong(record + 8) == second) {
                return true;
            }
            at = (at + (1 << ENTRY_SHIFT)) & mask;
        }
    }

    private static void insert(long base, int bits, long hash, long record) {
        long mask = (1L << (bits + ENTRY_SHIFT)) - 1;
        long at = (hash >>> (64 - bits)) << ENTRY_SHIFT;
        while (Native.getLong(base + at) != 0) {
            at = (at + (1 << ENTRY_SHIFT)) & mask;
        }
        Native.putLong(base + at, (hash & 0xFFFF_FFFF_0000_0000L) | record);
    }

    private long records() {
        return records == null ? 0 : records.address();
    }

    /// Where the records lie, with room for one more.
    private long recordRoom() {
        Block current = records;
        if (current == null || (count + 1) * RECORD_BYTES > current.capacityBytes()) {
            Block larger = allocator.allocate(Math.max(RECORD_BYTES << SMALLEST, 2L * count * RECORD_BYTES));
            if (current != null) {
                Native.copy(current.address(), larger.address(), count * RECORD_BYTES);
                current.close();
            }
            records = larger;
            return larger.address();
        }
        return current.address();
    }

    private boolean grow() {
        if (bits == LARGEST) {
            return false;
        }
        Block larger = allocator.allocateZeroed(1L << (bits + 1 + ENTRY_SHIFT));
        for (long record = 0; record < count; record++) {
            long at = records() + record * RECORD_BYTES;
            insert(larger.address(), bits + 1, hash(Native.getLong(at), Native.getLong(at + 8)), record + 1);
        }
        entries.close();
        entries = larger;
        bits++;
        return true;
    }

    @Override
    public void close() {
        entries.close();
        if (records != null) {
            records.close();
        }
    }
}
