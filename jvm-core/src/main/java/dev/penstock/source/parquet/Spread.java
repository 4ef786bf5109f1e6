package dev.penstock.source.parquet;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// Values without nulls, moved to the places where the rows are valid. Null rows become zeros.
///
/// The values lie at the end of the room that they will fill, so that each is read before its place is written.
/// Branches on the bits would be mispredicted; a value that is not there is masked away instead.
final class Spread {
    private Spread() {}

    /// One method for all widths, too large to be inlined; see [Unpack#ints].
    ///
    /// @param to the first row's place
    /// @param dense where the values lie: `validity.count()` of them, the last one at the end of the rows' room
    static void fixed(long to, long dense, int width, Bitmap validity) {
        long from = dense;
        long rows = validity.length();
        for (long row = 0; row < rows; row += 64) {
            long word = validity.word(row);
            long lanes = Math.min(64, rows - row);
            long at = to + row * width;
            if (word == -1L || word == 0) {
                long bytes = lanes * width;
                if (word == 0) {
                    Native.fill(at, bytes, (byte) 0);
                } else {
                    Native.copy(from, at, bytes);
                    from += bytes;
                }
                continue;
            }
            switch (width) {
                case 1 -> {
                    for (long lane = 0; lane < lanes; lane++) {
                        long bit = word >>> lane & 1;
                        Native.putByte(at + lane, (byte) (Native.getByte(from) & -bit));
                        from += bit;
                    }
                }
                case 2 -> {
                    for (long lane = 0; lane < lanes; lane++) {
                        long bit = word >>> lane & 1;
                        Native.putShort(at + (lane << 1), (short) (Native.getShort(from) & -bit));
                        from += bit << 1;
                    }
                }
                case 4 -> {
                    for (long lane = 0; lane < lanes; lane++) {
                        long bit = word >>> lane & 1;
                        Native.putInt(at + (lane << 2), Native.getInt(from) & (int) -bit);
                        from += bit << 2;
                    }
                }
                case 8 -> {
                    for (long lane = 0; lane < lanes; lane++) {
                        long bit = word >>> lane & 1;
                        Native.putLong(at + (lane << 3), Native.getLong(from) & -bit);
                        from += bit << 3;
                    }
                }
                case 16 -> {
                    for (long lane = 0; lane < lanes; lane++) {
                        long bit = word >>> lane & 1;
                        long low = Native.getLong(from) & -bit;
                        long high = Native.getLong(from + 8) & -bit;
                        Native.putLong(at + (lane << 4), low);
                        Native.putLong(at + (lane << 4) + 8, high);
                        from += bit << 4;
                    }
                }
                default -> {
                    for (long lane = 0; lane < lanes; lane++) {
                        if ((word >>> lane & 1) != 0) {
                            Native.copy(from, at + lane * width, width);
                            from += width;
                        } else {
                            Native.fill(at + lane * width, width, (byte) 0);
                        }
                    }
                }
            }
        }
    }

    /// Moves bits to the valid rows; those of null rows become zero.
    ///
    /// @param dense the bits of the valid rows, elsewhere in memory
    /// @param to the bitmap, in which `from` bits are written already; it gets whole words
    static void bits(Bitmap dense, long to, long from, Bitmap validity) {
        long next = 0;
        for (long i = 0; i < validity.length(); i += 64) {
            long word = validity.word(i);
            long count = Long.bitCount(word);
            long lanes = Math.min(64, validity.length() - i);
            long values = count == 0 ? 0 : Long.expand(dense.slice(next, count).word(0), word);
            next += count;
            put(to, from + i, values, lanes);
        }
    }

    private static void put(long to, long bit, long values, long lanes) {
        int shift = (int) (bit & 63);
        long at = to + (bit >>> 6 << 3);
        long below = shift == 0 ? 0 : Native.getLong(at) & ((1L << shift) - 1);
        Native.putLong(at, below | values << shift);
        if (shift + lanes > 64) {
            Native.putLong(at + 8, values >>> (64 - shift));
        }
    }
}
