package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.Views;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Whether the strings of a column equal a short constant. Views that carry their text are compared as two numbers, and
/// none is followed: a text that a view carries equals no longer one.
final class ViewEquality extends Node {
    private final ColumnNode column;
    private final Node otherwise;
    private final boolean not;
    private final long low;
    private final long high;

    private ViewEquality(ColumnNode column, byte[] text, Node otherwise, boolean not) {
        super(Kind.BITS);
        this.column = column;
        this.otherwise = otherwise;
        this.not = not;
        byte[] view = new byte[BytesColumn.VIEW_BYTES];
        view[0] = (byte) text.length;
        System.arraycopy(text, 0, view, Integer.BYTES, text.length);
        MemorySegment words = MemorySegment.ofArray(view);
        low = words.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        high = words.get(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES);
    }

    /// @param otherwise the same comparison for columns in other layouts, and what is returned for other constants
    /// @param not whether to ask for what differs
    static Node of(ColumnNode column, ConstantNode constant, Node otherwise, boolean not) {
        Object value = constant.value();
        if (column.kind() != Kind.BYTES || value == null) {
            return otherwise;
        }
        byte[] text = ConstantNode.bytes(value);
        return text.length <= BytesColumn.INLINE_BYTES ? new ViewEquality(column, text, otherwise, not) : otherwise;
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
        if (selection == null) {
            Views.equal(views + ((long) rows.from() << 4), low, high, bits, n);
        } else {
            Views.equal(views, selection, rows.from(), low, high, bits, n);
        }
        if (not) {
            BitLanes.not(bits, bits, n);
        }
    }
}
