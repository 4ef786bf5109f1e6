package dev.penstock.kernel;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Loops over lanes of bits, 64 to a word: truth values and validity of a chunk of rows. Bits behind the last lane are
/// not defined. `to` may be one of the inputs.
public final class BitLanes {
    private BitLanes() {}

    /// How many words `n` lanes take.
    public static int words(int n) {
        return (n + 63) >>> 6;
    }

    public static void and(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < words(n); i++) {
            to[i] = a[i] & b[i];
        }
    }

    public static void or(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < words(n); i++) {
            to[i] = a[i] | b[i];
        }
    }

    public static void xor(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < words(n); i++) {
            to[i] = a[i] ^ b[i];
        }
    }

    public static void not(long[] a, long[] to, int n) {
        for (int i = 0; i < words(n); i++) {
            to[i] = ~a[i];
        }
    }

    public static void andNot(long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < words(n); i++) {
            to[i] = a[i] & ~b[i];
        }
    }

    /// `a` where the bit is set, else `b`.
    public static void select(long[] bits, long[] a, long[] b, long[] to, int n) {
        for (int i = 0; i < words(n); i++) {
            to[i] = (a[i] & bits[i]) | (b[i] & ~bits[i]);
        }
    }

    public static void fill(long[] to, int n, boolean value) {
        java.util.Arrays.fill(to, 0, words(n), value ? -1L : 0L);
    }

    /// Which lanes hold another number than 0.
    public static void ofLongs(long[] a, long[] to, int n) {
        for (int from = 0; from < n; from += 64) {
            int lanes = Math.min(64, n - from);
            long word = 0;
            for (int i = 0; i < lanes; i++) {
                word |= (a[from + i] != 0 ? 1L : 0L) << i;
            }
            to[from >> 6] = word;
        }
    }

    /// Which lanes hold another number than 0.0 and -0.0.
    public static void ofDoubles(double[] a, long[] to, int n) {
        for (int from = 0; from < n; from += 64) {
            int lanes = Math.min(64, n - from);
            long word = 0;
            for (int i = 0; i < lanes; i++) {
                word |= (a[from + i] != 0 ? 1L : 0L) << i;
            }
            to[from >> 6] = word;
        }
    }

    /// The first lane below `n` whose bit is set, or -1.
    public static int first(long[] bits, int n) {
        for (int i = 0; i < words(n); i++) {
            long word = bits[i] & Bitmaps.mask(n - (i << 6));
            if (word != 0) {
                return (i << 6) + Long.numberOfTrailingZeros(word);
            }
        }
        return -1;
    }

    /// How many bits are set.
    public static int count(long[] bits, int n) {
        int set = 0;
        for (int i = 0; i < words(n); i++) {
            set += Long.bitCount(bits[i] & Bitmaps.mask(n - (i << 6)));
        }
        return set;
    }

    /// Reads `n` bits from `from` on.
    public static void load(Bitmap bits, long from, long[] to, int n) {
        for (int i = 0; i < n; i += 64) {
            to[i >> 6] = bits.word(from + i);
        }
    }

    /// Reads the bits of the selected rows `from` to `from + n`.
    public static void gather(Bitmap bits, Selection rows, long from, long[] to, int n) {
        for (int base = 0; base < n; base += 64) {
            int lanes = Math.min(64, n - base);
            long word = 0;
            for (int i = 0; i < lanes; i++) {
                word |= (bits.get(rows.row(from + base + i)) ? 1L : 0L) << i;
            }
            to[base >> 6] = word;
        }
    }

    /// Writes the bits to memory in whole words; those behind the last lane are zero.
    public static void store(long[] bits, long to, int n) {
        for (int i = 0; i < words(n); i++) {
            Native.putLong(to + ((long) i << 3), bits[i] & Bitmaps.mask(n - (i << 6)));
        }
    }

    /// Appends the numbers of the set bits, counted from `first` on, to the row numbers at `to`; returns where they
    /// end.
    public static long select(long[] bits, int n, int first, long to) {
        long end = to;
        for (int i = 0; i < words(n); i++) {
            long word = bits[i] & Bitmaps.mask(n - (i << 6));
            int base = first + (i << 6);
            if (Long.bitCount(word) > 24) {
                // A number for each row, overwritten unless the row counts: no branch to mispredict.
                for (int lane = 0; lane < 64; lane++) {
                    Native.putInt(end, base + lane);
                    end += (word >>> lane & 1) << 2;
                }
                continue;
            }
            while (word != 0) {
                Native.putInt(end, base + Long.numberOfTrailingZeros(word));
                word &= word - 1;
                end += 4;
            }
        }
        return end;
    }

    /// The same for selected rows: lane `i` is row number `rows[from + i]`. May write where it reads.
    public static long select(long[] bits, int n, Selection rows, long from, long to) {
        long end = to;
        for (int i = 0; i < n; i++) {
            int row = rows.row(from + i);
            Native.putInt(end, row);
            end += (bits[i >> 6] >>> i & 1) << 2;
        }
        return end;
    }
}
