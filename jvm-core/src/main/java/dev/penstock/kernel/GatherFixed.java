package dev.penstock.kernel;

import dev.penstock.column.Bitmap;
import dev.penstock.memory.Native;

/// The loops of [Gather] over values of fixed width. No row gives zeros.
public final class GatherFixed {
    private GatherFixed() {}

    /// Copies the selected values, `width` bytes each, from `from` to `to`.
    public static void values(long from, int width, Selection rows, long to) {
        if (rows.missing()) {
            sparse(from, width, rows, to);
            return;
        }
        switch (width) {
            case 0 -> {}
            case 1 -> bytes(from, rows.address(), rows.count(), to);
            case 2 -> shorts(from, rows.address(), rows.count(), to);
            case 4 -> ints(from, rows.address(), rows.count(), to);
            case 8 -> longs(from, rows.address(), rows.count(), to);
            case 16 -> pairs(from, rows.address(), rows.count(), to);
            default -> wide(from, width, rows, to);
        }
    }

    private static void bytes(long from, long rows, long count, long to) {
        for (long i = 0; i < count; i++) {
            Native.putByte(to + i, Native.getByte(from + Native.getInt(rows + (i << 2))));
        }
    }

    private static void shorts(long from, long rows, long count, long to) {
        for (long i = 0; i < count; i++) {
            Native.putShort(to + (i << 1), Native.getShort(from + ((long) Native.getInt(rows + (i << 2)) << 1)));
        }
    }

    private static void ints(long from, long rows, long count, long to) {
        for (long i = 0; i < count; i++) {
            Native.putInt(to + (i << 2), Native.getInt(from + ((long) Native.getInt(rows + (i << 2)) << 2)));
        }
    }

    private static void longs(long from, long rows, long count, long to) {
        for (long i = 0; i < count; i++) {
            Native.putLong(to + (i << 3), Native.getLong(from + ((long) Native.getInt(rows + (i << 2)) << 3)));
        }
    }

    private static void pairs(long from, long rows, long count, long to) {
        for (long i = 0; i < count; i++) {
            long at = from + ((long) Native.getInt(rows + (i << 2)) << 4);
            Native.putLong(to + (i << 4), Native.getLong(at));
            Native.putLong(to + (i << 4) + 8, Native.getLong(at + 8));
        }
    }

    private static void wide(long from, int width, Selection rows, long to) {
        for (long i = 0; i < rows.count(); i++) {
            Bytes.copy(from + (long) rows.row(i) * width, to + i * width, width);
        }
    }

    private static void sparse(long from, int width, Selection rows, long to) {
        int some = some(rows);
        if (some < 0) {
            Native.fill(to, rows.count() * width, (byte) 0);
            return;
        }
        switch (width) {
            case 0 -> {}
            case 4 -> sparseInts(from, rows.address(), rows.count(), some, to);
            case 8 -> sparseLongs(from, rows.address(), rows.count(), some, to);
            default -> sparseWide(from, width, rows, to);
        }
    }

    /// A row that is there; -1 if none is.
    private static int some(Selection rows) {
        for (long i = 0; i < rows.count(); i++) {
            if (rows.row(i) >= 0) {
                return rows.row(i);
            }
        }
        return -1;
    }

    /// Where there is no row, `some` row is read and dropped: a branch could not be foreseen.
    private static void sparseInts(long from, long rows, long count, int some, long to) {
        for (long i = 0; i < count; i++) {
            int row = Native.getInt(rows + (i << 2));
            int none = row >> 31;
            long at = from + ((long) (row ^ ((row ^ some) & none)) << 2);
            Native.putInt(to + (i << 2), Native.getInt(at) & ~none);
        }
    }

    private static void sparseLongs(long from, long rows, long count, int some, long to) {
        for (long i = 0; i < count; i++) {
            int row = Native.getInt(rows + (i << 2));
            int none = row >> 31;
            long at = from + ((long) (row ^ ((row ^ some) & none)) << 3);
            Native.putLong(to + (i << 3), Native.getLong(at) & ~(long) none);
        }
    }

    private static void sparseWide(long from, int width, Selection rows, long to) {
        for (long i = 0; i < rows.count(); i++) {
            int row = rows.row(i);
            if (row < 0) {
                Native.fill(to + i * width, width, (byte) 0);
            } else {
                Bytes.copy(from + (long) row * width, to + i * width, width);
            }
        }
    }

    /// Copies the selected views; null rows become the empty string.
    public static void views(long from, Bitmap validity, Selection rows, long to) {
        if (validity.isAllSet() && !rows.missing()) {
            pairs(from, rows.address(), rows.count(), to);
            return;
        }
        for (long i = 0; i < rows.count(); i++) {
            long row = rows.row(i);
            boolean valid = row >= 0 && validity.get(row);
            Native.putLong(to + (i << 4), valid ? Native.getLong(from + (row << 4)) : 0);
            Native.putLong(to + (i << 4) + 8, valid ? Native.getLong(from + (row << 4) + 8) : 0);
        }
    }
}
