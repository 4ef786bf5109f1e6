package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Affix;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Whether the strings of a column begin or end with a constant. Views say how long a string is and how it begins, so
/// most strings need not be looked at.
final class ViewAffix extends Node {
    private final ColumnNode column;
    private final byte[] affix;
    private final Node otherwise;
    private final boolean end;
    private long written;
    private long batchStamp = -1;
    private long[] buffers = {};
    private boolean answers;

    private ViewAffix(ColumnNode column, byte[] affix, Node otherwise, boolean end) {
        super(Kind.BITS);
        this.column = column;
        this.affix = affix;
        this.otherwise = otherwise;
        this.end = end;
    }

    /// @param inputs the strings and the affix
    /// @param otherwise the same question for nulls and for columns in other layouts, and what is returned for others
    ///   than a column and a constant
    static Node of(List<Node> inputs, Node otherwise, boolean end) {
        if (!(inputs.get(0) instanceof ColumnNode column) || !(inputs.get(1) instanceof ConstantNode constant)) {
            return otherwise;
        }
        Object affix = constant.value();
        return affix == null ? otherwise : new ViewAffix(column, ConstantNode.bytes(affix), otherwise, end);
    }

    @Override
    List<Node> inputs() {
        return List.of(column, otherwise);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        ArrayData data = rows.column(column.index());
        int n = rows.count();
        enter(data, rows);
        if (!answers) {
            Choice.copy(otherwise.of(rows), to, Kind.BITS, n);
            return;
        }
        to.nulls(false);
        long views = data.buffer(1).address() + (data.offset() << 4);
        Selection selection = rows.selection();
        long bits = to.room();
        var wanted = new Affix(written, affix.length, end);
        if (selection == null) {
            wanted.of(views + ((long) rows.from() << 4), buffers, bits, n);
        } else {
            wanted.of(views, buffers, selection, rows.from(), bits, n);
        }
    }

    private void enter(ArrayData data, Rows rows) {
        if (written == 0) {
            written = rows.room(Math.max(1, affix.length));
            MemorySegment.copy(MemorySegment.ofArray(affix), 0, Native.ALL, written, affix.length);
        }
        if (batchStamp != rows.batchStamp()) {
            batchStamp = rows.batchStamp();
            answers = data.layout() instanceof Layout.Views && data.countNulls() == 0;
            buffers = data.buffers().stream().skip(2).mapToLong(Buffer::address).toArray();
        }
    }
}
