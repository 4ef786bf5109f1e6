package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Whether any or all are true. Nulls either do not count, or they leave open what nothing else decides.
final class Truths implements Accumulator {
    private static final int FALSE = 1;
    private static final int TRUE = 2;
    private static final int NULL = 4;

    private final DataType type;
    private final int decisive;
    private final boolean ignoreNulls;
    private final Slots seen;

    /// @param any whether one that is true decides; else one that is false does
    Truths(DataType type, boolean any, boolean ignoreNulls, Allocator allocator) {
        this.type = type;
        this.decisive = any ? TRUE : FALSE;
        this.ignoreNulls = ignoreNulls;
        this.seen = Slots.flags(allocator);
    }

    @Override
    public void grow(long groups) {
        seen.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        boolean allNull = rows.data().type() instanceof DataType.Null;
        Bitmap values = allNull ? Bitmap.allSet(rows.rows()) : rows.data().bits();
        Bitmap valid = rows.validRows();
        long ids = rows.chosen();
        long to = seen.address();
        for (long base = 0; base < rows.rows(); base += 64) {
            long value = values.word(base);
            long known = valid.word(base);
            for (long lane = 0; lane < Math.min(64, rows.rows() - base); lane++) {
                long at = to + Native.getInt(ids + ((base + lane) << 2));
                int flag = (known >>> lane & 1) == 0 ? NULL : (value >>> lane & 1) == 0 ? FALSE : TRUE;
                Native.putByte(at, (byte) (Native.getByte(at) | flag));
            }
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        Slots more = ((Truths) other).seen;
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            seen.putByte(group, (byte) (seen.getByte(group) | more.getByte(from.row(i))));
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.bools(
                type,
                groups,
                assembly,
                group -> ((seen.getByte(group) & decisive) != 0) == (decisive == TRUE),
                ignoreNulls ? Results.ALL : group -> (seen.getByte(group) & (decisive | NULL)) != NULL);
    }

    @Override
    public void close() {
        seen.close();
    }
}
