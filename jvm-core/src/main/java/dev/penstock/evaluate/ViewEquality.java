package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Flags;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;

/// Whether the strings of a column equal a short constant. Views that carry their text are compared as two numbers, and
/// none is followed: a text that a view carries equals no longer one.
final class ViewEquality extends Node {
    private final ColumnNode column;
    private final Node otherwise;
    private final boolean not;
    private final long low;
    private final long high;
    private final Flags flags = new Flags();

    /// @param text at most as long as a view carries
    /// @param otherwise the same comparison for columns in other layouts
    /// @param not whether to ask for what differs
    ViewEquality(ColumnNode column, byte[] text, Node otherwise, boolean not) {
        super(Kind.BITS);
        this.column = column;
        this.otherwise = otherwise;
        this.not = not;
        byte[] view = new byte[BytesColumn.VIEW_BYTES];
        view[0] = (byte) text.length;
        System.arraycopy(text, 0, view, Integer.BYTES, text.length);
        MemorySegment words = MemorySegment.ofArray(view);
        low = words.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
        high = words.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES);
    }

    static boolean fits(byte[] text) {
        return text.length <= BytesColumn.INLINE_BYTES;
    }

    @Override
    void compute(Rows rows, Lanes to) {
        ArrayData data = rows.column(column.index());
        int n = rows.count();
        if (!(data.layout() instanceof Layout.Views)) {
            Lanes known = otherwise.of(rows);
            Choice.copy(Kind.BITS, known, to, n);
            return;
        }
        column.validity(rows, to, n);
        long views = data.buffer(1).address() + (data.offset() << 4);
        Selection selection = rows.selection();
        if (selection == null) {
            dense(views + ((long) rows.from() << 4), flags.longs(), n);
        } else {
            selected(views, selection, rows.from(), flags.longs(), n);
        }
        flags.pack(to.bits(), n);
        if (not) {
            BitLanes.not(to.bits(), to.bits(), n);
        }
    }

    private void dense(long views, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            long at = views + ((long) i << 4);
            long difference = (Native.getLong(at) ^ low) | (Native.getLong(at + 8) ^ high);
            to[i] = difference == 0 ? 1 : 0;
        }
    }

    private void selected(long views, Selection rows, long from, long[] to, int n) {
        for (int i = 0; i < n; i++) {
            long at = views + ((long) rows.row(from + i) << 4);
            long difference = (Native.getLong(at) ^ low) | (Native.getLong(at + 8) ^ high);
            to[i] = difference == 0 ? 1 : 0;
        }
    }
}
