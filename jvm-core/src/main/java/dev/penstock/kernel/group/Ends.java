package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import org.jspecify.annotations.Nullable;

/// The first or last value of each group, in the order of the input, whichever worker saw it.
final class Ends implements Accumulator {
    private final DataType type;
    private final boolean last;
    private final boolean ignoreNulls;

    /// Where the row stands that each group's value comes from.
    private final Slots places;

    private final Slots values;
    private final Slots valid;
    private final @Nullable ByteSlots strings;

    /// @param last whether the last values are wanted
    /// @param ignoreNulls whether nulls are passed over
    Ends(DataType type, boolean last, boolean ignoreNulls, Allocator allocator) {
        this.type = type;
        this.last = last;
        this.ignoreNulls = ignoreNulls;
        this.places = Slots.longs(allocator, last ? -1 : Long.MAX_VALUE);
        this.values = Slots.longs(allocator, 0);
        this.valid = Slots.flags(allocator);
        this.strings = ByteKeys.handles(type) ? new ByteSlots(allocator) : null;
    }

    @Override
    public void grow(long groups) {
        places.grow(groups);
        valid.grow(groups);
        if (strings == null) {
            values.grow(groups);
        } else {
            strings.grow(groups);
        }
    }

    @Override
    public void add(GroupedColumn rows) {
        long ids = ignoreNulls ? rows.valid() : rows.chosen();
        Bitmap known = rows.validRows();
        long numbers = strings != null ? 0 : type.isFloat() ? rows.doubles() : rows.longs();
        BytesColumn texts = strings == null ? null : BytesColumn.of(rows.data());
        long place = rows.sequence();
        for (long row = 0; row < rows.rows(); row++) {
            int group = Native.getInt(ids + (row << 2));
            if (group >= 0 && isBetter(place, places.getLong(group))) {
                places.putLong(group, place);
                boolean isKnown = known.get(row);
                valid.putByte(group, (byte) (isKnown ? 1 : 0));
                if (strings == null || texts == null) {
                    values.putLong(group, Native.getLong(numbers + (row << 3)));
                } else if (isKnown) {
                    strings.put(group, texts.address(row), texts.size(row));
                }
            }
        }
    }

    /// Rows of one place come in their order, so of those the first stays first and the last becomes last.
    private boolean isBetter(long place, long current) {
        return last ? place >= current : place < current;
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (Ends) other;
        for (long i = 0; i < from.count(); i++) {
            int source = from.row(i);
            int group = Native.getInt(to + (i << 2));
            if (isBetter(same.places.getLong(source), places.getLong(group))) {
                places.putLong(group, same.places.getLong(source));
                valid.putByte(group, same.valid.getByte(source));
                if (strings == null || same.strings == null) {
                    values.putLong(group, same.values.getLong(source));
                } else if (same.valid.getByte(source) != 0) {
                    strings.put(group, same.strings.address(source), same.strings.size(source));
                }
            }
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        Results.Test known = group -> valid.getByte(group) != 0;
        if (strings != null) {
            return strings.column(type, groups, assembly, known);
        }
        return type.isFloat()
                ? Results.doubles(type, groups, assembly, values::getDouble, known)
                : Results.longs(type, groups, assembly, values::getLong, known);
    }

    @Override
    public void close() {
        places.close();
        values.close();
        valid.close();
        if (strings != null) {
            strings.close();
        }
    }
}
