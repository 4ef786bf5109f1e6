package dev.penstock.kernel;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Row numbers in memory, four bytes each, in any order; -1 stands for no row. It owns nothing.
///
/// @param address of the first row number
/// @param count how many there are
/// @param missing whether -1 may occur
public record Selection(long address, long count, boolean missing) {
    /// Row numbers that are all there.
    public Selection(long address, long count) {
        this(address, count, false);
    }

    /// How many bytes `count` row numbers take.
    public static long bytes(long count) {
        return count << 2;
    }

    /// The row number at `index`; -1 for no row.
    public int row(long index) {
        return Native.getInt(address + (index << 2));
    }

    /// Writes the numbers of the rows whose bytes are 1 and not 0, in order, to `address`, which has room for all.
    public static Selection marked(long marks, long rows, long address) {
        long count = 0;
        for (long row = 0; row < rows; row++) {
            Native.putInt(address + (count << 2), (int) row);
            count += Native.getByte(marks + row);
        }
        return new Selection(address, count);
    }

    /// Writes the numbers of the set bits, in order, to `address`, which has room for one number per bit.
    public static Selection ofBits(Bitmap bits, long address) {
        long to = address;
        for (long base = 0; base < bits.length(); base += Long.SIZE) {
            long word = bits.word(base);
            if (word == -1L) {
                for (long lane = 0; lane < Long.SIZE; lane++) {
                    Native.putInt(to + (lane << 2), (int) (base + lane));
                }
                to += Long.SIZE << 2;
                continue;
            }
            while (word != 0) {
                Native.putInt(to, (int) base + Long.numberOfTrailingZeros(word));
                word &= word - 1;
                to += 4;
            }
        }
        return new Selection(address, (to - address) >> 2);
    }
}
