package dev.penstock.kernel;

import static dev.penstock.kernel.Comparisons.putRest;

import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;

/// Loops over the views of strings, 16 bytes each: the size, then either the text of up to 12 bytes, or its first four
/// bytes and where it lies.
public final class Views {
    /// Longer texts on average are read in so many pieces that nobody waits for the first of them.
    private static final long MOST_BYTES = 256;

    private Views() {}

    /// Brings views into the cache, and the texts behind them if they lie one behind the other, as they mostly do; see
    /// [Native#touch].
    ///
    /// @param views of rows that are not null
    /// @param buffers where the texts are
    static void touch(long views, long[] buffers, long n) {
        Native.touch(views, n << 4);
        if (n == 0) {
            return;
        }
        long last = views + ((n - 1) << 4);
        boolean away =
                Native.getInt(views) > BytesColumn.INLINE_BYTES && Native.getInt(last) > BytesColumn.INLINE_BYTES;
        if (away && Native.getInt(views + 8) == Native.getInt(last + 8)) {
            long from = Native.getInt(views + 12);
            long end = (long) Native.getInt(last + 12) + Native.getInt(last);
            if (end > from && end - from <= n * MOST_BYTES) {
                Native.touch(buffers[Native.getInt(views + 8)] + from, end - from);
            }
        }
    }

    /// Which views are the two words `low` and `high`. Bits behind the last one are not defined.
    public static void equal(long views, long low, long high, long bits, long n) {
        Native.touch(views, n << 4);
        long whole = n & ~7L;
        for (long i = 0; i < whole; i += 8) {
            Native.putByte(bits + (i >>> 3), (byte) equalEight(views + (i << 4), low, high));
        }
        int rest = 0;
        for (long i = whole; i < n; i++) {
            rest |= equal(views + (i << 4), low, high) << (i & 7);
        }
        putRest(rest, bits, n);
    }

    /// Written out, as in [Comparisons].
    private static int equalEight(long at, long low, long high) {
        return equal(at, low, high)
                | equal(at + 16, low, high) << 1
                | equal(at + 32, low, high) << 2
                | equal(at + 48, low, high) << 3
                | equal(at + 64, low, high) << 4
                | equal(at + 80, low, high) << 5
                | equal(at + 96, low, high) << 6
                | equal(at + 112, low, high) << 7;
    }

    /// The same for the views of the selected rows `from` to `from + n`.
    public static void equal(long views, Selection rows, long from, long low, long high, long bits, long n) {
        for (long i = 0; i < n; i++) {
            long view = views + ((long) rows.row(from + i) << 4);
            BitLanes.put(bits, i, equal(view, low, high) != 0);
        }
    }

    private static int equal(long view, long low, long high) {
        return ((Native.getLong(view) ^ low) | (Native.getLong(view + 8) ^ high)) == 0 ? 1 : 0;
    }
}
