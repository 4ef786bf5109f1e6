package dev.penstock.kernel.group;

import dev.penstock.memory.Native;
import java.math.BigInteger;

/// Integers of 128 bits: 16 bytes, the low half first, as decimals have them.
final class Wide {
    static final int BYTES = 16;

    private static final double TWO_64 = 0x1p64;

    private Wide() {}

    /// The order of the integers of `bytes` bytes (a multiple of eight, lowest first) at `a` and `b`.
    static int compare(long a, long b, int bytes) {
        int order = Long.compare(Native.getLong(a + bytes - 8), Native.getLong(b + bytes - 8));
        for (int at = bytes - 16; order == 0 && at >= 0; at -= 8) {
            order = Long.compareUnsigned(Native.getLong(a + at), Native.getLong(b + at));
        }
        return order;
    }

    /// The nearest float64, or its neighbour.
    static double number(long high, long low) {
        return high == low >> 63 ? (double) low : (double) high * TWO_64 + Widening.unsigned(low);
    }

    /// The integer of `bytes` bytes (a multiple of eight, lowest first) at `address`.
    static BigInteger big(long address, int bytes) {
        BigInteger value = BigInteger.valueOf(Native.getLong(address + bytes - 8));
        for (int at = bytes - 16; at >= 0; at -= 8) {
            BigInteger low = BigInteger.valueOf(Native.getLong(address + at) >>> 1).shiftLeft(1);
            value = value.shiftLeft(64).add(low).add(BigInteger.valueOf(Native.getLong(address + at) & 1));
        }
        return value;
    }
}
