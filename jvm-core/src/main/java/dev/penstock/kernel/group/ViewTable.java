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

    /// Entries of four bytes: which record it is, counted from 1. A small table stays in the processor's caches.
    private static final int ENTRY_SHIFT = 2;

    /// Records of 32 bytes, so that none lies across two cache lines: the two words of a view, and its number. In front
    /// of the first one is one that no view has.
    private static final int RECORD_SHIFT = 5;

    /// Views that are looked up together stay in the first cache.
    private static final long CHUNK = 512;

    private static final int SMALLEST = 10;

    /// Up to here only one of eight entries is taken: a look-up that misses its first entry costs a mispredicted
    /// branch, which is more than the cache pays.
    private static final int SPARSE = 14;

    /// Half a million views: a table that is much larger than the caches saves nothing.
    private static final int LARGEST = 21;

    private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

    /// After so many batches in which most views were new, no more are looked up. Of a hundred thousand different ones
    /// most are new for five batches, and of as many as the table takes for about twenty.
    private static final int PATIENCE = 16;

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
        if (records == null) {
            fill(ids, rows);
            return rows;
        }
        for (long row = 0; row < rows; row += CHUNK) {
            look(views + (row << 4), Math.min(CHUNK, rows - row), ids + (row << 2));
        }
        long unknown = 0;
        for (long row = 0; row < rows; row++) {
            if (Native.getInt(ids + (row << 2)) < 0) {
                int id = search(Native.getLong(views + (row << 4)), Native.getLong(views + (row << 4) + 8));
                Native.putInt(ids + (row << 2), id);
                unknown += id >>> 31;
            }
        }
        return unknown;
    }

    private static void fill(long ids, long rows) {
        for (long row = 0; row < rows; row++) {
            Native.putInt(ids + (row << 2), UNKNOWN);
        }
    }

    /// Writes the numbers of views that lie where they belong, and [#UNKNOWN] for others. There is no branch in it:
    /// what one view has to wait for, the next ones ask for at the same time. More of them do in two short loops.
    private void look(long views, long rows, long ids) {
        long base = entries.address();
        int shift = 64 - bits;
        for (long row = 0; row < rows; row++) {
            long hash = hash(Native.getLong(views + (row << 4)), Native.getLong(views + (row << 4) + 8));
            Native.putInt(ids + (row << 2), Native.getInt(base + ((hash >>> shift) << ENTRY_SHIFT)));
        }
        long known = records();
        for (long row = 0; row < rows; row++) {
            long record = known + ((long) Native.getInt(ids + (row << 2)) << RECORD_SHIFT);
            long first = Native.getLong(record) ^ Native.getLong(views + (row << 4));
            long other = first | (Native.getLong(record + 8) ^ Native.getLong(views + (row << 4) + 8));
            int differs = (int) ((other | -other) >> 63);
            Native.putInt(ids + (row << 2), Native.getInt(record + 16) | differs);
        }
    }

    private int search(long first, long second) {
        long base = entries.address();
        long known = records();
        long mask = (1L << bits) - 1;
        long at = hash(first, second) >>> (64 - bits);
        while (true) {
            long entry = Native.getInt(base + (at << ENTRY_SHIFT));
            long record = known + (entry << RECORD_SHIFT);
            if (entry == 0) {
                return UNKNOWN;
            }
            if (Native.getLong(record) == first && Native.getLong(record + 8) == second) {
                return Native.getInt(record + 16);
            }
            at = (at + 1) & mask;
        }
    }

    private static long hash(long first, long second) {
        long mixed = (first * FIRST) ^ (second * SECOND);
        return (mixed ^ (mixed >>> 32)) * FIRST;
    }

    /// Keeps the number of the view at `view`.
    void put(long view, int id) {
        if (count * (bits < SPARSE ? 8L : 4L) >= 1L << bits && !grow()) {
            return;
        }
        long first = Native.getLong(view);
        long second = Native.getLong(view + 8);
        if (records == null || search(first, second) == UNKNOWN) {
            long record = recordRoom();
            Native.putLong(record, first);
            Native.putLong(record + 8, second);
            Native.putInt(record + 16, id);
            count++;
            insert(entries.address(), bits, hash(first, second), count);
            refers |= Native.getInt(view) > BytesColumn.INLINE_BYTES;
        }
    }

    private static void insert(long base, int bits, long hash, int record) {
        long mask = (1L << bits) - 1;
        long at = hash >>> (64 - bits);
        while (Native.getInt(base + (at << ENTRY_SHIFT)) != 0) {
            at = (at + 1) & mask;
        }
        Native.putInt(base + (at << ENTRY_SHIFT), record);
    }

    private long records() {
        return records == null ? 0 : records.address();
    }

    /// Where the next record lies.
    private long recordRoom() {
        Block current = records;
        long before = (count + 1L) << RECORD_SHIFT;
        if (current == null || before + (1L << RECORD_SHIFT) > current.capacityBytes()) {
            Block larger = allocator.allocate(Math.max(1L << (SMALLEST + RECORD_SHIFT), 2 * before));
            if (current == null) {
                Native.putInt(larger.address() + 16, UNKNOWN);
            } else {
                Native.copy(current.address(), larger.address(), before);
                current.close();
            }
            records = larger;
            current = larger;
        }
        return current.address() + before;
    }

    private boolean grow() {
        if (bits == LARGEST) {
            return false;
        }
        Block larger = allocator.allocateZeroed(1L << (bits + 1 + ENTRY_SHIFT));
        for (int record = 1; record <= count; record++) {
            long at = records() + ((long) record << RECORD_SHIFT);
            insert(larger.address(), bits + 1, hash(Native.getLong(at), Native.getLong(at + 8)), record);
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
