package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// A table from longs of a small range to numbers: the key is the position.
final class DirectTable implements AutoCloseable {
    /// Tables up to here stay in the cache, and are made for any number of rows.
    private static final long SMALL = 1L << 16;

    /// A table of 16 MiB still answers faster than a hash table of as many keys.
    private static final long MOST = 1L << 22;

    /// A larger one does if its memory, 4 bytes for each possible key, is not much more than a hash table would take.
    /// Two workers that share dense keys, and merge their groups in two halves, see a quarter of the keys.
    private static final long MOST_FOR_EACH_KEY = 20;

    private final Allocator allocator;
    private @Nullable Block entries;
    private long low;
    private long high = -1;
    private long rowsFound;

    DirectTable(Allocator allocator) {
        this.allocator = allocator;
    }

    /// Makes room for keys from `min` to `max`, and says whether it could.
    ///
    /// @param rows how many rows there were so far: a few must not cost a large table
    /// @param keys how many different keys there were so far
    boolean reserve(long min, long max, long rows, long keys) {
        if (entries != null && min >= low && max <= high) {
            return true;
        }
        long from = entries == null ? min : Math.min(min, low);
        long to = entries == null ? max : Math.max(max, high);
        long range = to - from + 1;
        long most = Math.max(MOST_FOR_EACH_KEY * keys, Math.min(MOST, Math.max(SMALL, 256 * rows)));
        if (range <= 0 || range > most) {
            return false;
        }
        // What grew once grows again, in the same direction.
        long slack = range > MOST ? range >> 1 : Math.max(1024, Long.highestOneBit(2 * range - 1)) - range;
        if (entries != null && min < low) {
            move(Math.max(from, Long.MIN_VALUE + slack) - slack, to);
        } else {
            move(from, Math.min(to, Long.MAX_VALUE - slack) + slack);
        }
        return true;
    }

    private void move(long newLow, long newHigh) {
        Block larger = allocator.allocateZeroed((newHigh - newLow + 1) << 2);
        if (entries != null) {
            Native.copy(entries.address(), larger.address() + ((low - newLow) << 2), (high - low + 1) << 2);
            entries.close();
        }
        entries = larger;
        low = newLow;
        high = newHigh;
    }

    /// Like [LongTable#find(long, long, long, int, long)], up to the first key that there is no room for, see
    /// [#rowsFound].
    int find(long keys, long rows, long ids, int next, long fresh) {
        if (entries == null) {
            rowsFound = 0;
            return 0;
        }
        long base = entries.address();
        long from = low;
        long range = high - low + 1;
        int known = next;
        long row = 0;
        for (; row < rows; row++) {
            long key = Native.getLong(keys + (row << 3));
            long place = key - from;
            if (Long.compareUnsigned(place, range) >= 0) {
                break;
            }
            int entry = Native.getInt(base + (place << 2));
            if (entry == 0) {
                Native.putLong(fresh + ((long) (known - next) << 3), key);
                entry = ++known;
                Native.putInt(base + (place << 2), entry);
            }
            Native.putInt(ids + (row << 2), entry - 1);
        }
        rowsFound = row;
        return known - next;
    }

    /// How many rows the last [#find] gave numbers.
    long rowsFound() {
        return rowsFound;
    }

    /// Gives keys that are in the range that was reserved, and not there yet, the numbers from 0 on.
    void putAll(long keys, int count) {
        if (entries != null) {
            long base = entries.address() - (low << 2);
            for (int id = 0; id < count; id++) {
                Native.putInt(base + (Native.getLong(keys + ((long) id << 3)) << 2), id + 1);
            }
        }
    }

    /// All `count` keys in their order, which the caller owns.
    @Nullable OrderedKeys ordered(int count, Allocator own) {
        if (entries == null) {
            return null;
        }
        Block words = own.allocate((long) count << 3);
        try {
            Block numbers = own.allocate((long) count << 2);
            long base = entries.address();
            long range = high - low + 1;
            long place = 0;
            for (long at = 0; at < range && place < count; at++) {
                int entry = Native.getInt(base + (at << 2));
                // Also for a place without a key, which the next one then replaces.
                Native.putLong(words.address() + (place << 3), low + at);
                Native.putInt(numbers.address() + (place << 2), entry - 1);
                place += entry == 0 ? 0 : 1;
            }
            return new OrderedKeys(words, numbers, count);
        } catch (Throwable e) {
            words.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (entries != null) {
            entries.close();
        }
    }
}
