package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;

/// A sieve for rows of all types, and all ways to choose.
public final class RowSieve implements Sieve {
    /// So many different rows are met before it is asked whether many are dropped: of few, tables are small, and cost
    /// little even if nothing is dropped.
    private static final int MANY = 1 << 17;

    private final RowKeys keys;
    private final Kept kept;
    private final Slots marks;
    private final Block ids;
    private long seen;
    private long passed;

    /// @param types of the columns that tell rows apart: at least one, all of them handled by [RowKeys]
    public RowSieve(List<DataType> types, Kept kept, Allocator allocator) {
        this.kept = kept;
        keys = new RowKeys(types, allocator);
        try {
            marks = kept == Kept.ALONE ? Slots.flags(allocator) : new Slots(allocator, Integer.BYTES, 0);
            ids = allocator.allocate(Selection.bytes(GroupedColumn.MOST_ROWS));
        } catch (Throwable e) {
            keys.close();
            throw e;
        }
    }

    @Override
    public Selection pass(List<ArrayData> columns, long to) {
        long rows = columns.getFirst().length();
        int known = keys.count();
        keys.find(columns, ids.address());
        long count =
                switch (kept) {
                    case FIRST -> keys.count() == known ? 0 : fresh(rows, known, to);
                    case LAST -> last(rows, to);
                    case ALONE -> twice(rows, to);
                };
        seen += rows;
        passed += count;
        return new Selection(to, count);
    }

    @Override
    public boolean isUseless() {
        return keys.count() > MANY && 2 * passed > seen;
    }

    private int id(long row) {
        return Native.getInt(ids.address() + (row << 2));
    }

    /// New numbers come one after the other, so no row needs a look at what was seen.
    private int fresh(long rows, int known, long to) {
        int next = known;
        for (long row = 0; row < rows; row++) {
            Native.putInt(to + ((long) (next - known) << 2), (int) row);
            next += id(row) == next ? 1 : 0;
        }
        return next - known;
    }

    /// The last of each kind among these rows; later ones may come.
    private long last(long rows, long to) {
        marks.grow(keys.count());
        for (long row = 0; row < rows; row++) {
            marks.putInt(id(row), (int) row);
        }
        long count = 0;
        for (long row = 0; row < rows; row++) {
            Native.putInt(to + (count << 2), (int) row);
            count += marks.getInt(id(row)) == row ? 1 : 0;
        }
        return count;
    }

    /// Two of each kind show that none of them is alone.
    private long twice(long rows, long to) {
        marks.grow(keys.count());
        long count = 0;
        for (long row = 0; row < rows; row++) {
            int mark = marks.getByte(id(row));
            int passes = mark < 2 ? 1 : 0;
            marks.putByte(id(row), (byte) (mark + passes));
            Native.putInt(to + (count << 2), (int) row);
            count += passes;
        }
        return count;
    }

    @Override
    public void close() {
        keys.close();
        marks.close();
        ids.close();
    }
}
