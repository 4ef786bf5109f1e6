package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// The smallest or largest decimals of 128 bits; null of nothing.
final class DecimalExtremes implements Accumulator {
    private final DataType type;
    private final int sign;
    private final Slots words;
    private final Slots seen;

    /// @param largest whether the largest are wanted
    DecimalExtremes(DataType type, boolean largest, Allocator allocator) {
        this.type = type;
        this.sign = largest ? -1 : 1;
        this.words = Slots.longs(allocator, 0);
        this.seen = Slots.flags(allocator);
    }

    static boolean handles(DataType type) {
        return type instanceof DataType.Decimal(int bits, _, _) && bits == 128;
    }

    @Override
    public void grow(long groups) {
        words.grow(groups * 2);
        seen.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        ArrayData data = rows.data();
        long values = data.buffer(1).address() + data.offset() * Wide.BYTES;
        long ids = rows.valid();
        for (long row = 0; row < rows.rows(); row++) {
            int group = Native.getInt(ids + (row << 2));
            if (group >= 0) {
                offer(group, values + (row << 4));
            }
        }
    }

    private void offer(int group, long value) {
        long at = at(group);
        if (seen.getByte(group) == 0 || Wide.compare(value, at, Wide.BYTES) * sign < 0) {
            Native.copy(value, at, Wide.BYTES);
            seen.putByte(group, (byte) 1);
        }
    }

    private long at(long group) {
        return words.address() + group * Wide.BYTES;
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (DecimalExtremes) other;
        for (long i = 0; i < from.count(); i++) {
            int source = from.row(i);
            if (same.seen.getByte(source) != 0) {
                offer(Native.getInt(to + (i << 2)), same.at(source));
            }
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Buffer values = assembly.buffer(groups.count() * Wide.BYTES);
        for (long i = 0; i < groups.count(); i++) {
            Native.copy(at(groups.row(i)), values.address() + i * Wide.BYTES, Wide.BYTES);
        }
        return Results.column(type, groups, assembly, values, group -> seen.getByte(group) != 0);
    }

    @Override
    public void close() {
        words.close();
        seen.close();
    }
}
