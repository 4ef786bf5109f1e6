package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// The smallest or largest strings, by their bytes; null of nothing.
final class ByteExtremes implements Accumulator {
    private final DataType type;
    private final int sign;
    private final ByteSlots strings;

    /// @param largest whether the largest are wanted
    ByteExtremes(DataType type, boolean largest, Allocator allocator) {
        this.type = type;
        this.sign = largest ? -1 : 1;
        this.strings = new ByteSlots(allocator);
    }

    @Override
    public void grow(long groups) {
        strings.grow(groups);
    }

    @Override
    public void add(GroupedColumn rows) {
        BytesColumn texts = BytesColumn.of(rows.data());
        long ids = rows.valid();
        for (long row = 0; row < rows.rows(); row++) {
            int group = Native.getInt(ids + (row << 2));
            if (group >= 0) {
                offer(group, texts.address(row), texts.size(row));
            }
        }
    }

    private void offer(int group, long address, int size) {
        if (!strings.has(group)
                || Bytes.compare(address, size, strings.address(group), strings.size(group)) * sign < 0) {
            strings.put(group, address, size);
        }
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        ByteSlots more = ((ByteExtremes) other).strings;
        for (long i = 0; i < from.count(); i++) {
            int source = from.row(i);
            if (more.has(source)) {
                offer(Native.getInt(to + (i << 2)), more.address(source), more.size(source));
            }
        }
    }

    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        return strings.column(type, groups, assembly, strings::has);
    }

    @Override
    public void close() {
        strings.close();
    }
}
