package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Where the runs of a run-end encoded column end, counted from the column's own first row.
///
/// @param address of the first run end
/// @param width bytes of a run end: 2, 4 or 8
/// @param runs how many there are, those in front of the first row and behind the last one included
/// @param offset rows in front of the column's first row
record RunEnds(long address, int width, long runs, long offset) {
    static RunEnds of(ArrayData array) {
        ArrayData ends = array.children().get(0);
        int width = ((Layout.Fixed) ends.layout()).width();
        return new RunEnds(ends.buffer(1).address() + ends.offset() * width, width, ends.length(), array.offset());
    }

    /// The end of `run`: the first row that is not part of it.
    long end(long run) {
        long raw =
                switch (width) {
                    case 2 -> Native.getShort(address + (run << 1));
                    case 4 -> Native.getInt(address + (run << 2));
                    default -> Native.getLong(address + (run << 3));
                };
        return raw - offset;
    }

    /// The run that `row` lies in. O(1) when it is run `guess` or the one behind it, else O(log runs).
    long find(long row, long guess) {
        if (row < end(guess)) {
            if (guess == 0 || row >= end(guess - 1)) {
                return guess;
            }
        } else if (guess + 1 < runs && row < end(guess + 1)) {
            return guess + 1;
        }
        long low = 0;
        long high = runs - 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (row < end(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /// Writes run end number `index` of `width` bytes.
    static void put(long base, int width, long index, long end) {
        switch (width) {
            case 2 -> Native.putShort(base + (index << 1), (short) end);
            case 4 -> Native.putInt(base + (index << 2), (int) end);
            default -> Native.putLong(base + (index << 3), end);
        }
    }

    /// @throws PenstockException with code COMPUTE when run ends of `width` bytes cannot count to `rows`
    static void check(DataType type, int width, long rows) {
        if (width < 8 && rows > (1L << (8 * width - 1)) - 1) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "%,d rows in one batch are more than %s can number".formatted(rows, type))
                    .hint("use wider run ends, or smaller batches");
        }
    }
}
