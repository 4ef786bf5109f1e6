package dev.penstock.kernel;

import dev.penstock.memory.Native;
import java.math.BigInteger;

/// Loops over lanes of decimals: integers of 16 bytes that count units of a scale. What fits into 64 bits, products
/// included, is computed there; the rest goes a slow way, lane by lane, which also finds what has too many digits.
///
/// `valid` is a bitmap of the lanes that are not null, or 0 when none is: what lies behind a null is not computed with,
/// and is no error. `to` may be one of the inputs.
public final class DecimalLanes {
    /// Sums of numbers whose higher halves are less have no more than 38 digits.
    private static final int SMALL_BITS = 61;

    private DecimalLanes() {}

    public static void add(long a, long b, long valid, long to, long n) {
        for (long at = 0; at < n << 4; at += 16) {
            long low = Native.getLong(a + at);
            long high = Native.getLong(a + at + 8);
            long otherLow = Native.getLong(b + at);
            long otherHigh = Native.getLong(b + at + 8);
            if (((high ^ high >> 63) | (otherHigh ^ otherHigh >> 63)) >>> SMALL_BITS != 0) {
                sum(a + at, b + at, false, isValid(valid, at), to + at);
                continue;
            }
            long sum = low + otherLow;
            long carry = ((low & otherLow) | ((low | otherLow) & ~sum)) >>> 63;
            Native.putLong(to + at, sum);
            Native.putLong(to + at + 8, high + otherHigh + carry);
        }
    }

    public static void subtract(long a, long b, long valid, long to, long n) {
        for (long at = 0; at < n << 4; at += 16) {
            long low = Native.getLong(a + at);
            long high = Native.getLong(a + at + 8);
            long otherLow = Native.getLong(b + at);
            long otherHigh = Native.getLong(b + at + 8);
            if (((high ^ high >> 63) | (otherHigh ^ otherHigh >> 63)) >>> SMALL_BITS != 0) {
                sum(a + at, b + at, true, isValid(valid, at), to + at);
                continue;
            }
            long difference = low - otherLow;
            long borrow = ((~low & otherLow) | ((~low | otherLow) & difference)) >>> 63;
            Native.putLong(to + at, difference);
            Native.putLong(to + at + 8, high - otherHigh - borrow);
        }
    }

    private static void sum(long a, long b, boolean minus, boolean valid, long to) {
        if (!valid) {
            put(to, 0);
            return;
        }
        BigInteger left = WideInteger.read(a);
        BigInteger right = WideInteger.read(b);
        BigInteger sum = minus ? left.subtract(right) : left.add(right);
        WideInteger.write(to, WideInteger.checked(sum, minus ? "sub" : "add"));
    }

    /// The product of two decimals of the same scale, of that scale as well, rounded half to even.
    ///
    /// @param by the units that make 1
    public static void multiply(long a, long b, Step by, long valid, long to, long n) {
        long unit = by.step();
        long magic = by.magic();
        int shift = by.shift();
        for (long at = 0; at < n << 4; at += 16) {
            long x = Native.getLong(a + at);
            long y = Native.getLong(b + at);
            long product = x * y;
            long beyond =
                    (Native.getLong(a + at + 8) ^ x >> 63)
                            | (Native.getLong(b + at + 8) ^ y >> 63)
                            | (Math.multiplyHigh(x, y) ^ product >> 63);
            if (beyond != 0 || unit == 0) {
                product(a + at, b + at, by, isValid(valid, at), to + at);
                continue;
            }
            put(to + at, rounded(product, unit, magic, shift));
        }
    }

    private static void product(long a, long b, Step by, boolean valid, long to) {
        if (!valid) {
            put(to, 0);
            return;
        }
        BigInteger product = WideInteger.read(a).multiply(WideInteger.read(b));
        WideInteger.write(to, WideInteger.checked(WideInteger.divide(product, by.exact()), "mul"));
    }

    /// The quotient of two decimals of the same scale, of that scale as well, rounded half to even.
    ///
    /// @param by the units that make 1
    public static void divide(long a, long b, Step by, long valid, long to, long n) {
        long unit = by.step();
        for (long at = 0; at < n << 4; at += 16) {
            if (!isValid(valid, at)) {
                put(to + at, 0);
                continue;
            }
            long x = Native.getLong(a + at);
            long y = Native.getLong(b + at);
            long dividend = x * unit;
            long beyond =
                    (Native.getLong(a + at + 8) ^ x >> 63)
                            | (Native.getLong(b + at + 8) ^ y >> 63)
                            | (Math.multiplyHigh(x, unit) ^ dividend >> 63);
            // Twice a remainder must fit as well, and the quotient of the smallest number by -1.
            if (beyond != 0 || unit == 0 || y == 0 || Math.abs(y) >>> 62 != 0 || dividend == Long.MIN_VALUE) {
                BigInteger quotient = WideInteger.read(a + at).multiply(by.exact());
                quotient = WideInteger.divide(quotient, WideInteger.read(b + at));
                WideInteger.write(to + at, WideInteger.checked(quotient, "truediv"));
                continue;
            }
            long quotient = dividend / y;
            long twice = 2 * Math.abs(dividend - quotient * y);
            boolean away = twice > Math.abs(y) || (twice == Math.abs(y) && (quotient & 1) != 0);
            put(to + at, away ? quotient + (((dividend ^ y) >> 63) | 1) : quotient);
        }
    }

    /// The quotient of two decimals of the same scale rounded down to a whole number, of that scale as well; or what is
    /// left over, with the sign of the divisor.
    ///
    /// @param by the units that make 1
    public static void floorDivide(long a, long b, Step by, boolean remainder, long valid, long to, long n) {
        for (long at = 0; at < n << 4; at += 16) {
            if (!isValid(valid, at)) {
                put(to + at, 0);
                continue;
            }
            BigInteger dividend = WideInteger.read(a + at);
            BigInteger divisor = WideInteger.read(b + at);
            BigInteger quotient = WideInteger.floorDivide(dividend, divisor);
            BigInteger result =
                    remainder ? dividend.subtract(quotient.multiply(divisor)) : quotient.multiply(by.exact());
            WideInteger.write(to + at, WideInteger.checked(result, remainder ? "mod" : "floordiv"));
        }
    }

    public static void negate(long a, long to, long n) {
        for (long at = 0; at < n << 4; at += 16) {
            long low = -Native.getLong(a + at);
            // The complement carries one over only where all bits below are zero.
            long high = ~Native.getLong(a + at + 8) + (low == 0 ? 1 : 0);
            Native.putLong(to + at, low);
            Native.putLong(to + at + 8, high);
        }
    }

    public static void absolute(long a, long to, long n) {
        for (long at = 0; at < n << 4; at += 16) {
            long low = Native.getLong(a + at);
            long high = Native.getLong(a + at + 8);
            long sign = high >> 63;
            long flipped = (low ^ sign) - sign;
            Native.putLong(to + at, flipped);
            Native.putLong(to + at + 8, (high ^ sign) + (sign != 0 && flipped == 0 ? 1 : 0));
        }
    }

    /// -1, 0 or 1 times `one`.
    public static void sign(long a, BigInteger one, long to, long n) {
        BigInteger minus = one.negate();
        for (long at = 0; at < n << 4; at += 16) {
            long low = Native.getLong(a + at);
            long high = Native.getLong(a + at + 8);
            WideInteger.write(to + at, high < 0 ? minus : (low | high) == 0 ? BigInteger.ZERO : one);
        }
    }

    /// Multiples of `step` near the numbers.
    public static void round(long a, Step step, Rounding rounding, long valid, long to, long n) {
        for (long at = 0; at < n << 4; at += 16) {
            long value = Native.getLong(a + at);
            boolean small = Native.getLong(a + at + 8) == value >> 63 && (value ^ value >> 63) >>> 62 == 0;
            if (small && step.step() != 0) {
                put(to + at, rounding.of(value, step.step()));
            } else if (isValid(valid, at)) {
                BigInteger exact = rounding.of(WideInteger.read(a + at), step.exact());
                WideInteger.write(to + at, WideInteger.checked(exact, "round"));
            } else {
                put(to + at, 0);
            }
        }
    }

    /// Numbers of a scale as those of a larger one. What has more than 128 bits then becomes 10^38, which is no
    /// decimal.
    ///
    /// @param by the units of the larger scale in one of the smaller
    public static void scaleUp(long a, Step by, long to, long n) {
        long unit = by.step();
        for (long at = 0; at < n << 4; at += 16) {
            long value = Native.getLong(a + at);
            if (Native.getLong(a + at + 8) == value >> 63 && unit != 0) {
                Native.putLong(to + at, value * unit);
                Native.putLong(to + at + 8, Math.multiplyHigh(value, unit));
            } else {
                BigInteger scaled = WideInteger.read(a + at).multiply(by.exact());
                WideInteger.write(to + at, scaled.bitLength() < 128 ? scaled : BigInteger.TEN.pow(WideInteger.DIGITS));
            }
        }
    }

    /// Numbers of a scale as those of a smaller one: rounded half to even, or cut off.
    ///
    /// @param by the units of the larger scale in one of the smaller
    public static void scaleDown(long a, Step by, boolean cutOff, long to, long n) {
        long unit = by.step();
        for (long at = 0; at < n << 4; at += 16) {
            long value = Native.getLong(a + at);
            if (Native.getLong(a + at + 8) == value >> 63 && unit != 0) {
                put(to + at, cutOff ? value / unit : rounded(value, unit, by.magic(), by.shift()));
            } else {
                BigInteger exact = WideInteger.read(a + at);
                WideInteger.write(to + at, cutOff ? exact.divide(by.exact()) : WideInteger.divide(exact, by.exact()));
            }
        }
    }

    /// Integers as decimals.
    ///
    /// @param by the units that make 1
    /// @param unsigned whether they are unsigned integers of 64 bits
    public static void ofLongs(long a, boolean unsigned, Step by, long to, long n) {
        long unit = by.step();
        for (long i = 0; i < n; i++) {
            long value = Native.getLong(a + (i << 3));
            long at = to + (i << 4);
            if (unit != 0 && !(unsigned && value < 0)) {
                Native.putLong(at, value * unit);
                Native.putLong(at + 8, Math.multiplyHigh(value, unit));
            } else {
                BigInteger exact = unsigned ? new BigInteger(Long.toUnsignedString(value)) : BigInteger.valueOf(value);
                BigInteger scaled = exact.multiply(by.exact());
                WideInteger.write(at, scaled.bitLength() < 128 ? scaled : BigInteger.TEN.pow(WideInteger.DIGITS));
            }
        }
    }

    /// The lower halves, and which of the numbers are no more than that.
    public static void toLongs(long a, long fits, long to, long n) {
        for (long i = 0; i < n; i++) {
            long value = Native.getLong(a + (i << 4));
            Native.putLong(to + (i << 3), value);
            BitLanes.put(fits, i, Native.getLong(a + (i << 4) + 8) == value >> 63);
        }
    }

    /// The numbers in 64 bits: those that need more become the greatest such number, or the least.
    public static void narrow(long a, long to, long n) {
        for (long i = 0; i < n; i++) {
            long low = Native.getLong(a + (i << 4));
            long high = Native.getLong(a + (i << 4) + 8);
            long other = high ^ low >> 63;
            // All ones for a number that needs more bits.
            long beyond = (other | -other) >> 63;
            Native.putLong(to + (i << 3), (low & ~beyond) | ((high >> 63 ^ Long.MAX_VALUE) & beyond));
        }
    }

    /// Numbers of 64 bits as floats.
    ///
    /// @param one the units that make 1
    public static void longsToDoubles(long a, double one, long to, long n) {
        for (long i = 0; i < n; i++) {
            Native.putDouble(to + (i << 3), Native.getLong(a + (i << 3)) / one);
        }
    }

    /// The numbers as floats.
    ///
    /// @param one the units that make 1
    public static void toDoubles(long a, double one, long to, long n) {
        for (long i = 0; i < n; i++) {
            long low = Native.getLong(a + (i << 4));
            double value =
                    Native.getLong(a + (i << 4) + 8) == low >> 63
                            ? (double) low
                            : WideInteger.read(a + (i << 4)).doubleValue();
            Native.putDouble(to + (i << 3), value / one);
        }
    }

    /// Which numbers have no more than `digits` digits.
    public static void within(long a, int digits, long bits, long n) {
        BigInteger limit = BigInteger.TEN.pow(digits);
        long most = digits <= 18 ? limit.longValueExact() : Long.MAX_VALUE;
        for (long i = 0; i < n; i++) {
            long low = Native.getLong(a + (i << 4));
            boolean small = Native.getLong(a + (i << 4) + 8) == low >> 63 && low < most && low > -most;
            BitLanes.put(bits, i, small || WideInteger.read(a + (i << 4)).abs().compareTo(limit) < 0);
        }
    }

    /// Which numbers are equal.
    public static void equal(long a, long b, long bits, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) equalEight(a + (i << 4), b + (i << 4)));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= equal(a + (i << 4), b + (i << 4)) << (i & 7);
        }
        Comparisons.putRest(rest, bits, n);
    }

    /// In which lanes `a` is less.
    public static void less(long a, long b, long bits, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) lessEight(a + (i << 4), b + (i << 4)));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= less(a + (i << 4), b + (i << 4)) << (i & 7);
        }
        Comparisons.putRest(rest, bits, n);
    }

    /// Written out, as in [Comparisons].
    private static int equalEight(long a, long b) {
        return equal(a, b)
                | equal(a + 16, b + 16) << 1
                | equal(a + 32, b + 32) << 2
                | equal(a + 48, b + 48) << 3
                | equal(a + 64, b + 64) << 4
                | equal(a + 80, b + 80) << 5
                | equal(a + 96, b + 96) << 6
                | equal(a + 112, b + 112) << 7;
    }

    private static int lessEight(long a, long b) {
        return less(a, b)
                | less(a + 16, b + 16) << 1
                | less(a + 32, b + 32) << 2
                | less(a + 48, b + 48) << 3
                | less(a + 64, b + 64) << 4
                | less(a + 80, b + 80) << 5
                | less(a + 96, b + 96) << 6
                | less(a + 112, b + 112) << 7;
    }

    private static int equal(long a, long b) {
        long difference = (Native.getLong(a) ^ Native.getLong(b)) | (Native.getLong(a + 8) ^ Native.getLong(b + 8));
        return difference == 0 ? 1 : 0;
    }

    private static int less(long a, long b) {
        long low = Native.getLong(a);
        long otherLow = Native.getLong(b);
        long high = Native.getLong(a + 8);
        long otherHigh = Native.getLong(b + 8);
        // The sign of the difference of 128 bits, whose overflow the signs of the numbers tell.
        long borrow = ((~low & otherLow) | ((~low | otherLow) & (low - otherLow))) >>> 63;
        long difference = high - otherHigh - borrow;
        return (int) ((difference ^ ((high ^ otherHigh) & (difference ^ high))) >>> 63);
    }

    /// A number of 64 bits divided by `unit`, rounded half to even. See [Divisor].
    private static long rounded(long value, long unit, long magic, int shift) {
        long quotient = ((value + Math.multiplyHigh(magic, value)) >> shift) - (value >> 63);
        long twice = 2 * Math.abs(value - quotient * unit);
        // One where more than half is left over, or half and the quotient is odd.
        long away = (unit - twice - (quotient & 1)) >>> 63;
        return quotient + ((value >> 63) | 1) * away;
    }

    private static boolean isValid(long valid, long at) {
        return valid == 0 || BitLanes.get(valid, at >>> 4);
    }

    private static void put(long to, long value) {
        Native.putLong(to, value);
        Native.putLong(to + 8, value >> 63);
    }

    /// A power of ten to multiply with, and to divide by as by a [Divisor].
    ///
    /// @param exact the power
    /// @param step the same if it fits into 64 bits with a factor of 8 to spare, else 0
    public record Step(BigInteger exact, long step, long magic, int shift) {
        private static final int MOST_DIGITS = 18;

        /// 10 to the power of `digits`.
        public static Step ofDigits(int digits) {
            BigInteger exact = BigInteger.TEN.pow(digits);
            if (digits > MOST_DIGITS) {
                return new Step(exact, 0, 0, 0);
            }
            Divisor by = Divisor.of(exact.longValueExact());
            return new Step(exact, exact.longValueExact(), by.magic(), by.shift());
        }
    }

    /// Which multiple of a step stands for a number.
    public enum Rounding {
        DOWN,
        UP,
        TOWARD_ZERO,
        HALF_EVEN,
        HALF_AWAY;

        long of(long value, long step) {
            long rest = Math.floorMod(value, step);
            long down = value - rest;
            long up = rest == 0 ? value : down + step;
            long toward = value < 0 ? up : down;
            long away = value < 0 ? down : up;
            long half = 2 * Math.abs(value - toward) - step;
            return switch (this) {
                case DOWN -> down;
                case UP -> up;
                case TOWARD_ZERO -> toward;
                case HALF_EVEN -> half > 0 || (half == 0 && ((toward / step) & 1) != 0) ? away : toward;
                case HALF_AWAY -> half >= 0 ? away : toward;
            };
        }

        BigInteger of(BigInteger value, BigInteger step) {
            BigInteger quotient = WideInteger.floorDivide(value, step);
            BigInteger down = quotient.multiply(step);
            BigInteger up = down.equals(value) ? value : down.add(step);
            BigInteger toward = value.signum() < 0 ? up : down;
            BigInteger away = value.signum() < 0 ? down : up;
            int half = value.subtract(toward).abs().shiftLeft(1).compareTo(step);
            return switch (this) {
                case DOWN -> down;
                case UP -> up;
                case TOWARD_ZERO -> toward;
                case HALF_EVEN -> half > 0 || (half == 0 && toward.divide(step).testBit(0)) ? away : toward;
                case HALF_AWAY -> half >= 0 ? away : toward;
            };
        }
    }
}
