package dev.penstock.kernel.sort;

import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// Bits of rows on their way to other places: validity and booleans of all columns, eight of them in a byte.
final class MovedBits implements AutoCloseable {
    /// The lowest bit of each byte.
    private static final long LOWEST = 0x0101_0101_0101_0101L;

    private final List<List<Bitmap>> bitmaps = new ArrayList<>();
    private final List<PagedColumn> bytes = new ArrayList<>();

    /// Adds a bitmap for each piece of the table; its number.
    int add(List<Bitmap> pieces) {
        bitmaps.add(pieces);
        return bitmaps.size() - 1;
    }

    /// Makes room for the rows. Nothing can be added afterwards.
    void allocate(long rows, Allocator allocator) {
        for (int first = 0; first < bitmaps.size(); first += Byte.SIZE) {
            bytes.add(new PagedColumn(1, rows, allocator));
        }
    }

    /// Moves rows `from` to `from + count` of a piece.
    ///
    /// @param room a byte for each row, and 64 more
    void scatter(int piece, long from, long count, long places, long room) {
        for (int group = 0; group < bytes.size(); group++) {
            int first = group * Byte.SIZE;
            int last = Math.min(bitmaps.size(), first + Byte.SIZE);
            for (int flag = first; flag < last; flag++) {
                pack(bitmaps.get(flag).get(piece).slice(from, count), flag - first, room);
            }
            bytes.get(group).scatter(room, places, count);
        }
    }

    private static void pack(Bitmap bits, int place, long to) {
        for (long base = 0; base < bits.length(); base += Long.SIZE) {
            long word = bits.word(base);
            for (long i = 0; i < Long.SIZE; i += Byte.SIZE) {
                long at = to + base + i;
                long lanes = Long.expand(word >>> i & 0xFF, LOWEST) << place;
                Native.putLong(at, place == 0 ? lanes : Native.getLong(at) | lanes);
            }
        }
    }

    void permute(long from, long count, Selection order, long room) {
        bytes.forEach(column -> column.permute(from, count, order, room));
    }

    /// Writes the bits of `count` rows from `from` on to `to`, in whole words; how many are set.
    ///
    /// @param flag the number of the bitmap
    long write(int flag, long from, long count, long to) {
        PagedColumn column = bytes.get(flag / Byte.SIZE);
        int place = flag % Byte.SIZE;
        long set = 0;
        for (long base = 0; base < count; base += Long.SIZE) {
            long lanes = Math.min(Long.SIZE, count - base);
            long word = 0;
            if (lanes == Long.SIZE && PagedColumn.together(from + base, lanes) == lanes) {
                long at = column.address(from + base);
                for (long i = 0; i < Long.SIZE; i += Byte.SIZE) {
                    word |= Long.compress(Native.getLong(at + i) >>> place, LOWEST) << i;
                }
            } else {
                for (long lane = 0; lane < lanes; lane++) {
                    word |= (Native.getByte(column.address(from + base + lane)) >>> place & 1L) << lane;
                }
            }
            Native.putLong(to + (base >>> 3), word);
            set += Long.bitCount(word);
        }
        return set;
    }

    void release(long row) {
        bytes.forEach(column -> column.release(row));
    }

    @Override
    public void close() {
        bytes.forEach(PagedColumn::close);
    }
}
