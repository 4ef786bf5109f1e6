package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.Views;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Whether the strings of a column equal a constant. Where views carry a text of its size they are compared as two
/// numbers, and none is followed; of a longer one, only views of its size and its first bytes are.
final class ViewEquality extends Node {
    /// Of a text that a view does not carry, it has so many bytes.
    private static final int PREFIX_BYTES = 4;

    private final ColumnNode column;
    private final Node otherwise;
    private final boolean not;
    private final byte[] text;
    private final long low;
    private final long high;
    private long copy;

    private ViewEquality(ColumnNode column, byte[] text, Node otherwise, boolean not) {
        super(Kind.BITS);
        this.column = column;
        this.text = text;
        this.otherwise = otherwise;
        this.not = not;
        byte[] view = new byte[BytesColumn.VIEW_BYTES];
        MemorySegment words = MemorySegment.ofArray(view);
        words.set(ValueLayout.JAVA_INT_UNALIGNED, 0, text.length);
        int carried = isCarried(text) ? text.length : PREFIX_BYTES;
        System.arraycopy(text, 0, view, Integer.BYTES, carried);
        low = words.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        high = words.get(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES);
    }

    private static boolean isCarried(byte[] text) {
        return text.length <= BytesColumn.INLINE_BYTES;
    }

    /// @param otherwise the same comparison for columns in other layouts, and what is returned for null
    /// @param not whether to ask for what differs
    static Node of(ColumnNode column, ConstantNode constant, Node otherwise, boolean not) {
        Object value = constant.value();
        if (column.kind() != Kind.BYTES || value == null) {
            return otherwise;
        }
        return new ViewEquality(column, ConstantNode.bytes(value), otherwise, not);
    }

    @Override
    List<Node> inputs() {
        return List.of(column, otherwise);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        ArrayData data = rows.column(column.index());
        int n = rows.count();
        if (!(data.layout() instanceof Layout.Views)) {
            Choice.copy(otherwise.of(rows), to, Kind.BITS, n);
            return;
        }
        column.validity(rows, to, n);
        long views = data.buffer(1).address() + (data.offset() << 4);
        Selection selection = rows.selection();
        long bits = to.room();
        if (!isCarried(text)) {
            longer(BytesColumn.of(data), views, rows, bits, n);
        } else if (selection == null) {
            Views.equal(views + ((long) rows.from() << 4), low, high, bits, n);
        } else {
            Views.equal(views, selection, rows.from(), low, high, bits, n);
        }
        if (not) {
            BitLanes.not(bits, bits, n);
        }
    }

    private void longer(BytesColumn strings, long views, Rows rows, long bits, int n) {
        if (copy == 0) {
            copy = rows.room(text.length);
            MemorySegment.copy(MemorySegment.ofArray(text), 0, Native.ALL, copy, text.length);
        }
        Selection selection = rows.selection();
        long from = rows.from();
        for (long start = 0; start < n; start += Long.SIZE) {
            long word = 0;
            for (long i = start; i < Math.min(start + Long.SIZE, n); i++) {
                long row = selection == null ? from + i : selection.row(from + i);
                if (Native.getLong(views + (row << 4)) == low && Bytes.equal(strings.address(row), copy, text.length)) {
                    word |= 1L << i;
                }
            }
            Native.putLong(bits + (start >>> 3), word);
        }
    }
}
