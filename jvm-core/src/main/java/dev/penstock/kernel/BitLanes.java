package dev.penstock.kernel;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Loops over lanes of bits: truth values and validity of a chunk of rows, at addresses that whole words may be written
/// to. Bits behind the last lane are not defined. `to` may be one of the inputs.
public final class BitLanes {
    /// From this many set bits on, out of 64, a look-up of eight bits at once beats a loop over the set ones.
    private static final int MANY = 24;

    /// For each byte the numbers of its set bits, as four words of two numbers each.
    private static final long[] NUMBERS = numbers();

    private BitLanes() {}

    /// How many bytes `n` lanes take, in whole words.
    public static long bytes(long n) {
        return Bitmaps.bytes(n);
    }

    public static boolean get(long bits, long lane) {
        return (Native.getByte(bits + (lane >>> 3)) >>> (lane & 7) & 1) != 0;
    }

    /// Sets or clears a bit; lanes must come in their order, because the first lane of a word clears the others.
    public static void put(long bits, long lane, boolean value) {
        long at = bits + (lane >>> 6 << 3);
        long bit = (value ? 1L : 0L) << lane;
        Native.putLong(at, (lane & 63) == 0 ? bit : Native.getLong(at) | bit);
    }

    public static void copy(long a, long to, long n) {
        for (long at = 0; at < bytes(n); at += 8) {
            Native.putLong(to + at, Native.getLong(a + at));
        }
    }

    public static void and(long a, long b, long to, long n) {
        for (long at = 0; at < bytes(n); at += 8) {
            Native.putLong(to + at, Native.getLong(a + at) & Native.getLong(b + at));
        }
    }

    public static void or(long a, long b, long to, long n) {
        for (long at = 0; at < bytes(n); at += 8) {
            Native.putLong(to + at, Native.getLong(a + at) | Native.getLong(b + at));
        }
    }

    public static void xor(long a, long b, long to, long n) {
        for (long at = 0; at < bytes(n); at += 8) {
            Native.putLong(to + at, Native.getLong(a + at) ^ Native.getLong(b + at));
        }
    }

    public static void not(long a, long to, long n) {
        for (long at = 0; at < bytes(n); at += 8) {
            Native.putLong(to + at, ~Native.getLong(a + at));
        }
    }

    public static void andNot(long a, long b, long to, long n) {
        for (long at = 0; at < bytes(n); at += 8) {
            Native.putLong(to + at, Native.getLong(a + at) & ~Native.getLong(b + at));
        }
    }

    /// `a` where the bit is set, else `b`.
    public static void select(long bits, long a, long b, long to, long n) {
        for (long at = 0; at < bytes(n); at += 8) {
            long chosen = Native.getLong(bits + at);
            Native.putLong(to + at, (Native.getLong(a + at) & chosen) | (Native.getLong(b + at) & ~chosen));
        }
    }

    /// Packs `n` bytes, each 0 or 1, into as many bits; bits behind the last one in its byte are 0.
    public static void pack(long bytes, long to, long n) {
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(to + (i >>> 3), (byte) packed(Native.getLong(bytes + i)));
        }
        if (whole < n) {
            int rest = 0;
            for (long i = whole; i < n; i++) {
                rest |= Native.getByte(bytes + i) << (i & 7);
            }
            Native.putByte(to + (whole >>> 3), (byte) rest);
        }
    }

    /// The lowest bits of the eight bytes of a word. Each factor's bit moves one of them to its place among the highest
    /// eight bits, and no two products meet.
    private static long packed(long word) {
        return (word * 0x0102_0408_1020_4080L) >>> 56;
    }

    public static void fill(long to, long n, boolean value) {
        for (long at = 0; at < bytes(n); at += 8) {
            Native.putLong(to + at, value ? -1L : 0L);
        }
    }

    /// The first lane below `n` whose bit is set, or -1.
    public static long first(long bits, long n) {
        for (long lane = 0; lane < n; lane += 64) {
            long word = word(bits, lane, n);
            if (word != 0) {
                return lane + Long.numberOfTrailingZeros(word);
            }
        }
        return -1;
    }

    /// How many bits are set.
    public static long count(long bits, long n) {
        long set = 0;
        for (long lane = 0; lane < n; lane += 64) {
            set += Long.bitCount(word(bits, lane, n));
        }
        return set;
    }

    /// The 64 lanes from `lane`, a multiple of 64, on; those behind the last one are zero.
    private static long word(long bits, long lane, long n) {
        return Native.getLong(bits + (lane >>> 3)) & Bitmaps.mask(n - lane);
    }

    /// Reads `n` bits from `from` on.
    public static void load(Bitmap bits, long from, long to, long n) {
        for (long i = 0; i < n; i += 64) {
            Native.putLong(to + (i >>> 3), bits.word(from + i));
        }
    }

    /// Reads the bits of the selected rows `from` to `from + n`.
    public static void gather(Bitmap bits, Selection rows, long from, long to, long n) {
        for (long base = 0; base < n; base += 64) {
            long lanes = Math.min(64, n - base);
            long word = 0;
            for (long i = 0; i < lanes; i++) {
                word |= (bits.get(rows.row(from + base + i)) ? 1L : 0L) << i;
            }
            Native.putLong(to + (base >>> 3), word);
        }
    }

    /// Writes the bits to `to` in whole words; those behind the last lane are zero.
    public static void store(long bits, long to, long n) {
        for (long lane = 0; lane < n; lane += 64) {
            Native.putLong(to + (lane >>> 3), word(bits, lane, n));
        }
    }

    /// Appends the numbers of the set bits, counted from `first` on, to the row numbers at `to`, which have room for 64
    /// more; returns where they end.
    public static long select(long bits, long n, long first, long to) {
        long end = to;
        for (long lane = 0; lane < n; lane += 64) {
            long word = word(bits, lane, n);
            long base = first + lane;
            end = Long.bitCount(word) >= MANY ? many(word, base, end) : few(word, base, end);
        }
        return end;
    }

    private static long few(long bits, long base, long to) {
        long end = to;
        for (long word = bits; word != 0; word &= word - 1) {
            Native.putInt(end, (int) base + Long.numberOfTrailingZeros(word));
            end += 4;
        }
        return end;
    }

    /// Writes eight numbers for each byte, of which those behind the last set bit are overwritten by the next byte.
    private static long many(long word, long base, long to) {
        long end = to;
        long pair = base | base << 32;
        for (int shift = 0; shift < 64; shift += 8) {
            int bits = (int) (word >>> shift) & 0xFF;
            int at = bits << 2;
            Native.putLong(end, NUMBERS[at] + pair);
            Native.putLong(end + 8, NUMBERS[at + 1] + pair);
            Native.putLong(end + 16, NUMBERS[at + 2] + pair);
            Native.putLong(end + 24, NUMBERS[at + 3] + pair);
            end += (long) Integer.bitCount(bits) << 2;
            pair += 0x0000_0008_0000_0008L;
        }
        return end;
    }

    private static long[] numbers() {
        long[] numbers = new long[256 * 4];
        for (int bits = 0; bits < 256; bits++) {
            int count = 0;
            for (int bit = 0; bit < 8; bit++) {
                if ((bits >>> bit & 1) != 0) {
                    numbers[(bits << 2) + (count >>> 1)] |= (long) bit << ((count & 1) << 5);
                    count++;
                }
            }
        }
        return numbers;
    }

    /// The same for selected rows: lane `i` is row number `rows[from + i]`. May write where it reads.
    public static long select(long bits, long n, Selection rows, long from, long to) {
        long end = to;
        for (long i = 0; i < n; i++) {
            Native.putInt(end, rows.row(from + i));
            end += get(bits, i) ? 4 : 0;
        }
        return end;
    }
}
