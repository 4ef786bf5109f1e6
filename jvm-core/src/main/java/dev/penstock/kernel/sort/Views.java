package dev.penstock.kernel.sort;

import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;

/// The loops over views of strings that are moved. Views of null rows become those of the empty string.
final class Views {
    private static final int INLINE = BytesColumn.INLINE_BYTES;

    private Views() {}

    /// Copies views, with new numbers for the buffers of long ones.
    static void renumber(long from, Bitmap validity, int[] numbers, long to) {
        for (long row = 0; row < validity.length(); row++) {
            long view = from + (row << 4);
            boolean valid = validity.get(row);
            long head = valid ? Native.getLong(view) : 0;
            long tail = valid ? Native.getLong(view + 8) : 0;
            if ((int) head > INLINE) {
                tail = (tail & 0xFFFF_FFFF_0000_0000L) | numbers[(int) tail];
            }
            Native.putLong(to + (row << 4), head);
            Native.putLong(to + (row << 4) + 8, tail);
        }
    }

    /// Makes views of strings that lie behind offsets.
    ///
    /// @param bytes where offset 0 is
    /// @param number of the first of the windows into which the bytes are cut
    static void make(BytesColumn texts, long bytes, int number, long to) {
        for (long row = 0; row < texts.length(); row++) {
            long view = to + (row << 4);
            int size = texts.isNull(row) ? 0 : texts.size(row);
            Native.putLong(view, size);
            Native.putLong(view + 8, 0);
            long address = texts.address(row);
            if (size <= INLINE) {
                Bytes.copy(address, view + 4, size);
            } else {
                long offset = address - bytes;
                Native.putInt(view + 4, Native.getInt(address));
                Native.putInt(view + 8, number + (int) (offset >>> MovedColumn.Texts.WINDOW_BITS));
                Native.putInt(view + 12, (int) (offset & (1L << MovedColumn.Texts.WINDOW_BITS) - 1));
            }
        }
    }

    /// Whether one of the views is of a string that lies elsewhere.
    static boolean hasLong(long views, long count) {
        int longest = 0;
        for (long row = 0; row < count; row++) {
            longest = Math.max(longest, Native.getInt(views + (row << 4)));
        }
        return longest > INLINE;
    }
}
