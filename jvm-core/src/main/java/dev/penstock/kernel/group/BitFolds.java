package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Integers and booleans put together bit by bit; null of nothing.
final class BitFolds implements Accumulator {
    /// How two bits become one.
    enum Fold {
        AND(-1),
        OR(0),
        XOR(0);

        private final long neutral;

        Fold(long neutral) {
            this.neutral = neutral;
        }
    }

    private final DataType type;
    private final Fold fold;
    private final Slots bits;
    private final Slots seen;

    BitFolds(DataType type, Fold fold, Allocator allocator) {
        this.type = type;
        this.fold = fold;
        this.bits = Slots.longs(allocator, fold.neutral);
        this.seen = Slots.flags(allocator);
    }

    @Override
    public void grow(long groups) {
        bits.grow(groups);
        seen.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        long ids = rows.valid();
        long values = rows.longs();
        long to = bits.address();
        long marks = seen.address();
        for (long row = 0; row < rows.rows(); row++) {
            long group = Native.getInt(ids + (row << 2));
            long at = to + (group << 3);
            Native.putLong(at, folded(Native.getLong(at), Native.getLong(values + (row << 3))));
            Native.putByte(marks + group, (byte) 1);
        }
    }

    private long folded(long a, long b) {
        return switch (fold) {
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
        };
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (BitFolds) other;
        for (long i = 0; i < from.count(); i++) {
            int group = Native.getInt(to + (i << 2));
            bits.putLong(group, folded(bits.getLong(group), same.bits.getLong(from.row(i))));
            seen.putByte(group, (byte) (seen.getByte(group) | same.seen.getByte(from.row(i))));
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return Results.longs(type, groups, assembly, bits::getLong, group -> seen.getByte(group) != 0);
    }

    @Override
    public void close() {
        bits.close();
        seen.close();
    }
}
