package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.column.BytesColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// Columns of strings made of the strings of groups.
final class ByteResults {
    private ByteResults() {}

    /// Where the string of a group lies.
    interface Address {
        long get(long group);
    }

    /// How many bytes the string of a group has; negative for null.
    interface Size {
        int get(long group);
    }

    static ArrayData column(DataType type, Selection groups, Assembly assembly, Address address, Size size) {
        List<Buffer> buffers =
                switch (Layout.of(type)) {
                    case Layout.Variable(int width) -> offsets(width, groups, assembly, address, size);
                    case Layout.Views _ -> views(groups, assembly, address, size);
                    default -> throw new AssertionError(type);
                };
        Buffer validity = Results.validity(groups, assembly, group -> size.get(group) >= 0);
        long nulls = groups.count() - new Bitmap(validity.address(), 0, groups.count()).count();
        var all = new java.util.ArrayList<Buffer>();
        all.add(nulls == 0 ? Buffer.NONE : validity);
        all.addAll(buffers);
        return ArrayData.flat(type, groups.count(), nulls, all.toArray(new Buffer[0]));
    }

    private static List<Buffer> offsets(int width, Selection groups, Assembly assembly, Address address, Size size) {
        long rows = groups.count();
        Buffer offsets = assembly.buffer((rows + 1) * width);
        long total = 0;
        for (long i = 0; i < rows; i++) {
            Results.put(offsets.address(), width, i, total);
            total += Math.max(0, size.get(groups.row(i)));
        }
        Results.put(offsets.address(), width, rows, total);
        checkReach(width == Integer.BYTES ? total : 0);
        Buffer bytes = assembly.buffer(total);
        long to = bytes.address();
        for (long i = 0; i < rows; i++) {
            int group = groups.row(i);
            int count = Math.max(0, size.get(group));
            Bytes.copy(address.get(group), to, count);
            to += count;
        }
        return List.of(offsets, bytes);
    }

    private static List<Buffer> views(Selection groups, Assembly assembly, Address address, Size size) {
        long total = 0;
        for (long i = 0; i < groups.count(); i++) {
            int count = size.get(groups.row(i));
            total += count > BytesColumn.INLINE_BYTES ? count : 0;
        }
        checkReach(total);
        Buffer views = assembly.buffer(groups.count() * BytesColumn.VIEW_BYTES);
        Buffer bytes = assembly.buffer(total);
        long at = 0;
        for (long i = 0; i < groups.count(); i++) {
            int group = groups.row(i);
            long view = views.address() + i * BytesColumn.VIEW_BYTES;
            int count = Math.max(0, size.get(group));
            Native.putLong(view, count);
            Native.putLong(view + 8, 0);
            if (count <= BytesColumn.INLINE_BYTES) {
                Bytes.copy(address.get(group), view + 4, count);
            } else {
                Native.putInt(view + 4, Native.getInt(address.get(group)));
                Native.putInt(view + 12, (int) at);
                Bytes.copy(address.get(group), bytes.address() + at, count);
                at += count;
            }
        }
        return total == 0 ? List.of(views) : List.of(views, bytes);
    }

    static void checkReach(long total) {
        if (total > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, "%,d bytes of text in one batch are too many".formatted(total))
                    .hint("use smaller batches");
        }
    }
}
