package dev.penstock.kernel.sort;

import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.GatherFixed;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.BlockPool;
import dev.penstock.memory.Lease;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// Values of one width in pages of [#PAGE_ROWS] rows, each a block that the pool can take back and give again. Rows are
/// written to any place, and then read page by page.
final class PagedColumn implements AutoCloseable {
    private static final int PAGE_BITS = 18;

    /// Rows of a page: 2 MiB of values of 8 bytes.
    static final long PAGE_ROWS = 1L << PAGE_BITS;

    private static final long MASK = PAGE_ROWS - 1;

    private final int width;
    private final List<Lease> pages = new ArrayList<>();
    private final Block addresses;

    /// Room for `rows` rows of any content.
    PagedColumn(int width, long rows, Allocator allocator) {
        this.width = width;
        long count = (rows + PAGE_ROWS - 1) >>> PAGE_BITS;
        addresses = allocator.allocate(Math.max(1, count) << 3);
        try {
            for (long page = 0; page < count; page++) {
                Block block = allocator.allocate(Math.max(1, Math.min(PAGE_ROWS, rows - (page << PAGE_BITS)) * width));
                pages.add(Lease.of(block::close));
                Native.putLong(addresses.address() + (page << 3), block.address());
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// How much memory `rows` rows take: pages come in sizes of their own.
    static long bytes(int width, long rows) {
        long last = rows & MASK;
        long whole = (rows >>> PAGE_BITS) * BlockPool.capacityFor(PAGE_ROWS * width);
        return whole + (last == 0 ? 0 : BlockPool.capacityFor(last * width));
    }

    int width() {
        return width;
    }

    /// Where the value of a row lies; values follow one another to the end of the row's page.
    long address(long row) {
        return page(row) + (row & MASK) * width;
    }

    private long page(long row) {
        return Native.getLong(addresses.address() + (row >>> PAGE_BITS << 3));
    }

    /// How many rows from `row` on lie behind one another, at most `most`.
    static long together(long row, long most) {
        return Math.min(most, PAGE_ROWS - (row & MASK));
    }

    /// A share in the page of `row`.
    Lease share(long row) {
        return pages.get((int) (row >>> PAGE_BITS)).share();
    }

    /// Gives the page of `row` back, as far as it is this column's.
    void release(long row) {
        pages.get((int) (row >>> PAGE_BITS)).close();
    }

    /// Writes `count` values to the rows that `places` names, four bytes each.
    void scatter(long from, long places, long count) {
        long table = addresses.address();
        switch (width) {
            case 1 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(places + (i << 2));
                    Native.putByte(at(table, row) + (row & MASK), Native.getByte(from + i));
                }
            }
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(places + (i << 2));
                    Native.putShort(at(table, row) + ((row & MASK) << 1), Native.getShort(from + (i << 1)));
                }
            }
            case 4 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(places + (i << 2));
                    Native.putInt(at(table, row) + ((row & MASK) << 2), Native.getInt(from + (i << 2)));
                }
            }
            case 8 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(places + (i << 2));
                    Native.putLong(at(table, row) + ((row & MASK) << 3), Native.getLong(from + (i << 3)));
                }
            }
            case 16 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(places + (i << 2));
                    long to = at(table, row) + ((row & MASK) << 4);
                    Native.putLong(to, Native.getLong(from + (i << 4)));
                    Native.putLong(to + 8, Native.getLong(from + (i << 4) + 8));
                }
            }
            default -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(places + (i << 2));
                    Bytes.copy(from + i * width, at(table, row) + (row & MASK) * width, width);
                }
            }
        }
    }

    private static long at(long table, long row) {
        return Native.getLong(table + (row >>> PAGE_BITS << 3));
    }

    /// The values of `count` rows from `row` on, behind one another: where they lie, or copied to `room`.
    long read(long row, long count, long room) {
        if (together(row, count) == count) {
            return address(row);
        }
        copy(row, count, room);
        return room;
    }

    private void copy(long row, long count, long to) {
        for (long done = 0; done < count; ) {
            long here = together(row + done, count - done);
            Native.copy(address(row + done), to + done * width, here * width);
            done += here;
        }
    }

    /// Puts `count` rows from `row` on into another order.
    ///
    /// @param order which of them comes where, counted from `row`
    /// @param room for their values
    void permute(long row, long count, Selection order, long room) {
        copy(row, count, room);
        for (long done = 0; done < count; ) {
            long here = together(row + done, count - done);
            var rows = new Selection(order.address() + Selection.bytes(done), here);
            GatherFixed.values(room, width, rows, address(row + done));
            done += here;
        }
    }

    @Override
    public void close() {
        pages.forEach(Lease::close);
        addresses.close();
    }
}
