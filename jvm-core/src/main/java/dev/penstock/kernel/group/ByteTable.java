package dev.penstock.kernel.group;

import dev.penstock.kernel.ByteArena;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Hashes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// Numbers different byte strings in the order in which they come: 0, 1, 2, ... It keeps a copy of each.
final class ByteTable implements AutoCloseable {
    private static final long FIRST = 0x9E37_79B9_7F4A_7C15L;
    private static final long SECOND = 0xD6E8_FEB8_6659_FD93L;

    /// Eight bytes and fewer are told apart by size and hash alone, because [Bytes#hash] loses nothing of them.
    private static final int HASHED_EXACTLY = 8;

    private static final int SMALLEST = 8;

    private final Allocator allocator;
    private final ByteArena arena;
    private final Slots addresses;
    private final Slots sizes;

    /// Entries of 16 bytes: hash, size, number + 1.
    private Block entries;

    private int bits = SMALLEST;
    private int count;

    ByteTable(Allocator allocator) {
        this.allocator = allocator;
        this.arena = new ByteArena(allocator);
        this.addresses = Slots.longs(allocator, 0);
        this.sizes = new Slots(allocator, Integer.BYTES, -1);
        this.entries = allocator.allocateZeroed(16L << bits);
    }

    int count() {
        return count;
    }

    /// A hash of `size` bytes: equal bytes have equal hashes. One multiplication takes 16 bytes at once, which makes it
    /// three times as fast as [Bytes#hash] for names and the like.
    static long hash(long address, int size) {
        if (size <= HASHED_EXACTLY) {
            return Bytes.hash(address, size);
        }
        long hash = size * FIRST;
        for (long at = 0; at < size - 16L; at += 16) {
            hash = folded(Native.getLong(address + at) ^ hash, Native.getLong(address + at + 8) ^ SECOND);
        }
        // The last words overlap those before them, which saves the loop over the rest.
        long first = Native.getLong(address + Math.max(0, size - 16));
        long last = Native.getLong(address + size - 8);
        return Hashes.mix(folded(first ^ hash, last ^ SECOND));
    }

    private static long folded(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }

    /// The number of `size` bytes whose [#hash] is `hash`.
    int find(long hash, long address, int size) {
        long base = entries.address();
        long mask = (16L << bits) - 16;
        long at = (hash << 4) & mask;
        while (true) {
            int entry = Native.getInt(base + at + 12);
            if (entry == 0) {
                return append(base + at, hash, address, size);
            }
            if (Native.getLong(base + at) == hash
                    && Native.getInt(base + at + 8) == size
                    && (size <= HASHED_EXACTLY || Bytes.equal(addresses.getLong(entry - 1L), address, size))) {
                return entry - 1;
            }
            at = (at + 16) & mask;
        }
    }

    private int append(long entry, long hash, long address, int size) {
        int id = skip();
        Native.putLong(entry, hash);
        Native.putInt(entry + 8, size);
        Native.putInt(entry + 12, count);
        long copy = arena.room(size);
        Bytes.copy(address, copy, size);
        addresses.putLong(id, copy);
        sizes.putInt(id, size);
        if (count * 10L > 7L << bits) {
            rehash();
        }
        return id;
    }

    /// Gives a number to something that has no bytes, and is not looked up.
    int skip() {
        int id = count++;
        addresses.grow(count);
        sizes.grow(count);
        return id;
    }

    private void rehash() {
        Block larger = allocator.allocateZeroed(32L << bits);
        long end = entries.address() + (16L << bits);
        bits++;
        long mask = (16L << bits) - 16;
        for (long from = entries.address(); from < end; from += 16) {
            if (Native.getInt(from + 12) != 0) {
                long at = (Native.getLong(from) << 4) & mask;
                while (Native.getInt(larger.address() + at + 12) != 0) {
                    at = (at + 16) & mask;
                }
                Native.putLong(larger.address() + at, Native.getLong(from));
                Native.putLong(larger.address() + at + 8, Native.getLong(from + 8));
            }
        }
        entries.close();
        entries = larger;
    }

    long address(long id) {
        return addresses.getLong(id);
    }

    /// How many bytes there are; negative for what was skipped.
    int size(long id) {
        return sizes.getInt(id);
    }

    @Override
    public void close() {
        arena.close();
        addresses.close();
        sizes.close();
        entries.close();
    }
}
