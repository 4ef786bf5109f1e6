package dev.penstock.kernel.group;

import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;

/// Puts row numbers in the order of a comparison; rows that are equal keep their order.
final class RowMergeSort {
    private RowMergeSort() {}

    /// @param room as large as `rows`
    static void sort(Selection rows, RowComparison order, long room) {
        long from = rows.address();
        long to = room;
        long count = rows.count();
        for (long width = 1; width < count; width <<= 1) {
            for (long low = 0; low < count; low += width << 1) {
                merge(from, to, low, Math.min(low + width, count), Math.min(low + (width << 1), count), order);
            }
            long other = from;
            from = to;
            to = other;
        }
        if (from != rows.address()) {
            Native.copy(from, rows.address(), Selection.bytes(count));
        }
    }

    private static void merge(long from, long to, long low, long middle, long high, RowComparison order) {
        long left = low;
        long right = middle;
        for (long i = low; i < high; i++) {
            boolean takeLeft =
                    left < middle && (right >= high || order.compare(row(from, left), row(from, right)) <= 0);
            Native.putInt(to + (i << 2), row(from, takeLeft ? left++ : right++));
        }
    }

    private static int row(long rows, long index) {
        return Native.getInt(rows + (index << 2));
    }
}
