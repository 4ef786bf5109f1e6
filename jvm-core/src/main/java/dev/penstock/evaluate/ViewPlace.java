package dev.penstock.evaluate;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.LongLanes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Where the view of each row lies, as a new column is to have it: in a column of views, in a copy of them that counts
/// the buffers of text anew, or that of a constant.
final class ViewPlace extends Node {
    private final Node leaf;
    private final @Nullable ColumnNode column;
    private int buffersBefore;
    private long room;

    /// @param leaf a column of views, or a constant
    ViewPlace(Node leaf) {
        super(Kind.LONGS);
        this.leaf = leaf;
        this.column = leaf instanceof ColumnNode node ? node : null;
    }

    /// Which column of the input this is; -1 for a constant.
    int index() {
        return column == null ? -1 : column.index();
    }

    /// How many buffers of text the new column has before those of this one.
    int buffersBefore() {
        return buffersBefore;
    }

    /// Says how many buffers of text the new column has before those of this one.
    void follow(int buffers) {
        buffersBefore = buffers;
    }

    /// Makes the view of a constant.
    ///
    /// @param buffer the number of the new column's own text
    void write(Rows rows, int buffer, ToLongFunction<byte[]> ownText) {
        Object value = ((ConstantNode) leaf).value();
        byte[] text = value == null ? new byte[0] : ConstantNode.bytes(value);
        if (room == 0) {
            room = rows.room(BytesColumn.VIEW_BYTES);
        }
        Native.fill(room, BytesColumn.VIEW_BYTES, (byte) 0);
        Native.putInt(room, text.length);
        boolean carried = text.length <= BytesColumn.INLINE_BYTES;
        MemorySegment view = Native.segment(room + Integer.BYTES, BytesColumn.INLINE_BYTES);
        MemorySegment.copy(MemorySegment.ofArray(text), 0, view, 0, carried ? text.length : Integer.BYTES);
        if (!carried) {
            Native.putInt(room + 8, buffer);
            Native.putInt(room + 12, (int) ownText.applyAsLong(text));
        }
    }

    @Override
    List<Node> inputs() {
        return List.of(leaf);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        int n = rows.count();
        long places = to.room();
        if (column == null) {
            to.nulls(((ConstantNode) leaf).value() == null);
            if (to.nulls()) {
                BitLanes.fill(to.valid(), n, false);
            }
            LongLanes.fill(room, places, n);
            return;
        }
        column.validity(rows, to, n);
        ArrayData data = rows.column(column.index());
        long views = data.buffer(1).address() + (data.offset() << 4);
        Selection selection = rows.selection();
        long from = rows.from();
        if (selection == null) {
            for (long i = 0; i < n; i++) {
                Native.putLong(places + (i << 3), views + ((from + i) << 4));
            }
        } else {
            for (long i = 0; i < n; i++) {
                Native.putLong(places + (i << 3), views + ((long) selection.row(from + i) << 4));
            }
        }
        if (buffersBefore > 0) {
            renumber(rows, places, n);
        }
    }

    /// Lets the places be those of copies that count the buffers of text from the new column's first one on.
    private void renumber(Rows rows, long places, int n) {
        if (room == 0) {
            room = rows.room((long) BytesColumn.VIEW_BYTES * LaneMemory.LANES);
        }
        for (long i = 0; i < n; i++) {
            long from = Native.getLong(places + (i << 3));
            long to = room + (i << 4);
            long end = Native.getLong(from + 8);
            Native.putLong(to, Native.getLong(from));
            Native.putLong(to + 8, Native.getInt(from) > BytesColumn.INLINE_BYTES ? end + buffersBefore : end);
            Native.putLong(places + (i << 3), to);
        }
    }
}
