package dev.penstock.kernel;

import dev.penstock.memory.Native;

/// Loops that compare lanes, and leave a bit for each. Bits behind the last lane are not defined.
///
/// Eight comparisons, written out, make a byte: the fastest form that C2 has for it on any processor, 0.4 to 0.7
/// nanoseconds a row, and values may lie in a column of any width. An inner loop over the eight is not unrolled by C2
/// where two columns are read, and takes four times as long (JDK 25). A loop for each width and question, because a
/// call for each value would cost more than the comparison.
public final class Comparisons {
    private Comparisons() {}

    /// Which integers of `width` bytes are less than `bound`, once their bits `flip` are turned around.
    ///
    /// @param flip 0 for signed integers; for unsigned ones the highest bit of their width and all above it, which
    ///   gives them the order of signed ones
    /// @param bound with `flip` added, which is the same as flipped for 0 and for 64 bits
    public static void less(long a, int width, long flip, long bound, long bits, long n) {
        long whole = n & ~7L;
        switch (width) {
            case 1 -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) lessBytes(a + i, flip, bound));
                }
            }
            case 2 -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) lessShorts(a + (i << 1), flip, bound));
                }
            }
            case 4 -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) lessInts(a + (i << 2), flip, bound));
                }
            }
            default -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) lessLongs(a + (i << 3), flip, bound));
                }
            }
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= less(integer(a, width, i) ^ flip, bound) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Which integers of `width` bytes equal `value`, whose bits above that width are copies of the highest one in it.
    public static void equal(long a, int width, long value, long bits, long n) {
        long whole = n & ~7L;
        switch (width) {
            case 1 -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) equalBytes(a + i, value));
                }
            }
            case 2 -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) equalShorts(a + (i << 1), value));
                }
            }
            case 4 -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) equalInts(a + (i << 2), value));
                }
            }
            default -> {
                for (long i = 0; i < whole; i += 8) {
                    Native.putByte(bits + (i >>> 3), (byte) equalLongs(a + (i << 3), value));
                }
            }
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= equal(integer(a, width, i), value) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Which 64-bit integers of `a` are less than those of `b`, once the bits `flip` of both are turned around.
    public static void less(long a, long b, long flip, long bits, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) lessPairs(a + (i << 3), b + (i << 3), flip));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= less(integer(a, 8, i) ^ flip, integer(b, 8, i) ^ flip) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Which 64-bit integers of `a` and `b` are equal.
    public static void equal(long a, long b, long bits, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) equalPairs(a + (i << 3), b + (i << 3)));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= equal(integer(a, 8, i), integer(b, 8, i)) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Which 64-bit integers lie between two numbers, both included.
    public static void between(long a, long least, long most, long bits, long n) {
        long whole = n & ~7L;
        // Counted from `least` on, what lies below it is larger than all else.
        long range = most - least;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) withinLongs(a + (i << 3), least, range));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= atMost(integer(a, 8, i) - least, range) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    private static int lessBytes(long at, long flip, long bound) {
        return less(Native.getByte(at) ^ flip, bound)
                | less(Native.getByte(at + 1) ^ flip, bound) << 1
                | less(Native.getByte(at + 2) ^ flip, bound) << 2
                | less(Native.getByte(at + 3) ^ flip, bound) << 3
                | less(Native.getByte(at + 4) ^ flip, bound) << 4
                | less(Native.getByte(at + 5) ^ flip, bound) << 5
                | less(Native.getByte(at + 6) ^ flip, bound) << 6
                | less(Native.getByte(at + 7) ^ flip, bound) << 7;
    }

    private static int lessShorts(long at, long flip, long bound) {
        return less(Native.getShort(at) ^ flip, bound)
                | less(Native.getShort(at + 2) ^ flip, bound) << 1
                | less(Native.getShort(at + 4) ^ flip, bound) << 2
                | less(Native.getShort(at + 6) ^ flip, bound) << 3
                | less(Native.getShort(at + 8) ^ flip, bound) << 4
                | less(Native.getShort(at + 10) ^ flip, bound) << 5
                | less(Native.getShort(at + 12) ^ flip, bound) << 6
                | less(Native.getShort(at + 14) ^ flip, bound) << 7;
    }

    private static int lessInts(long at, long flip, long bound) {
        return less(Native.getInt(at) ^ flip, bound)
                | less(Native.getInt(at + 4) ^ flip, bound) << 1
                | less(Native.getInt(at + 8) ^ flip, bound) << 2
                | less(Native.getInt(at + 12) ^ flip, bound) << 3
                | less(Native.getInt(at + 16) ^ flip, bound) << 4
                | less(Native.getInt(at + 20) ^ flip, bound) << 5
                | less(Native.getInt(at + 24) ^ flip, bound) << 6
                | less(Native.getInt(at + 28) ^ flip, bound) << 7;
    }

    private static int lessLongs(long at, long flip, long bound) {
        return less(Native.getLong(at) ^ flip, bound)
                | less(Native.getLong(at + 8) ^ flip, bound) << 1
                | less(Native.getLong(at + 16) ^ flip, bound) << 2
                | less(Native.getLong(at + 24) ^ flip, bound) << 3
                | less(Native.getLong(at + 32) ^ flip, bound) << 4
                | less(Native.getLong(at + 40) ^ flip, bound) << 5
                | less(Native.getLong(at + 48) ^ flip, bound) << 6
                | less(Native.getLong(at + 56) ^ flip, bound) << 7;
    }

    private static int equalBytes(long at, long value) {
        return equal(Native.getByte(at), value)
                | equal(Native.getByte(at + 1), value) << 1
                | equal(Native.getByte(at + 2), value) << 2
                | equal(Native.getByte(at + 3), value) << 3
                | equal(Native.getByte(at + 4), value) << 4
                | equal(Native.getByte(at + 5), value) << 5
                | equal(Native.getByte(at + 6), value) << 6
                | equal(Native.getByte(at + 7), value) << 7;
    }

    private static int equalShorts(long at, long value) {
        return equal(Native.getShort(at), value)
                | equal(Native.getShort(at + 2), value) << 1
                | equal(Native.getShort(at + 4), value) << 2
                | equal(Native.getShort(at + 6), value) << 3
                | equal(Native.getShort(at + 8), value) << 4
                | equal(Native.getShort(at + 10), value) << 5
                | equal(Native.getShort(at + 12), value) << 6
                | equal(Native.getShort(at + 14), value) << 7;
    }

    private static int equalInts(long at, long value) {
        return equal(Native.getInt(at), value)
                | equal(Native.getInt(at + 4), value) << 1
                | equal(Native.getInt(at + 8), value) << 2
                | equal(Native.getInt(at + 12), value) << 3
                | equal(Native.getInt(at + 16), value) << 4
                | equal(Native.getInt(at + 20), value) << 5
                | equal(Native.getInt(at + 24), value) << 6
                | equal(Native.getInt(at + 28), value) << 7;
    }

    private static int equalLongs(long at, long value) {
        return equal(Native.getLong(at), value)
                | equal(Native.getLong(at + 8), value) << 1
                | equal(Native.getLong(at + 16), value) << 2
                | equal(Native.getLong(at + 24), value) << 3
                | equal(Native.getLong(at + 32), value) << 4
                | equal(Native.getLong(at + 40), value) << 5
                | equal(Native.getLong(at + 48), value) << 6
                | equal(Native.getLong(at + 56), value) << 7;
    }

    private static int lessPairs(long a, long b, long flip) {
        return less(Native.getLong(a) ^ flip, Native.getLong(b) ^ flip)
                | less(Native.getLong(a + 8) ^ flip, Native.getLong(b + 8) ^ flip) << 1
                | less(Native.getLong(a + 16) ^ flip, Native.getLong(b + 16) ^ flip) << 2
                | less(Native.getLong(a + 24) ^ flip, Native.getLong(b + 24) ^ flip) << 3
                | less(Native.getLong(a + 32) ^ flip, Native.getLong(b + 32) ^ flip) << 4
                | less(Native.getLong(a + 40) ^ flip, Native.getLong(b + 40) ^ flip) << 5
                | less(Native.getLong(a + 48) ^ flip, Native.getLong(b + 48) ^ flip) << 6
                | less(Native.getLong(a + 56) ^ flip, Native.getLong(b + 56) ^ flip) << 7;
    }

    private static int equalPairs(long a, long b) {
        return equal(Native.getLong(a), Native.getLong(b))
                | equal(Native.getLong(a + 8), Native.getLong(b + 8)) << 1
                | equal(Native.getLong(a + 16), Native.getLong(b + 16)) << 2
                | equal(Native.getLong(a + 24), Native.getLong(b + 24)) << 3
                | equal(Native.getLong(a + 32), Native.getLong(b + 32)) << 4
                | equal(Native.getLong(a + 40), Native.getLong(b + 40)) << 5
                | equal(Native.getLong(a + 48), Native.getLong(b + 48)) << 6
                | equal(Native.getLong(a + 56), Native.getLong(b + 56)) << 7;
    }

    private static int withinLongs(long at, long least, long range) {
        return atMost(Native.getLong(at) - least, range)
                | atMost(Native.getLong(at + 8) - least, range) << 1
                | atMost(Native.getLong(at + 16) - least, range) << 2
                | atMost(Native.getLong(at + 24) - least, range) << 3
                | atMost(Native.getLong(at + 32) - least, range) << 4
                | atMost(Native.getLong(at + 40) - least, range) << 5
                | atMost(Native.getLong(at + 48) - least, range) << 6
                | atMost(Native.getLong(at + 56) - least, range) << 7;
    }

    private static int less(long value, long bound) {
        return value < bound ? 1 : 0;
    }

    private static int equal(long value, long other) {
        return value == other ? 1 : 0;
    }

    /// The order of unsigned numbers.
    private static int atMost(long value, long most) {
        return value + Long.MIN_VALUE <= most + Long.MIN_VALUE ? 1 : 0;
    }

    private static long integer(long a, int width, long lane) {
        return switch (width) {
            case 1 -> Native.getByte(a + lane);
            case 2 -> Native.getShort(a + (lane << 1));
            case 4 -> Native.getInt(a + (lane << 2));
            default -> Native.getLong(a + (lane << 3));
        };
    }

    /// Writes the bits of the lanes behind the last eight.
    static void putRest(int rest, long bits, long n) {
        if ((n & 7) != 0) {
            Native.putByte(bits + (n >>> 3), (byte) rest);
        }
    }
}
