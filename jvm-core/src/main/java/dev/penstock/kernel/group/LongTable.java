package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// A hash table from longs to numbers of four bytes. Open addressing: 16 bytes for each entry, so that a look-up that
/// hits at once touches one cache line.
final class LongTable implements AutoCloseable {
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
    private static final int SMALLEST = 10;

    /// A table of a mebibyte stays in the second cache.
    private static final int SMALL = 16;

    /// How many keys a table takes that stays in the second cache.
    static final long MOST_IN_CACHE = (7L << SMALL) / 10;

    /// Keys that are looked up together: their entries stay in the first cache.
    private static final long CHUNK = 512;

    private final Allocator allocator;
    private Block entries;
    private int bits;
    private long count;

    LongTable(Allocator allocator) {
        this.allocator = allocator;
        this.bits = SMALLEST;
        this.entries = allocator.allocateZeroed(16L << bits);
    }

    /// Makes room for `entries` in all, so that none of the next [#find] grows the table.
    void reserve(long wanted) {
        int needed = bits;
        // Of a large table at most seven of ten are taken: longer searches stay in a cache line, and a table of half
        // the
        // size pays. One that stays in the cache is sparse: each search costs a branch that is guessed wrong.
        while (wanted * 10 > (needed < SMALL ? 4L : 7L) << needed) {
            needed++;
        }
        if (needed > bits) {
            rehash(needed);
        }
    }

    /// Forgets all keys, and is as small as a new one again.
    void clear() {
        if (bits > SMALL) {
            Block smaller = allocator.allocateZeroed(16L << SMALL);
            entries.close();
            entries = smaller;
            bits = SMALL;
        } else {
            Native.fill(entries.address(), 16L << bits, (byte) 0);
        }
        count = 0;
    }

    private void rehash(int newBits) {
        Block larger = allocator.allocateZeroed(16L << newBits);
        Block old = entries;
        long end = old.address() + (16L << bits);
        bits = newBits;
        entries = larger;
        for (long at = old.address(); at < end; at += 16) {
            int entry = Native.getInt(at + 8);
            if (entry != 0) {
                long to = place(Native.getLong(at));
                Native.putLong(to, Native.getLong(at));
                Native.putInt(to + 8, entry);
            }
        }
        old.close();
    }

    /// The entry of `key`, or the free one where it belongs.
    private long place(long key) {
        long base = entries.address();
        long mask = (16L << bits) - 16;
        long at = first(key, bits);
        while (Native.getInt(base + at + 8) != 0 && Native.getLong(base + at) != key) {
            at = (at + 16) & mask;
        }
        return base + at;
    }

    private static long first(long key, int bits) {
        // The upper half is folded in because floats of few digits have nothing but zeros below.
        return (((key ^ (key >>> 32)) * GOLDEN) >>> (64 - bits)) << 4;
    }

    /// The number of `key`; `otherwise` becomes its number if it has none. Room must be reserved.
    int find(long key, int otherwise) {
        long at = place(key);
        int entry = Native.getInt(at + 8);
        if (entry == 0) {
            Native.putLong(at, key);
            Native.putInt(at + 8, otherwise + 1);
            count++;
            return otherwise;
        }
        return entry - 1;
    }

    /// Writes the number of each of `rows` keys to `ids`. Keys without a number get `next`, `next + 1`, ... and are
    /// written to `fresh` in this order.
    ///
    /// @return how many are new
    int find(long keys, long rows, long ids, int next, long fresh) {
        reserve(count + rows);
        int known = next;
        for (long done = 0; done < rows; done += CHUNK) {
            long some = Math.min(CHUNK, rows - done);
            long at = ids + (done << 2);
            look(keys + (done << 3), some, at);
            known = search(keys + (done << 3), some, at, known, fresh + ((long) (known - next) << 3));
        }
        count += known - next;
        return known - next;
    }

    /// Writes the numbers of keys that lie where they belong, and -1 for others. There is no branch in it: what one key
    /// has to wait for from a large table, the next ones ask for at the same time.
    private void look(long keys, long rows, long ids) {
        long base = entries.address();
        for (long row = 0; row < rows; row++) {
            long key = Native.getLong(keys + (row << 3));
            long at = base + first(key, bits);
            // Not zero for another key. A free entry has the number 0, and less one that is -1.
            long other = Native.getLong(at) ^ key;
            int differs = (int) ((other | -other) >> 63);
            Native.putInt(ids + (row << 2), (Native.getInt(at + 8) - 1) | differs);
        }
    }

    /// Searches on for keys without a number so far, and gives new ones to those that are new.
    ///
    /// @return the first number that is not taken then
    private int search(long keys, long rows, long ids, int next, long fresh) {
        long base = entries.address();
        long mask = (16L << bits) - 16;
        int known = next;
        for (long row = 0; row < rows; row++) {
            if (Native.getInt(ids + (row << 2)) >= 0) {
                continue;
            }
            long key = Native.getLong(keys + (row << 3));
            long at = first(key, bits);
            int entry = Native.getInt(base + at + 8);
            while (entry != 0 && Native.getLong(base + at) != key) {
                at = (at + 16) & mask;
                entry = Native.getInt(base + at + 8);
            }
            if (entry == 0) {
                Native.putLong(fresh + ((long) (known - next) << 3), key);
                entry = ++known;
                Native.putLong(base + at, key);
                Native.putInt(base + at + 8, entry);
            }
            Native.putInt(ids + (row << 2), entry - 1);
        }
        return known;
    }

    @Override
    public void close() {
        entries.close();
    }
}
