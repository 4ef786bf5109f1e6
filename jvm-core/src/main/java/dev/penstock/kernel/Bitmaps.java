package dev.penstock.kernel;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Bitmaps made of others. What is written starts at a bit 0, is written in whole words, and its bits behind the end
/// are zero, except where a method says otherwise.
public final class Bitmaps {
    private Bitmaps() {}

    /// How many bytes `bits` bits take, in whole words.
    public static long bytes(long bits) {
        return (bits + 63) >>> 6 << 3;
    }

    /// Writes the bits of `bits` to `to`.
    public static void copy(Bitmap bits, long to) {
        for (long i = 0; i < bits.length(); i += 64) {
            Native.putLong(to + (i >>> 3), bits.word(i));
        }
    }

    /// Writes the opposites of the bits of `bits` to `to`.
    public static void not(Bitmap bits, long to) {
        for (long i = 0; i < bits.length(); i += 64) {
            Native.putLong(to + (i >>> 3), ~bits.word(i) & mask(bits.length() - i));
        }
    }

    /// Writes to `to` which bits are set in both; they have the same length.
    public static void and(Bitmap a, Bitmap b, long to) {
        for (long i = 0; i < a.length(); i += 64) {
            Native.putLong(to + (i >>> 3), a.word(i) & b.word(i));
        }
    }

    /// Writes to `to` which bits are set in `a` and not in `b`; they have the same length.
    public static void andNot(Bitmap a, Bitmap b, long to) {
        for (long i = 0; i < a.length(); i += 64) {
            Native.putLong(to + (i >>> 3), a.word(i) & ~b.word(i));
        }
    }

    /// Writes to `to` which bits are set in one or both; they have the same length.
    public static void or(Bitmap a, Bitmap b, long to) {
        for (long i = 0; i < a.length(); i += 64) {
            Native.putLong(to + (i >>> 3), a.word(i) | b.word(i));
        }
    }

    /// Writes to `to` which bits are set in exactly one; they have the same length.
    public static void xor(Bitmap a, Bitmap b, long to) {
        for (long i = 0; i < a.length(); i += 64) {
            Native.putLong(to + (i >>> 3), a.word(i) ^ b.word(i));
        }
    }

    /// Writes `count` bits of one value to `to`.
    public static void fill(long to, long count, boolean value) {
        for (long i = 0; i < count; i += 64) {
            Native.putLong(to + (i >>> 3), value ? mask(count - i) : 0);
        }
    }

    /// Sets bits `from` to `from + count` of the bitmap at `to` and leaves the others as they are.
    public static void setRange(long to, long from, long count, boolean value) {
        for (long bit = from, left = count; left > 0; ) {
            long lane = bit & 63;
            long lanes = Math.min(left, 64 - lane);
            long ones = mask(lanes) << lane;
            long at = to + (bit >>> 6 << 3);
            Native.putLong(at, value ? Native.getLong(at) | ones : Native.getLong(at) & ~ones);
            bit += lanes;
            left -= lanes;
        }
    }

    /// Writes the bits of `bits` behind the first `from` bits of the bitmap at `to`, in whole words: bits behind the
    /// last one become zero. Appending piece after piece fills a bitmap.
    public static void append(Bitmap bits, long to, long from) {
        int shift = (int) (from & 63);
        long at = to + (from >>> 6 << 3);
        if (shift == 0) {
            copy(bits, at);
            return;
        }
        long carry = Native.getLong(at) & mask(shift);
        for (long i = 0; i < bits.length(); i += 64, at += 8) {
            long word = bits.word(i);
            Native.putLong(at, carry | word << shift);
            carry = word >>> (64 - shift);
        }
        long last = (from + bits.length() - 1) >>> 6;
        if (bits.length() > 0 && to + (last << 3) == at) {
            Native.putLong(at, carry);
        }
    }

    /// Writes to `to` the bits of `bits` at the selected rows; no row gives zero. Returns how many are set.
    public static long gather(Bitmap bits, Selection rows, long to) {
        if (bits.isAllSet() && !rows.missing()) {
            fill(to, rows.count(), true);
            return rows.count();
        }
        if (bits.isAllSet()) {
            return present(rows, to);
        }
        long set = 0;
        for (long i = 0; i < rows.count(); i += 64) {
            long lanes = Math.min(64, rows.count() - i);
            long word = 0;
            for (long lane = 0; lane < lanes; lane++) {
                long row = rows.row(i + lane);
                word |= (row >= 0 && bits.get(row) ? 1L : 0L) << lane;
            }
            Native.putLong(to + (i >>> 3), word);
            set += Long.bitCount(word);
        }
        return set;
    }

    /// Which of the rows are there at all.
    private static long present(Selection rows, long to) {
        long set = 0;
        for (long i = 0; i < rows.count(); i += 64) {
            long lanes = Math.min(64, rows.count() - i);
            long from = rows.address() + (i << 2);
            long word = 0;
            for (long lane = 0; lane < lanes; lane++) {
                word |= (~Native.getInt(from + (lane << 2)) >>> 31 & 1L) << lane;
            }
            Native.putLong(to + (i >>> 3), word);
            set += Long.bitCount(word);
        }
        return set;
    }

    /// The lowest `bits` bits, or all 64.
    static long mask(long bits) {
        return bits >= 64 ? -1L : (1L << bits) - 1;
    }
}
