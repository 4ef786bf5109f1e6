package dev.penstock.kernel;

import dev.penstock.memory.Native;
import java.util.function.DoubleUnaryOperator;

/// Loops over lanes of floats: a chunk of a column, in the column's own memory or in room that stays in a core's first
/// cache. A float of 32 bits runs through these loops as well and is rounded after each step: sums, products, quotients
/// and square roots come out as if they had been computed in 32 bits.
///
/// NaN equals NaN and is greater than all else; -0.0 equals 0.0. Addresses are those of [LongLanes].
public final class DoubleLanes {
    private DoubleLanes() {}

    public static void add(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getDouble(a + (i << 3)) + Native.getDouble(b + (i << 3)));
        }
    }

    public static void subtract(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getDouble(a + (i << 3)) - Native.getDouble(b + (i << 3)));
        }
    }

    public static void multiply(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getDouble(a + (i << 3)) * Native.getDouble(b + (i << 3)));
        }
    }

    public static void divide(long a, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getDouble(a + (i << 3)) / Native.getDouble(b + (i << 3)));
        }
    }

    public static void addConstant(long a, double constant, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getDouble(a + (i << 3)) + constant);
        }
    }

    public static void subtractFromConstant(double constant, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), constant - Native.getDouble(b + (i << 3)));
        }
    }

    public static void multiplyByConstant(long a, double constant, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getDouble(a + (i << 3)) * constant);
        }
    }

    public static void divideByConstant(long a, double constant, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getDouble(a + (i << 3)) / constant);
        }
    }

    public static void divideConstant(double constant, long b, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), constant / Native.getDouble(b + (i << 3)));
        }
    }

    public static void negate(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), -Native.getDouble(a + (i << 3)));
        }
    }

    public static void absolute(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Math.abs(Native.getDouble(a + (i << 3))));
        }
    }

    public static void floor(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Math.floor(Native.getDouble(a + (i << 3))));
        }
    }

    public static void ceil(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Math.ceil(Native.getDouble(a + (i << 3))));
        }
    }

    /// To the nearest integer, halves to the even one.
    public static void roundEven(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Math.rint(Native.getDouble(a + (i << 3))));
        }
    }

    public static void squareRoot(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Math.sqrt(Native.getDouble(a + (i << 3))));
        }
    }

    /// Any function of one number, for those that take far longer than a call.
    public static void map(long a, long to, long n, DoubleUnaryOperator function) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), function.applyAsDouble(Native.getDouble(a + (i << 3))));
        }
    }

    /// Rounds to floats of 32 bits.
    public static void toFloats(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), (float) Native.getDouble(a + (i << 3)));
        }
    }

    /// The numbers cut off toward zero, at the ends of the range of 64-bit integers where they lie beyond; NaN is 0.
    public static void toLongs(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putLong(to + (i << 3), (long) Native.getDouble(a + (i << 3)));
        }
    }

    /// Like [#toLongs], for unsigned numbers.
    public static void toUnsigned(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            double value = Native.getDouble(a + (i << 3));
            // 2^63 and beyond: without the highest bit a number fits a signed one, and 2^64 and beyond stop at the end.
            long number =
                    value >= 0x1p64
                            ? -1L
                            : value >= 0x1p63 ? (long) (value - 0x1p63) ^ Long.MIN_VALUE : (long) Math.max(value, 0);
            Native.putLong(to + (i << 3), number);
        }
    }

    /// Bits as 0 and 1.
    public static void ofBits(long bits, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getByte(bits + (i >>> 3)) >>> (i & 7) & 1);
        }
    }
}
