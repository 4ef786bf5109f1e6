package dev.penstock.kernel;

import dev.penstock.memory.Native;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/// Integers of 256 bits in memory, the low 64 first, as decimals of more than 38 digits are stored.
public final class HugeInteger {
    /// What one of them takes.
    public static final int BYTES = 32;

    private HugeInteger() {}

    public static BigInteger read(long address) {
        var bytes = ByteBuffer.allocate(BYTES);
        for (int word = 3; word >= 0; word--) {
            bytes.putLong(Native.getLong(address + 8L * word));
        }
        return new BigInteger(bytes.array());
    }

    public static void write(long address, BigInteger value) {
        for (int word = 0; word < 4; word++) {
            Native.putLong(address + 8L * word, value.shiftRight(64 * word).longValue());
        }
    }

    /// Writes to `bits` which of the `n` numbers are equal.
    public static void equal(long a, long b, long bits, int n) {
        for (long i = 0; i < n; i++) {
            BitLanes.put(bits, i, compare(a + (i << 5), b + (i << 5)) == 0);
        }
    }

    /// Writes to `bits` which of the `n` numbers of `a` are less.
    public static void less(long a, long b, long bits, int n) {
        for (long i = 0; i < n; i++) {
            BitLanes.put(bits, i, compare(a + (i << 5), b + (i << 5)) < 0);
        }
    }

    private static int compare(long a, long b) {
        int order = Long.compare(Native.getLong(a + 24), Native.getLong(b + 24));
        for (int word = 2; word >= 0 && order == 0; word--) {
            order = Long.compareUnsigned(Native.getLong(a + 8L * word), Native.getLong(b + 8L * word));
        }
        return order;
    }
}
