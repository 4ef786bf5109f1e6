package dev.penstock.kernel;

import java.util.function.DoubleUnaryOperator;

/// Loops over lanes of floats: a chunk of a column that was widened into an array. A float of 32 bits runs through
/// these loops as well and is rounded after each step: sums, products, quotients and square roots come out as if they
/// had been computed in 32 bits.
///
/// NaN equals NaN and is greater than all else; -0.0 equals 0.0. Arrays may be longer than `n`, and `to` may be one of
/// the inputs. Bits behind the last lane are not defined.
public final class DoubleLanes {
    private DoubleLanes() {}

    public static void add(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] + b[i];
        }
    }

    public static void subtract(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] - b[i];
        }
    }

    public static void multiply(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] * b[i];
        }
    }

    public static void divide(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] / b[i];
        }
    }

    public static void negate(double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = -a[i];
        }
    }

    public static void absolute(double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.abs(a[i]);
        }
    }

    public static void floor(double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.floor(a[i]);
        }
    }

    public static void ceil(double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.ceil(a[i]);
        }
    }

    /// To the nearest integer, halves to the even one.
    public static void roundEven(double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.rint(a[i]);
        }
    }

    public static void squareRoot(double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Math.sqrt(a[i]);
        }
    }

    /// Any function of one number, for those that take far longer than a call.
    public static void map(double[] a, double[] to, int n, DoubleUnaryOperator function) {
        for (int i = 0; i < n; i++) {
            to[i] = function.applyAsDouble(a[i]);
        }
    }

    /// Rounds to floats of 32 bits.
    public static void toFloats(double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (float) a[i];
        }
    }

    /// The smaller one; a number before NaN.
    public static void min(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Double.isNaN(a[i]) || b[i] < a[i] ? b[i] : a[i];
        }
    }

    /// The larger one; a number before NaN.
    public static void max(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = Double.isNaN(a[i]) || b[i] > a[i] ? b[i] : a[i];
        }
    }

    /// Whether a lane of `a` or `b` may be NaN; infinities count as well.
    public static boolean mayBeNaN(double[] a, double[] b, int n) {
        long finite = 1;
        for (int i = 0; i < n; i++) {
            // Zero times NaN or infinity is NaN, which becomes 0: an integer reduction, which C2 vectorises.
            finite &= (long) (a[i] * 0.0 + b[i] * 0.0 + 1.0);
        }
        return finite == 0;
    }

    /// 1 in the lanes that are equal, else 0. No lane is NaN.
    public static void equal(double[] a, double[] b, long[] flags, int n) {
        for (int i = 0; i < n; i++) {
            // Away from zero as long as there is a difference; infinities less themselves are NaN, which becomes 0.
            long difference = (long) Math.ceil(Math.abs(a[i] - b[i]));
            flags[i] = (difference | -difference) >>> 63 ^ 1;
        }
    }

    /// 1 in the lanes in which `a` is less than `b`, else 0. No lane is NaN.
    public static void less(double[] a, double[] b, long[] flags, int n) {
        for (int i = 0; i < n; i++) {
            long difference = (long) Math.ceil(b[i] - a[i]);
            flags[i] = (-difference & ~difference) >>> 63;
        }
    }

    /// Like [#equal], but lanes may be NaN.
    public static void equalOrNaN(double[] a, double[] b, long[] flags, int n) {
        for (int i = 0; i < n; i++) {
            double x = a[i];
            double y = b[i];
            flags[i] = (x == y ? 1L : 0L) | ((Double.isNaN(x) ? 1L : 0L) & (Double.isNaN(y) ? 1L : 0L));
        }
    }

    /// Like [#less], but lanes may be NaN.
    public static void lessOrNaN(double[] a, double[] b, long[] flags, int n) {
        for (int i = 0; i < n; i++) {
            double x = a[i];
            double y = b[i];
            flags[i] = (x < y ? 1L : 0L) | ((Double.isNaN(x) ? 0L : 1L) & (Double.isNaN(y) ? 1L : 0L));
        }
    }

    /// Which lanes lie between two numbers, both included; NaN never does.
    public static void between(double[] a, double least, double most, long[] bits, int n) {
        for (int from = 0; from < n; from += 64) {
            int lanes = Math.min(64, n - from);
            long word = 0;
            for (int i = 0; i < lanes; i++) {
                word |= ((a[from + i] >= least ? 1L : 0L) & (a[from + i] <= most ? 1L : 0L)) << i;
            }
            bits[from >> 6] = word;
        }
    }

    /// Which lanes are NaN.
    public static void isNaN(double[] a, long[] bits, int n) {
        for (int from = 0; from < n; from += 64) {
            int lanes = Math.min(64, n - from);
            long word = 0;
            for (int i = 0; i < lanes; i++) {
                word |= (Double.isNaN(a[from + i]) ? 1L : 0L) << i;
            }
            bits[from >> 6] = word;
        }
    }

    /// `a` where the bit is set, else `b`.
    public static void select(long[] bits, double[] a, double[] b, double[] to, int n) {
        for (int from = 0; from < n; from += 64) {
            int lanes = Math.min(64, n - from);
            long word = bits[from >> 6];
            for (int i = 0; i < lanes; i++) {
                // A mask, because C2 makes a branch of a choice between floats, and random bits mispredict it.
                long mask = -(word >>> i & 1);
                long x = Double.doubleToRawLongBits(a[from + i]) & mask;
                long y = Double.doubleToRawLongBits(b[from + i]) & ~mask;
                to[from + i] = Double.longBitsToDouble(x | y);
            }
        }
    }

    /// The numbers cut off toward zero, at the ends of the range of 64-bit integers where they lie beyond; NaN is 0.
    public static void toLongs(double[] a, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = (long) a[i];
        }
    }

    /// Like [#toLongs], for unsigned numbers.
    public static void toUnsigned(double[] a, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            // 2^63 and beyond: without the highest bit a number fits a signed one, and 2^64 and beyond stop at the end.
            to[i] =
                    a[i] >= 0x1p64
                            ? -1L
                            : a[i] >= 0x1p63 ? (long) (a[i] - 0x1p63) ^ Long.MIN_VALUE : (long) Math.max(a[i], 0);
        }
    }

    /// Bits as 0 and 1.
    public static void ofBits(long[] bits, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = bits[i >> 6] >>> i & 1;
        }
    }
}
