package dev.penstock.kernel;

import static dev.penstock.kernel.GatherBytes.offset;
import static dev.penstock.kernel.GatherBytes.putOffset;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The loops of [Concatenate] over strings.
final class ConcatenateBytes {
    private ConcatenateBytes() {}

    static List<Buffer> offsetsAndBytes(List<ArrayData> parts, int width, Assembly assembly) {
        long total = 0;
        for (ArrayData part : parts) {
            total += end(part, width) - start(part, width);
        }
        GatherBytes.checkTotal(parts.getFirst().type(), width, total);
        Buffer offsets = assembly.buffer((Concatenate.rows(parts) + 1) * width);
        Buffer bytes = assembly.buffer(total);
        long row = 0;
        long at = 0;
        putOffset(offsets.address(), width, 0, 0);
        for (ArrayData part : parts) {
            long start = start(part, width);
            long base = part.buffer(1).address() + part.offset() * width;
            for (long i = 1; i <= part.length(); i++) {
                putOffset(offsets.address(), width, row + i, offset(base, width, i) - start + at);
            }
            long count = end(part, width) - start;
            if (count > 0) {
                Native.copy(part.buffer(2).address() + start, bytes.address() + at, count);
            }
            row += part.length();
            at += count;
        }
        return List.of(offsets, bytes);
    }

    /// The first offset of the part's rows; 0 for no rows, whose offsets may not be there.
    static long start(ArrayData part, int width) {
        return part.length() == 0 ? 0 : offset(part.buffer(1).address(), width, part.offset());
    }

    /// The last offset of the part's rows; 0 for no rows.
    static long end(ArrayData part, int width) {
        return part.length() == 0 ? 0 : offset(part.buffer(1).address(), width, part.offset() + part.length());
    }

    /// The views, then the data buffers of all parts. A buffer that several parts share comes once.
    static List<Buffer> views(List<ArrayData> parts, Assembly assembly) {
        Buffer views = assembly.buffer(Concatenate.rows(parts) * BytesColumn.VIEW_BYTES);
        var buffers = new ArrayList<Buffer>();
        buffers.add(views);
        Map<Buffer, Integer> positions = new HashMap<>();
        long to = views.address();
        for (ArrayData part : parts) {
            int[] position = new int[part.buffers().size() - 2];
            for (int i = 0; i < position.length; i++) {
                Buffer data = part.buffer(i + 2);
                Integer known = positions.putIfAbsent(data, buffers.size() - 1);
                if (known == null) {
                    known = buffers.size() - 1;
                    buffers.add(data);
                }
                position[i] = known;
            }
            copyViews(part, position, to);
            to += part.length() * BytesColumn.VIEW_BYTES;
        }
        return buffers;
    }

    /// Copies a part's views, renumbering the buffers of the long ones. Views of null rows become the empty string.
    private static void copyViews(ArrayData part, int[] position, long to) {
        long from = part.buffer(1).address() + part.offset() * BytesColumn.VIEW_BYTES;
        Bitmap validity = part.validity();
        for (long row = 0; row < part.length(); row++) {
            long view = from + (row << 4);
            long head = validity.get(row) ? Native.getLong(view) : 0;
            long tail = validity.get(row) ? Native.getLong(view + 8) : 0;
            if ((int) head > BytesColumn.INLINE_BYTES) {
                tail = (tail & 0xFFFF_FFFF_0000_0000L) | position[(int) tail];
            }
            Native.putLong(to + (row << 4), head);
            Native.putLong(to + (row << 4) + 8, tail);
        }
    }
}
