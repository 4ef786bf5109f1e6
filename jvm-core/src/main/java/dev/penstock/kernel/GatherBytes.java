package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;

/// The loops of [Gather] over strings behind offsets. Null rows take no bytes.
final class GatherBytes {
    private GatherBytes() {}

    /// The new offsets and the bytes between them.
    static List<Buffer> offsetsAndBytes(ArrayData array, int width, Selection rows, Assembly assembly) {
        Buffer offsets = assembly.buffer((rows.count() + 1) * width);
        long from = array.buffer(1).address() + array.offset() * width;
        long total =
                width == 4
                        ? offsets32(from, array.validity(), rows, offsets.address())
                        : offsets64(from, array.validity(), rows, offsets.address());
        checkTotal(array.type(), width, total);
        Buffer bytes = assembly.buffer(total);
        if (total > 0) {
            copy(from, array.buffer(2).address(), width, rows, offsets.address(), bytes.address());
        }
        return List.of(offsets, bytes);
    }

    /// @throws PenstockException with code COMPUTE when offsets of `width` bytes cannot count to `total`
    static void checkTotal(DataType type, int width, long total) {
        if (width == 4 && total > Integer.MAX_VALUE) {
            throw new PenstockException(
                            ErrorCode.COMPUTE,
                            "%,d bytes or elements in one batch are more than %s can hold".formatted(total, type))
                    .hint("cast the column to large_utf8, large_binary or large_list, or use smaller batches");
        }
    }

    private static long offsets32(long from, Bitmap validity, Selection rows, long to) {
        long total = 0;
        Native.putInt(to, 0);
        for (long i = 0; i < rows.count(); i++) {
            long row = rows.row(i);
            if (row >= 0 && validity.get(row)) {
                total += Native.getInt(from + (row << 2) + 4) - Native.getInt(from + (row << 2));
            }
            Native.putInt(to + (i << 2) + 4, (int) total);
        }
        return total;
    }

    private static long offsets64(long from, Bitmap validity, Selection rows, long to) {
        long total = 0;
        Native.putLong(to, 0);
        for (long i = 0; i < rows.count(); i++) {
            long row = rows.row(i);
            if (row >= 0 && validity.get(row)) {
                total += Native.getLong(from + (row << 3) + 8) - Native.getLong(from + (row << 3));
            }
            Native.putLong(to + (i << 3) + 8, total);
        }
        return total;
    }

    private static void copy(long from, long bytes, int width, Selection rows, long offsets, long to) {
        for (long i = 0; i < rows.count(); i++) {
            long start = offset(offsets, width, i);
            long count = offset(offsets, width, i + 1) - start;
            if (count > 0) {
                Bytes.copy(bytes + offset(from, width, rows.row(i)), to + start, count);
            }
        }
    }

    /// Offset number `index` of the offsets at `base`.
    static long offset(long base, int width, long index) {
        return width == 4 ? Native.getInt(base + (index << 2)) : Native.getLong(base + (index << 3));
    }

    /// Writes offset number `index`.
    static void putOffset(long base, int width, long index, long value) {
        if (width == 4) {
            Native.putInt(base + (index << 2), (int) value);
        } else {
            Native.putLong(base + (index << 3), value);
        }
    }
}
