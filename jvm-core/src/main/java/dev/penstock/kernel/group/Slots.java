package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// A value of a fixed width for each group, in memory that grows; there is none before the first group, so making slots
/// never fails.
///
/// One more value stands in front of group 0, for rows that count for no group (-1): to write there is cheaper than to
/// ask each row whether it counts.
final class Slots implements AutoCloseable {
    /// Keeps group 0 aligned as the block is, with room in front of it.
    private static final long FRONT = 64;

    private static final long FIRST_CAPACITY = 256;

    private final Allocator allocator;
    private final int shift;
    private final long initial;
    private @Nullable Block block;
    private long capacity;
    private long count;

    /// @param width 1, 2, 4 or 8 bytes
    /// @param initial what a new group starts with; of its bits the lowest `width` bytes
    Slots(Allocator allocator, int width, long initial) {
        this.allocator = allocator;
        this.shift = Integer.numberOfTrailingZeros(width);
        this.initial = initial;
    }

    static Slots longs(Allocator allocator, long initial) {
        return new Slots(allocator, Long.BYTES, initial);
    }

    static Slots doubles(Allocator allocator, double initial) {
        return longs(allocator, Double.doubleToRawLongBits(initial));
    }

    static Slots flags(Allocator allocator) {
        return new Slots(allocator, 1, 0);
    }

    /// Where the value of group 0 lies; until the next [#grow(long)].
    long address() {
        return block == null ? 0 : block.address() + FRONT;
    }

    /// Makes room for the groups below `groups`; new ones have the initial value.
    void grow(long groups) {
        if (groups <= count) {
            return;
        }
        if (groups > capacity) {
            long more = Math.max(groups, Math.max(FIRST_CAPACITY, 2 * capacity));
            Block larger = allocator.allocate(FRONT + (more << shift));
            Block smaller = block;
            block = larger;
            // Blocks are powers of two: what was asked for is little more than half of it.
            capacity = (larger.capacityBytes() - FRONT) >> shift;
            if (smaller == null) {
                fill(-1, 0);
            } else {
                Native.copy(smaller.address(), larger.address(), FRONT + (count << shift));
                smaller.close();
            }
        }
        fill(count, groups);
        count = groups;
    }

    /// How many groups there is room for.
    long count() {
        return count;
    }

    private void fill(long from, long to) {
        long base = address();
        switch (shift) {
            case 0 -> Native.fill(base + from, to - from, (byte) initial);
            case 1 -> {
                for (long i = from; i < to; i++) {
                    Native.putShort(base + (i << 1), (short) initial);
                }
            }
            case 2 -> {
                for (long i = from; i < to; i++) {
                    Native.putInt(base + (i << 2), (int) initial);
                }
            }
            default -> {
                for (long i = from; i < to; i++) {
                    Native.putLong(base + (i << 3), initial);
                }
            }
        }
    }

    int getInt(long group) {
        return Native.getInt(address() + (group << 2));
    }

    long getLong(long group) {
        return Native.getLong(address() + (group << 3));
    }

    double getDouble(long group) {
        return Native.getDouble(address() + (group << 3));
    }

    byte getByte(long group) {
        return Native.getByte(address() + group);
    }

    void putInt(long group, int value) {
        Native.putInt(address() + (group << 2), value);
    }

    void putLong(long group, long value) {
        Native.putLong(address() + (group << 3), value);
    }

    void putDouble(long group, double value) {
        Native.putDouble(address() + (group << 3), value);
    }

    void putByte(long group, byte value) {
        Native.putByte(address() + group, value);
    }

    @Override
    public void close() {
        if (block != null) {
            block.close();
        }
    }
}
