package dev.penstock.kernel.window;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Moves values and flags between the order of the table's rows and that of a sequence.
public final class LaneMoves {
    /// Eight bytes of 1.
    private static final long ONES = 0x0101010101010101L;

    /// Bit j of byte j.
    private static final long DIAGONAL = 0x8040201008040201L;

    /// What carries bit j of byte j to the byte's bit 7.
    private static final long CARRY = 0x00406070787C7E7FL;

    /// Brings bit 0 of byte j to bit j of the highest byte.
    private static final long GATHER = 0x0102040810204080L;

    private LaneMoves() {}

    /// Writes bits `from` to `to` as bytes of 0 or 1 to their places.
    public static void flags(Bitmap bits, long from, long to, long flags) {
        for (long base = from; base < to; base += 64) {
            long word = bits.word(base);
            long lanes = Math.min(64, to - base);
            long lane = 0;
            for (; lane + 8 <= lanes; lane += 8) {
                long spread = ((word >>> lane & 0xff) * ONES & DIAGONAL) + CARRY;
                Native.putLong(flags + base + lane, spread >>> 7 & ONES);
            }
            for (; lane < lanes; lane++) {
                Native.putByte(flags + base + lane, (byte) (word >>> lane & 1));
            }
        }
    }

    /// Packs the bytes of places `from`, a multiple of 64, to `to` as bits of `bits`; how many are set.
    public static long pack(long flags, long from, long to, long bits) {
        long set = 0;
        for (long base = from; base < to; base += 64) {
            long word = 0;
            long lanes = Math.min(64, to - base);
            long lane = 0;
            for (; lane + 8 <= lanes; lane += 8) {
                word |= ((Native.getLong(flags + base + lane) * GATHER) >>> 56) << lane;
            }
            for (; lane < lanes; lane++) {
                word |= (long) Native.getByte(flags + base + lane) << lane;
            }
            Native.putLong(bits + (base >>> 3), word);
            set += Long.bitCount(word);
        }
        return set;
    }

    /// Packs 64-bit truth values, 0 or not, in the same way.
    public static void packLongs(long values, long from, long to, long bits) {
        for (long base = from; base < to; base += 64) {
            long word = 0;
            long lanes = Math.min(64, to - base);
            for (long lane = 0; lane < lanes; lane++) {
                word |= (Native.getLong(values + ((base + lane) << 3)) != 0 ? 1L : 0L) << lane;
            }
            Native.putLong(bits + (base >>> 3), word);
        }
    }

    /// Takes the values of places `from` to `to` from their rows.
    public static void gather(Sequence sequence, long rowValues, long from, long to, long values) {
        long order = sequence.order();
        for (long i = from; i < to; i++) {
            long row = Native.getInt(order + (i << 2));
            Native.putLong(values + (i << 3), Native.getLong(rowValues + (row << 3)));
        }
    }

    public static void gatherFlags(Sequence sequence, long rowFlags, long from, long to, long flags) {
        long order = sequence.order();
        for (long i = from; i < to; i++) {
            Native.putByte(flags + i, Native.getByte(rowFlags + Native.getInt(order + (i << 2))));
        }
    }

    /// Brings the values of places `from` to `to` to their rows.
    public static void scatter(Sequence sequence, long values, long from, long to, long rowValues) {
        long order = sequence.order();
        for (long i = from; i < to; i++) {
            long row = Native.getInt(order + (i << 2));
            Native.putLong(rowValues + (row << 3), Native.getLong(values + (i << 3)));
        }
    }

    public static void scatterFlags(Sequence sequence, long flags, long from, long to, long rowFlags) {
        long order = sequence.order();
        for (long i = from; i < to; i++) {
            Native.putByte(rowFlags + Native.getInt(order + (i << 2)), Native.getByte(flags + i));
        }
    }
}
