package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// Short runs of bytes, as strings have them: copied, compared and hashed without a call into the runtime, and without
/// touching a byte that is not theirs.
public final class Bytes {
    private static final long LONG_RUN = 64;

    private Bytes() {}

    /// Copies `count` bytes; the two ranges must not overlap.
    public static void copy(long from, long to, long count) {
        if (count >= 8) {
            if (count > LONG_RUN) {
                Native.copy(from, to, count);
                return;
            }
            // The last word overlaps the one before it, which saves the loop over the rest.
            for (long i = 0; i < count - 8; i += 8) {
                Native.putLong(to + i, Native.getLong(from + i));
            }
            Native.putLong(to + count - 8, Native.getLong(from + count - 8));
        } else if (count >= 4) {
            int head = Native.getInt(from);
            int tail = Native.getInt(from + count - 4);
            Native.putInt(to, head);
            Native.putInt(to + count - 4, tail);
        } else {
            for (long i = 0; i < count; i++) {
                Native.putByte(to + i, Native.getByte(from + i));
            }
        }
    }

    /// Whether the `count` bytes at `a` and at `b` are the same.
    public static boolean equal(long a, long b, long count) {
        if (count >= 8) {
            for (long i = 0; i < count - 8; i += 8) {
                if (Native.getLong(a + i) != Native.getLong(b + i)) {
                    return false;
                }
            }
            return Native.getLong(a + count - 8) == Native.getLong(b + count - 8);
        }
        return word(a, count) == word(b, count);
    }

    /// The order of two byte strings, byte by byte, unsigned; a prefix comes first.
    public static int compare(long a, long aBytes, long b, long bBytes) {
        long both = Math.min(aBytes, bBytes);
        long i = 0;
        for (; i + 8 <= both; i += 8) {
            long x = Native.getLong(a + i);
            long y = Native.getLong(b + i);
            if (x != y) {
                return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
            }
        }
        for (; i < both; i++) {
            int order = (Native.getByte(a + i) & 0xFF) - (Native.getByte(b + i) & 0xFF);
            if (order != 0) {
                return order;
            }
        }
        return Long.compare(aBytes, bBytes);
    }

    /// The first eight bytes as a number, the first one highest; zeros where there are fewer.
    public static long first(long address, long count) {
        if (count >= 8) {
            return Long.reverseBytes(Native.getLong(address));
        }
        long first = 0;
        for (long i = 0; i < count; i++) {
            first |= (Native.getByte(address + i) & 0xFFL) << (56 - (i << 3));
        }
        return first;
    }

    /// How many of the first `count` bytes at `a` and at `b` are the same, up to the first that differs.
    public static long common(long a, long b, long count) {
        long i = 0;
        for (; i + 8 <= count; i += 8) {
            long different = Native.getLong(a + i) ^ Native.getLong(b + i);
            if (different != 0) {
                return i + (Long.numberOfTrailingZeros(different) >>> 3);
            }
        }
        while (i < count && Native.getByte(a + i) == Native.getByte(b + i)) {
            i++;
        }
        return i;
    }

    /// A hash of `count` bytes: equal bytes have equal hashes, in this process and in any other.
    public static long hash(long address, long count) {
        long hash = count * 0x9E37_79B9_7F4A_7C15L;
        if (count < 8) {
            return Hashes.mix(hash ^ word(address, count));
        }
        for (long i = 0; i < count - 8; i += 8) {
            hash = Hashes.mix(hash ^ Native.getLong(address + i));
        }
        return Hashes.mix(hash ^ Native.getLong(address + count - 8));
    }

    /// Fewer than eight bytes as one number; different bytes of the same count give different numbers.
    private static long word(long address, long count) {
        if (count >= 4) {
            return (Native.getInt(address) & 0xFFFF_FFFFL) << 32 | (Native.getInt(address + count - 4) & 0xFFFF_FFFFL);
        }
        long word = 0;
        for (long i = 0; i < count; i++) {
            word = word << 8 | (Native.getByte(address + i) & 0xFF);
        }
        return word;
    }
}
