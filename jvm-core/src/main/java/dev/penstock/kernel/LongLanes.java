package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// Loops over lanes of 64-bit integers: a chunk of a column, in the column's own memory or in room that stays in a
/// core's first cache. Narrower integers, times and dates are widened before and run through these loops as well; what
/// is stored is cut off again, so sums wrap around at their own width.
///
/// `a` and `b` are where the lanes of the inputs begin, 8 bytes each, `to` where those of the result do, and `bits` a
/// bitmap. `to` may be one of the inputs. The loops run over memory because a column then needs no copy into an array:
/// from there they read as fast as memory delivers, and in the cache they take 0.3 to 0.4 nanoseconds a row.
public final class LongLanes {
    private LongLanes() {}

    public static void copy(long a, long to, long n) {
        Native.copy(a, to, n << 3);
    }

    public static void fill(long value, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), value);
        }
    }

    public static void add(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) + Native.getLong(b + (i << 3)));
        }
    }

    public static void subtract(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) - Native.getLong(b + (i << 3)));
        }
    }

    public static void multiply(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) * Native.getLong(b + (i << 3)));
        }
    }

    public static void addConstant(long a, long constant, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) + constant);
        }
    }

    public static void subtractFromConstant(long constant, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), constant - Native.getLong(b + (i << 3)));
        }
    }

    public static void multiplyByConstant(long a, long constant, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) * constant);
        }
    }

    /// The quotient rounded down; 0 for a divisor of 0.
    public static void floorDivide(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            long divisor = Native.getLong(b + (i << 3));
            long value = Native.getLong(a + (i << 3));
            Native.putLong(to + (i << 3), divisor == 0 ? 0 : Math.floorDiv(value, divisor));
        }
    }

    /// The remainder with the sign of the divisor; 0 for a divisor of 0.
    public static void modulo(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            long divisor = Native.getLong(b + (i << 3));
            long value = Native.getLong(a + (i << 3));
            Native.putLong(to + (i << 3), divisor == 0 ? 0 : Math.floorMod(value, divisor));
        }
    }

    /// The quotient of unsigned numbers; 0 for a divisor of 0.
    public static void divideUnsigned(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            long divisor = Native.getLong(b + (i << 3));
            long value = Native.getLong(a + (i << 3));
            Native.putLong(to + (i << 3), divisor == 0 ? 0 : Long.divideUnsigned(value, divisor));
        }
    }

    /// The remainder of unsigned numbers; 0 for a divisor of 0.
    public static void remainderUnsigned(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            long divisor = Native.getLong(b + (i << 3));
            long value = Native.getLong(a + (i << 3));
            Native.putLong(to + (i << 3), divisor == 0 ? 0 : Long.remainderUnsigned(value, divisor));
        }
    }

    /// Divided by a positive number and rounded down.
    public static void floorDivideByConstant(long a, long divisor, long to, long n) {
        Divisor by = Divisor.of(divisor);
        long magic = by.magic();
        int shift = by.shift();
        for (long i = 0; i < n; i++) {
            long value = Native.getLong(a + (i << 3));
            long quotient = ((value + Math.multiplyHigh(magic, value)) >> shift) - (value >> 63);
            Native.putLong(to + (i << 3), quotient + ((value - quotient * divisor) >> 63));
        }
    }

    /// Divided by a positive number and cut off toward zero.
    public static void divideByConstant(long a, long divisor, long to, long n) {
        Divisor by = Divisor.of(divisor);
        long magic = by.magic();
        int shift = by.shift();
        for (long i = 0; i < n; i++) {
            long value = Native.getLong(a + (i << 3));
            long quotient = ((value + Math.multiplyHigh(magic, value)) >> shift) - (value >> 63);
            Native.putLong(to + (i << 3), quotient);
        }
    }

    public static void negate(long a, long to, long n) {
        subtractFromConstant(0, a, to, n);
    }

    public static void absolute(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            long value = Native.getLong(a + (i << 3));
            long sign = value >> 63;
            Native.putLong(to + (i << 3), (value ^ sign) - sign);
        }
    }

    /// -1, 0 or 1.
    public static void sign(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            long value = Native.getLong(a + (i << 3));
            Native.putLong(to + (i << 3), (value >> 63) | (-value >>> 63));
        }
    }

    public static void and(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) & Native.getLong(b + (i << 3)));
        }
    }

    public static void or(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) | Native.getLong(b + (i << 3)));
        }
    }

    public static void xor(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) ^ Native.getLong(b + (i << 3)));
        }
    }

    /// All bits turned around.
    public static void complement(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), ~Native.getLong(a + (i << 3)));
        }
    }

    /// Cuts numbers off to `bits` bits, as arithmetic of that width would.
    public static void narrow(long a, int bits, boolean signed, long to, long n) {
        int shift = 64 - bits;
        if (signed) {
            for (long i = 0; i < n; i++) {
                Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) << shift >> shift);
            }
        } else {
            for (long i = 0; i < n; i++) {
                Native.putLong(to + (i << 3), Native.getLong(a + (i << 3)) << shift >>> shift);
            }
        }
    }

    /// `a` where the bit is set, else `b`.
    public static void select(long bits, long a, long b, long to, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            int set = Native.getByte(bits + (i >>> 3));
            long x = a + (i << 3);
            long y = b + (i << 3);
            long z = to + (i << 3);
            // Written out with a constant for each bit: a loop that shifts is a branch for each row to C2, and random
            // bits make it mispredict, which takes seven times as long.
            choose(set & 1, x, y, z);
            choose(set & 2, x + 8, y + 8, z + 8);
            choose(set & 4, x + 16, y + 16, z + 16);
            choose(set & 8, x + 24, y + 24, z + 24);
            choose(set & 16, x + 32, y + 32, z + 32);
            choose(set & 32, x + 40, y + 40, z + 40);
            choose(set & 64, x + 48, y + 48, z + 48);
            choose(set & 128, x + 56, y + 56, z + 56);
        }
        for (long i = whole; i < n; i++) {
            choose(BitLanes.get(bits, i) ? 1 : 0, a + (i << 3), b + (i << 3), to + (i << 3));
        }
    }

    private static void choose(int first, long a, long b, long to) {
        // Both are read, so that C2 makes no branch of it.
        long x = Native.getLong(a);
        long y = Native.getLong(b);
        Native.putLong(to, first != 0 ? x : y);
    }

    /// The numbers as floats of 64 bits.
    public static void toDoubles(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), (double) Native.getLong(a + (i << 3)));
        }
    }

    /// The numbers as floats of 32 bits, rounded once.
    public static void toFloats(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), (float) Native.getLong(a + (i << 3)));
        }
    }

    /// Unsigned numbers as floats of 64 or 32 bits.
    public static void unsignedToDoubles(long a, boolean single, long to, long n) {
        for (long i = 0; i < n; i++) {
            long value = Native.getLong(a + (i << 3));
            // Halved, with the lost bit kept for the rounding, a number fits a signed one.
            long half = (value >>> 1) | (value & 1);
            double number = single ? (value < 0 ? (float) half * 2 : (float) value) : value < 0 ? half * 2.0 : value;
            Native.putDouble(to + (i << 3), number);
        }
    }

    /// How many ones there are in the lowest `width` bits.
    public static void countOnes(long a, int width, long to, long n) {
        long mask = Bitmaps.mask(width);
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Long.bitCount(Native.getLong(a + (i << 3)) & mask));
        }
    }

    /// Bits as 0 and 1.
    public static void ofBits(long bits, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), Native.getByte(bits + (i >>> 3)) >>> (i & 7) & 1);
        }
    }
}
