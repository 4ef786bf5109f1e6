package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// The numbers of views that were met before in the same column: the same view is the same string, and needs no look at
/// its bytes. Each view has one place, where a later one may drive it out.
final class ViewCache implements AutoCloseable {
    private static final int BITS = 12;

    /// When most views of a column are met for the first time, so many next ones are not looked up.
    private static final int PAUSE = 31;

    /// Entries of 32 bytes: the view, its number, and the column in which it was met.
    private final Block entries;

    private int column;
    private int pause;

    ViewCache(Allocator allocator) {
        entries = allocator.allocateZeroed(32L << BITS);
    }

    /// Whether it is worth to look views of the next column up. A view means nothing in another column, where its
    /// buffers may be others.
    boolean begin() {
        column++;
        return pause == 0 || --pause == 0;
    }

    /// Says how many of the column's rows were not found.
    void end(long missed, long rows) {
        pause = 2 * missed > rows ? PAUSE : 0;
    }

    /// The entry for a view.
    long entry(long low, long high) {
        long hash = (low * 0x9E37_79B9_7F4A_7C15L) ^ (high * 0xD6E8_FEB8_6659_FD93L);
        return entries.address() + (hash >>> (Long.SIZE - BITS) << 5);
    }

    boolean holds(long entry, long low, long high) {
        return Native.getLong(entry) == low && Native.getLong(entry + 8) == high && Native.getInt(entry + 20) == column;
    }

    int id(long entry) {
        return Native.getInt(entry + 16);
    }

    void put(long entry, long low, long high, int id) {
        Native.putLong(entry, low);
        Native.putLong(entry + 8, high);
        Native.putInt(entry + 16, id);
        Native.putInt(entry + 20, column);
    }

    @Override
    public void close() {
        entries.close();
    }
}
