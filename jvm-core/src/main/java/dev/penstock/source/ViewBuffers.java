package dev.penstock.source;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// The views of a column and the buffers that they point into, for writing.
///
/// A filtered column may point into buffers of which it needs little: those are not written whole, the texts are put
/// together anew.
final class ViewBuffers {
    private static final long WORTH_KEEPING = 4_096;
    private static final long MOST = Integer.MAX_VALUE - 7;

    private ViewBuffers() {}

    /// The views, then the buffers.
    static List<Buffer> of(ArrayData array, Assembly assembly) {
        long held = array.buffers().stream().skip(2).mapToLong(Buffer::bytes).sum();
        long needed = needed(array);
        long rows = array.length();
        var buffers = new ArrayList<Buffer>();
        if (held > WORTH_KEEPING + 2 * needed) {
            compact(array, needed, assembly, buffers);
            return buffers;
        }
        long from = array.buffer(1).address() + (array.offset() << 4);
        buffers.add(rows == 0 ? Buffer.NONE : new Buffer(from, rows << 4));
        array.buffers().stream().skip(2).forEach(buffers::add);
        return buffers;
    }

    private static long needed(ArrayData array) {
        Bitmap validity = array.validity();
        long views = array.buffer(1).address() + (array.offset() << 4);
        long needed = 0;
        for (long row = 0; row < array.length(); row++) {
            int size = Native.getInt(views + (row << 4));
            needed += size > BytesColumn.INLINE_BYTES && validity.get(row) ? size : 0;
        }
        return needed;
    }

    private static void compact(ArrayData array, long needed, Assembly assembly, List<Buffer> buffers) {
        Bitmap validity = array.validity();
        long views = array.buffer(1).address() + (array.offset() << 4);
        Buffer made = assembly.buffer(array.length() << 4);
        buffers.add(made);
        long room = needed == 0 ? 0 : assembly.room(needed);
        long start = 0;
        long at = 0;
        for (long row = 0; row < array.length(); row++) {
            long view = views + (row << 4);
            long to = made.address() + (row << 4);
            int size = validity.get(row) ? Native.getInt(view) : 0;
            Native.copy(view, to, 16);
            if (size <= BytesColumn.INLINE_BYTES) {
                if (!validity.get(row)) {
                    Native.fill(to, 16, (byte) 0);
                }
                continue;
            }
            if (at - start + size > MOST) {
                buffers.add(new Buffer(room + start, at - start));
                start = at;
            }
            long text = array.buffer(2 + Native.getInt(view + 8)).address() + Native.getInt(view + 12);
            Native.copy(text, room + at, size);
            Native.putInt(to + 8, buffers.size() - 1);
            Native.putInt(to + 12, (int) (at - start));
            at += size;
        }
        if (at > start) {
            buffers.add(new Buffer(room + start, at - start));
        }
    }
}
