package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// A hash table of rows that are all different: it chooses one of those that are the same. It is used for one set of
/// rows after the other. Not thread-safe.
///
/// Rows come as entries of 16 bytes, as they stand in the table: the hash, then the row's place.
public final class DistinctTable implements AutoCloseable {
    private static final int SMALLEST_BITS = 8;

    private final @Nullable RowPlaces rows;
    private final Kept kept;
    private final long[] starts;
    private final long chosen;
    private final Allocator allocator;

    /// Hash, place + 1.
    private Block entries;

    private int bits;
    private int count;

    /// @param rows compares rows of equal hashes; null when those are always the same
    /// @param starts how many rows there are in front of each piece
    /// @param chosen a byte for each row, 0 before and 1 after it is chosen
    public DistinctTable(@Nullable RowPlaces rows, Kept kept, long[] starts, long chosen, Allocator allocator) {
        this.rows = rows;
        this.kept = kept;
        this.starts = starts;
        this.chosen = chosen;
        this.allocator = allocator;
        this.bits = SMALLEST_BITS;
        this.entries = allocator.allocateZeroed(16L << bits);
    }

    /// Forgets all rows.
    ///
    /// @param expected about how many different ones are to come
    public void clear(long expected) {
        int wanted = Math.max(SMALLEST_BITS, Long.SIZE - Long.numberOfLeadingZeros(2 * expected - 1));
        if (wanted != bits) {
            Block other = allocator.allocate(16L << wanted);
            entries.close();
            entries = other;
            bits = wanted;
        }
        Native.fill(entries.address(), 16L << bits, (byte) 0);
        count = 0;
    }

    /// How many different rows there were since the last [#clear(long)].
    public int count() {
        return count;
    }

    /// Chooses among `n` rows at `from`, which come behind all earlier ones since the last [#clear(long)].
    public void add(long from, long n) {
        for (long at = from; at < from + (n << 4); at += 16) {
            long hash = Native.getLong(at);
            long place = Native.getLong(at + 8);
            long entry = find(hash, place);
            long known = Native.getLong(entry + 8);
            if (known == 0) {
                Native.putLong(entry, hash);
                Native.putLong(entry + 8, place + 1);
                choose(place, 1);
                count++;
                if (count * 8L > 5L << bits) {
                    grow();
                }
            } else if (kept != Kept.FIRST) {
                choose(known - 1, 0);
                if (kept == Kept.LAST) {
                    choose(place, 1);
                    Native.putLong(entry + 8, place + 1);
                }
            }
        }
    }

    private void choose(long place, int value) {
        Native.putByte(chosen + starts[RowPlaces.piece(place)] + RowPlaces.row(place), (byte) value);
    }

    /// Where a row like this one is, or where there is room for it.
    private long find(long hash, long place) {
        long base = entries.address();
        long mask = (16L << bits) - 16;
        long at = (hash << 4) & mask;
        while (true) {
            long known = Native.getLong(base + at + 8);
            if (known == 0 || (Native.getLong(base + at) == hash && (rows == null || rows.same(known - 1, place)))) {
                return base + at;
            }
            at = (at + 16) & mask;
        }
    }

    private void grow() {
        Block larger = allocator.allocateZeroed(32L << bits);
        long end = entries.address() + (16L << bits);
        bits++;
        long mask = (16L << bits) - 16;
        for (long from = entries.address(); from < end; from += 16) {
            if (Native.getLong(from + 8) != 0) {
                long at = (Native.getLong(from) << 4) & mask;
                while (Native.getLong(larger.address() + at + 8) != 0) {
                    at = (at + 16) & mask;
                }
                Native.putLong(larger.address() + at, Native.getLong(from));
                Native.putLong(larger.address() + at + 8, Native.getLong(from + 8));
            }
        }
        entries.close();
        entries = larger;
    }

    @Override
    public void close() {
        entries.close();
    }
}
