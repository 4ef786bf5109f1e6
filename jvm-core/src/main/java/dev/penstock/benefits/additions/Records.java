package dev.penstock.benefits.additions;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// Rows of a fixed width in memory that grows, each with the number of a participant in its first four bytes; once all
/// are there, they are found by participant. It takes memory from the first row on, so making it never fails.
final class Records implements AutoCloseable {
    private static final long FIRST_ROWS = 1 << 12;

    private final Allocator allocator;
    private final int width;
    private @Nullable Block block;
    private long start;
    private int rows;
    private @Nullable Block order;
    private int[] ends = {};

    /// @param width bytes of a row
    Records(int width, Allocator allocator) {
        this.allocator = allocator;
        this.width = width;
    }

    int rows() {
        return rows;
    }

    /// Makes room for `count` more rows.
    ///
    /// @return where the first of them is; good until more are added
    long append(long count) {
        long all = rows + count;
        if (all > Integer.MAX_VALUE) {
            throw new PenstockException(ErrorCode.COMPUTE, "a table has more than 2,147,483,647 rows");
        }
        Block own = block;
        if (own == null || all * width > own.capacityBytes()) {
            long capacity = own == null ? FIRST_ROWS * width : 2 * own.capacityBytes();
            Block larger = allocator.allocate(Math.max(all * width, capacity));
            block = larger;
            start = larger.address();
            if (own != null) {
                Native.copy(own.address(), start, (long) rows * width);
                own.close();
            }
        }
        long first = at(rows);
        rows = (int) all;
        return first;
    }

    private long at(int row) {
        return start + (long) row * width;
    }

    /// Sorts the rows' numbers by participant: each row is counted, and then put where it belongs.
    void group(int participants) {
        int[] places = new int[participants + 1];
        for (int row = 0; row < rows; row++) {
            places[Native.getInt(at(row)) + 1]++;
        }
        for (int i = 1; i <= participants; i++) {
            places[i] += places[i - 1];
        }
        Block sorted = allocator.allocate(Math.max(1, (long) rows << 2));
        order = sorted;
        for (int row = 0; row < rows; row++) {
            int place = places[Native.getInt(at(row))]++;
            Native.putInt(sorted.address() + ((long) place << 2), row);
        }
        // Each place now is the end of its participant's rows.
        ends = places;
    }

    /// The first place of a participant's rows.
    int first(int participant) {
        return participant == 0 ? 0 : ends[participant - 1];
    }

    /// The place behind the last one of a participant's rows.
    int end(int participant) {
        return ends[participant];
    }

    /// The number of the row at a place.
    int row(int place) {
        if (order == null) {
            throw new IllegalStateException("rows are not grouped yet");
        }
        return Native.getInt(order.address() + ((long) place << 2));
    }

    /// Where the row with this number is.
    long address(int row) {
        return at(row);
    }

    /// Whose the row with this number is.
    int participant(int row) {
        return Native.getInt(at(row));
    }

    @Override
    public void close() {
        if (block != null) {
            block.close();
        }
        if (order != null) {
            order.close();
        }
    }
}
