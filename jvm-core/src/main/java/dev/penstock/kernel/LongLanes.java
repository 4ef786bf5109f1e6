package dev.penstock.kernel;

/// Loops over lanes of 64-bit integers: a chunk of a column that was widened into an array, short enough to stay in a
/// core's first cache. Narrower integers, times and dates all run through these loops; what they store is cut off
/// again, so sums wrap around at their own width.
///
/// C2 turns the loops over plain arrays into vectors; comparisons leave a 0 or 1 in each lane, for [Flags]. Arrays may
/// be longer than `n`, and `to` may be one of the inputs. Bits behind the last lane are not defined.
public final class LongLanes {
    private LongLanes() {}

    public static void add(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] + b[i];
        }
    }

    public static void subtract(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] - b[i];
        }
    }

    public static void multiply(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] * b[i];
        }
    }

    /// The quotient rounded down; 0 for a divisor of 0.
    public static void floorDivide(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = b[i] == 0 ? 0 : Math.floorDiv(a[i], b[i]);
        }
    }

    /// The remainder with the sign of the divisor; 0 for a divisor of 0.
    public static void modulo(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = b[i] == 0 ? 0 : Math.floorMod(a[i], b[i]);
        }
    }

    /// The quotient of unsigned numbers; 0 for a divisor of 0.
    public static void divideUnsigned(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = b[i] == 0 ? 0 : Long.divideUnsigned(a[i], b[i]);
        }
    }

    /// The remainder of unsigned numbers; 0 for a divisor of 0.
    public static void remainderUnsigned(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = b[i] == 0 ? 0 : Long.remainderUnsigned(a[i], b[i]);
        }
    }

    public static void negate(long[] a, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = -a[i];
        }
    }

    public static void absolute(long[] a, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            long sign = a[i] >> 63;
            to[i] = (a[i] ^ sign) - sign;
        }
    }

    /// -1, 0 or 1.
    public static void sign(long[] a, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (a[i] >> 63) | (-a[i] >>> 63);
        }
    }

    public static void min(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.min(a[i], b[i]);
        }
    }

    public static void max(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.max(a[i], b[i]);
        }
    }

    public static void and(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] & b[i];
        }
    }

    public static void or(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] | b[i];
        }
    }

    public static void xor(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] ^ b[i];
        }
    }

    /// With `mask` the lowest bit of the sign, the order of unsigned numbers becomes that of signed ones.
    public static void xor(long[] a, long mask, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] ^ mask;
        }
    }

    /// Cuts numbers off to `bits` bits, as arithmetic of that width would.
    public static void narrow(long[] a, int bits, boolean signed, long[] to, int n) {
        int shift = 64 - bits;
        if (signed) {
            for (int i = 0; i < n; i++) {
                to[i] = a[i] << shift >> shift;
            }
        } else {
            for (int i = 0; i < n; i++) {
                to[i] = a[i] << shift >>> shift;
            }
        }
    }

    /// Divided by a positive number and rounded down.
    public static void floorDivide(long[] a, long divisor, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.floorDiv(a[i], divisor);
        }
    }

    /// Divided by a positive number and cut off toward zero.
    public static void divide(long[] a, long divisor, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] / divisor;
        }
    }

    /// The remainder of a division by a positive number; never negative.
    public static void modulo(long[] a, long divisor, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.floorMod(a[i], divisor);
        }
    }

    public static void multiply(long[] a, long factor, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] * factor;
        }
    }

    /// 1 in the lanes that are equal, else 0.
    public static void equal(long[] a, long[] b, long[] flags, int n) {
        for (int i = 0; i < n; i++) {
            long difference = a[i] ^ b[i];
            flags[i] = (difference | -difference) >>> 63 ^ 1;
        }
    }

    /// 1 in the lanes in which `a` is less than `b`, else 0.
    public static void less(long[] a, long[] b, long[] flags, int n) {
        for (int i = 0; i < n; i++) {
            long x = a[i];
            long y = b[i];
            // The sign of the difference, or where it would overflow, of the numbers: Hacker's Delight, 2-12.
            flags[i] = ((x & ~y) | (~(x ^ y) & (x - y))) >>> 63;
        }
    }

    /// Which lanes lie between two numbers, both included.
    public static void between(long[] a, long least, long most, long[] bits, int n) {
        for (int from = 0; from < n; from += 64) {
            int lanes = Math.min(64, n - from);
            long word = 0;
            for (int i = 0; i < lanes; i++) {
                word |= ((a[from + i] >= least ? 1L : 0L) & (a[from + i] <= most ? 1L : 0L)) << i;
            }
            bits[from >> 6] = word;
        }
    }

    /// `a` where the bit is set, else `b`.
    public static void select(long[] bits, long[] a, long[] b, long[] to, int n) {
        for (int from = 0; from < n; from += 64) {
            int lanes = Math.min(64, n - from);
            long word = bits[from >> 6];
            for (int i = 0; i < lanes; i++) {
                long mask = -(word >>> i & 1);
                to[from + i] = (a[from + i] & mask) | (b[from + i] & ~mask);
            }
        }
    }

    /// The numbers as floats of 64 bits.
    public static void toDoubles(long[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (double) a[i];
        }
    }

    /// The numbers as floats of 32 bits, rounded once.
    public static void toFloats(long[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (float) a[i];
        }
    }

    /// Unsigned numbers as floats of 64 or 32 bits.
    public static void unsignedToDoubles(long[] a, boolean single, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            long value = a[i];
            // Halved, with the lost bit kept for the rounding, a number fits a signed one.
            long half = (value >>> 1) | (value & 1);
            to[i] = single ? (value < 0 ? (float) half * 2 : (float) value) : value < 0 ? half * 2.0 : value;
        }
    }

    /// How many ones there are in the lowest `bits` bits.
    public static void countOnes(long[] a, int bits, long[] to, int n) {
        long mask = Bitmaps.mask(bits);
        for (int i = 0; i < n; i++) {
            to[i] = Long.bitCount(a[i] & mask);
        }
    }

    /// Bits as 0 and 1.
    public static void ofBits(long[] bits, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = bits[i >> 6] >>> i & 1;
        }
    }
}
