package dev.penstock.column;

import dev.penstock.memory.Native;

/// Bits in memory, least significant first, starting at any bit: validity bitmaps and boolean values.
///
/// @param address 0 means that every bit is set
/// @param offset the first bit, counted from `address`
/// @param length how many bits
public record Bitmap(long address, long offset, long length) {
    /// `length` bits, all set.
    public static Bitmap allSet(long length) {
        return new Bitmap(0, 0, length);
    }

    /// Whether there is no memory behind it, so that every bit is set.
    public boolean isAllSet() {
        return address == 0;
    }

    public boolean get(long index) {
        if (address == 0) {
            return true;
        }
        long bit = offset + index;
        return (Native.getByte(address + (bit >>> 3)) >>> (bit & 7) & 1) != 0;
    }

    /// Up to 64 bits from `index` on; bits behind the end are zero. Reads no byte that holds none of the bits.
    public long word(long index) {
        long left = length - index;
        if (address == 0) {
            return left >= 64 ? -1L : (1L << left) - 1;
        }
        long bit = offset + index;
        long from = address + (bit >>> 3);
        int shift = (int) (bit & 7);
        if (left >= 64) {
            long low = Native.getLong(from) >>> shift;
            return shift == 0 ? low : low | (long) Native.getByte(from + 8) << (64 - shift);
        }
        long word = 0;
        int bytes = (int) (shift + left + 7) >>> 3;
        for (int i = 0; i < Math.min(bytes, 8); i++) {
            word |= (Native.getByte(from + i) & 0xFFL) << (i << 3);
        }
        word >>>= shift;
        if (bytes > 8) {
            word |= (Native.getByte(from + 8) & 0xFFL) << (64 - shift);
        }
        return word & ((1L << left) - 1);
    }

    /// How many bits are set.
    public long count() {
        if (address == 0) {
            return length;
        }
        long set = 0;
        for (long i = 0; i < length; i += 64) {
            set += Long.bitCount(word(i));
        }
        return set;
    }

    public Bitmap slice(long from, long count) {
        return new Bitmap(address, address == 0 ? 0 : offset + from, count);
    }
}
