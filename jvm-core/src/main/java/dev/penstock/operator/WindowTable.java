package dev.penstock.operator;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// The windows that were found: for each of them the places of its rows, its bounds and its label.
final class WindowTable implements AutoCloseable {
    private static final long FIRST_ROOM = 1 << 10;
    private static final int FROM = 0;
    private static final int END = 8;
    private static final int LABEL = 16;
    private static final int LOWER = 24;
    private static final int UPPER = 32;

    private final Allocator allocator;
    private final int width;
    private Block block;
    private long count;
    private long rows;

    /// @param bounded whether bounds are kept
    WindowTable(boolean bounded, Allocator allocator) {
        this.allocator = allocator;
        this.width = bounded ? 40 : 24;
        this.block = allocator.allocate(FIRST_ROOM * width);
    }

    /// Another window, of places `from` to `to` without the end. One without rows has a row that is not in it, the one
    /// at place `from`.
    void add(long from, long to, long label, long lower, long upper) {
        long at = next();
        boolean empty = from == to;
        rows += empty ? 1 : to - from;
        write(at, empty ? ~from : from, rows, label, lower, upper);
        count++;
    }

    private void write(long at, long from, long end, long label, long lower, long upper) {
        Native.putLong(at + FROM, from);
        Native.putLong(at + END, end);
        Native.putLong(at + LABEL, label);
        if (width > LOWER) {
            Native.putLong(at + LOWER, lower);
            Native.putLong(at + UPPER, upper);
        }
    }

    private long next() {
        if ((count + 1) * width > block.capacityBytes()) {
            grow(2 * block.capacityBytes());
        }
        return block.address() + count * width;
    }

    private void grow(long bytes) {
        Block larger = allocator.allocate(bytes);
        Native.copy(block.address(), larger.address(), count * width);
        block.close();
        block = larger;
    }

    /// Counts so many windows more, which are to be [#put]; the number of the first of them.
    long room(long more) {
        long first = count;
        long bytes = (count + more) * width;
        if (bytes > block.capacityBytes()) {
            grow(Math.max(bytes, 2 * block.capacityBytes()));
        }
        count += more;
        return first;
    }

    /// What [#add] says of a window that there is room for. Windows may be put in any order, by any thread; they are
    /// known when [#total] has been called.
    void put(long window, long from, long to, long label, long lower, long upper) {
        boolean empty = from == to;
        write(address(window), empty ? ~from : from, empty ? 1 : to - from, label, lower, upper);
    }

    /// Makes of the rows of each window, all of which were put, those up to its end.
    void total() {
        rows = 0;
        for (long window = 0; window < count; window++) {
            rows += Native.getLong(address(window) + END);
            Native.putLong(address(window) + END, rows);
        }
    }

    /// How many rows all windows have together.
    long rows() {
        return rows;
    }

    /// How many windows there are.
    long count() {
        return count;
    }

    /// How many rows the window has, or 1 for the row that stands for it.
    long rows(long window) {
        return end(window) - start(window);
    }

    /// The place behind the window's last row, or behind the row that stands for it.
    long to(long window) {
        return from(window) + rows(window);
    }

    private long address(long window) {
        return block.address() + window * width;
    }

    /// The place of the window's first row.
    long from(long window) {
        long from = Native.getLong(address(window) + FROM);
        return from < 0 ? ~from : from;
    }

    boolean isEmpty(long window) {
        return Native.getLong(address(window) + FROM) < 0;
    }

    /// How many rows there are in all windows before this one.
    long start(long window) {
        return window == 0 ? 0 : end(window - 1);
    }

    /// How many rows there are up to the window's last one.
    long end(long window) {
        return Native.getLong(address(window) + END);
    }

    long label(long window) {
        return Native.getLong(address(window) + LABEL);
    }

    long lower(long window) {
        return Native.getLong(address(window) + LOWER);
    }

    long upper(long window) {
        return Native.getLong(address(window) + UPPER);
    }

    /// Writes the labels of windows `first` to `first + some`, eight bytes each.
    void labels(long first, long some, long to) {
        copy(LABEL, first, some, to);
    }

    /// Writes where they begin.
    void lowers(long first, long some, long to) {
        copy(LOWER, first, some, to);
    }

    /// Writes where they end.
    void uppers(long first, long some, long to) {
        copy(UPPER, first, some, to);
    }

    private void copy(int field, long first, long some, long to) {
        long from = address(first) + field;
        for (long i = 0; i < some; i++) {
            Native.putLong(to + (i << 3), Native.getLong(from + i * width));
        }
    }

    /// The window that has row number `row` of all.
    long windowOf(long row) {
        long low = 0;
        long high = count - 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (end(middle) <= row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public void close() {
        block.close();
    }
}
