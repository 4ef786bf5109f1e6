package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// The parts of [Relayout] for strings.
final class RelayoutBytes {
    /// How far into a buffer a view can point.
    private static final long REACH = Integer.MAX_VALUE;

    private RelayoutBytes() {}

    static ArrayData offsets(ArrayData array, DataType type, int width, Assembly assembly) {
        BytesColumn from = BytesColumn.of(array);
        Buffer offsets = assembly.buffer((array.length() + 1) * width);
        long total = 0;
        GatherBytes.putOffset(offsets.address(), width, 0, 0);
        for (long row = 0; row < array.length(); row++) {
            total += from.isNull(row) ? 0 : from.size(row);
            GatherBytes.putOffset(offsets.address(), width, row + 1, total);
        }
        GatherBytes.checkTotal(type, width, total);
        Buffer bytes = assembly.buffer(total);
        long to = bytes.address();
        for (long row = 0; row < array.length(); row++) {
            if (!from.isNull(row)) {
                Bytes.copy(from.address(row), to, from.size(row));
                to += from.size(row);
            }
        }
        var plain = new ArrayData(type, array.length(), 0, 0, List.of(Buffer.NONE, offsets, bytes), List.of(), null);
        return Validity.of(array, plain, assembly);
    }

    /// Views into the bytes that are there; bytes beyond the reach of a view's 31 bits are seen through further
    /// buffers.
    static ArrayData views(ArrayData array, DataType type, Assembly assembly) {
        BytesColumn from = BytesColumn.of(array);
        Buffer views = assembly.buffer(array.length() * BytesColumn.VIEW_BYTES);
        var buffers = new ArrayList<Buffer>();
        buffers.add(Buffer.NONE);
        buffers.add(views);
        int width = ((Layout.Variable) array.layout()).offsetBytes();
        long end = array.buffer(2).address() + ConcatenateBytes.end(array, width);
        long base = 0;
        for (long row = 0; row < array.length(); row++) {
            int size = from.isNull(row) ? 0 : from.size(row);
            long address = from.address(row);
            if (size > BytesColumn.INLINE_BYTES && (buffers.size() == 2 || address + size - base > REACH)) {
                base = address;
                buffers.add(new Buffer(base, Math.min(end - base, REACH)));
            }
            put(views.address() + (row << 4), address, size, buffers.size() - 3, address - base);
        }
        var plain = new ArrayData(type, array.length(), 0, 0, buffers, List.of(), null);
        return Validity.of(array, plain, assembly);
    }

    /// Writes the view of the `size` bytes at `address`, which lie `offset` bytes into data buffer `buffer`.
    static void put(long view, long address, int size, int buffer, long offset) {
        Native.putLong(view, size);
        Native.putLong(view + 8, 0);
        if (size <= BytesColumn.INLINE_BYTES) {
            Bytes.copy(address, view + 4, size);
        } else {
            Native.putInt(view + 4, Native.getInt(address));
            Native.putInt(view + 8, buffer);
            Native.putInt(view + 12, (int) offset);
        }
    }
}
