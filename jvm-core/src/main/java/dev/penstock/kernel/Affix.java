package dev.penstock.kernel;

import static dev.penstock.kernel.Comparisons.putRest;

import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;

/// Bytes that strings behind views begin or end with, or not. No view may be a null's, which may say anything.
///
/// Eight views at a time say by their sizes and their first four bytes which strings may have the affix, without a
/// branch; only those are followed, if there is more to see. To ask one view after the other took twice as long where
/// answers differ from row to row.
///
/// @param bytes where the affix lies
/// @param size how many bytes it has
/// @param end whether strings should end with it
public record Affix(long bytes, int size, boolean end) {
    private static final int PREFIX_BYTES = 4;

    /// Which strings have the affix. Bits behind the last one are not defined.
    ///
    /// @param buffers where the buffers lie that longer strings are in
    public void of(long views, long[] buffers, long bits, long n) {
        if (isLonger()) {
            Views.touch(views, buffers, n);
        }
        int mask = mask();
        int first = first();
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            long at = views + (i << 4);
            int found =
                    mayHave(at, first, mask)
                            | mayHave(at + 16, first, mask) << 1
                            | mayHave(at + 32, first, mask) << 2
                            | mayHave(at + 48, first, mask) << 3
                            | mayHave(at + 64, first, mask) << 4
                            | mayHave(at + 80, first, mask) << 5
                            | mayHave(at + 96, first, mask) << 6
                            | mayHave(at + 112, first, mask) << 7;
            if (found != 0 && isLonger()) {
                for (int rest = found; rest != 0; rest &= rest - 1) {
                    int k = Integer.numberOfTrailingZeros(rest);
                    found ^= differs(at + ((long) k << 4), buffers) << k;
                }
            }
            Native.putByte(bits + (i >>> 3), (byte) found);
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= has(views + (i << 4), buffers, first, mask) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// The same for the views of the selected rows `from` to `from + n`.
    public void of(long views, long[] buffers, Selection rows, long from, long bits, long n) {
        int mask = mask();
        int first = first();
        for (long i = 0; i < n; i++) {
            long view = views + ((long) rows.row(from + i) << 4);
            BitLanes.put(bits, i, has(view, buffers, first, mask) != 0);
        }
    }

    /// The affix's bytes that every view carries in its second word: none of an ending.
    private int mask() {
        return end || size == 0 ? 0 : -1 >>> ((PREFIX_BYTES - Math.min(size, PREFIX_BYTES)) << 3);
    }

    private int first() {
        int word = 0;
        for (int i = 0; i < Math.min(size, PREFIX_BYTES); i++) {
            word |= (Native.getByte(bytes + i) & 0xFF) << (i << 3);
        }
        return word & mask();
    }

    /// Whether the first bytes do not tell all.
    private boolean isLonger() {
        return end ? size > 0 : size > PREFIX_BYTES;
    }

    private int has(long view, long[] buffers, int first, int mask) {
        int found = mayHave(view, first, mask);
        return found != 0 && isLonger() ? found ^ differs(view, buffers) : found;
    }

    private int mayHave(long view, int first, int mask) {
        int shorter = (Native.getInt(view) - size) & Integer.MIN_VALUE;
        return (((Native.getInt(view + 4) & mask) ^ first) | shorter) == 0 ? 1 : 0;
    }

    /// Whether a string that is long enough differs from the affix where it should be.
    private int differs(long view, long[] buffers) {
        int length = Native.getInt(view);
        long text =
                length <= BytesColumn.INLINE_BYTES
                        ? view + 4
                        : buffers[Native.getInt(view + 8)] + Native.getInt(view + 12);
        long at = end ? text + length - size : text;
        long difference = 0;
        if (size >= Long.BYTES) {
            int last = size - Long.BYTES;
            for (int i = 0; i < last && difference == 0; i += Long.BYTES) {
                difference = Native.getLong(at + i) ^ Native.getLong(bytes + i);
            }
            // The last eight bytes may be those before them in part.
            difference |= Native.getLong(at + last) ^ Native.getLong(bytes + last);
        } else if (size >= Integer.BYTES) {
            int last = size - Integer.BYTES;
            difference = Native.getInt(at) ^ Native.getInt(bytes);
            difference |= Native.getInt(at + last) ^ Native.getInt(bytes + last);
        } else {
            for (int i = 0; i < size; i++) {
                difference |= Native.getByte(at + i) ^ Native.getByte(bytes + i);
            }
        }
        return difference == 0 ? 0 : 1;
    }
}
