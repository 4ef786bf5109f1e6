package dev.penstock.source.parquet;

import dev.penstock.memory.Native;

/// Values of a table by their indices. The indices were checked. The methods are too large to be inlined, on purpose;
/// see [Unpack#ints].
final class Lookup {
    private Lookup() {}

    static void fixed(long table, int width, int[] indices, int count, long to) {
        switch (width) {
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    Native.putByte(to + i, Native.getByte(table + indices[i]));
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    Native.putShort(to + ((long) i << 1), Native.getShort(table + ((long) indices[i] << 1)));
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    Native.putInt(to + ((long) i << 2), Native.getInt(table + ((long) indices[i] << 2)));
                }
            }
            case 8 -> {
                for (int i = 0; i < count; i++) {
                    Native.putLong(to + ((long) i << 3), Native.getLong(table + ((long) indices[i] << 3)));
                }
            }
            case 16 -> {
                for (int i = 0; i < count; i++) {
                    long from = table + ((long) indices[i] << 4);
                    Native.putLong(to + ((long) i << 4), Native.getLong(from));
                    Native.putLong(to + ((long) i << 4) + 8, Native.getLong(from + 8));
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    Native.copy(table + (long) indices[i] * width, to + (long) i * width, width);
                }
            }
        }
    }

    /// Values of the selected rows, whose numbers begin with `first` at the table's start.
    static void selected(long table, int width, long numbers, int count, long first, long to) {
        long base = table - first * width;
        switch (width) {
            case 1 -> {
                for (long i = 0; i < count; i++) {
                    Native.putByte(to + i, Native.getByte(base + Native.getInt(numbers + (i << 2))));
                }
            }
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(numbers + (i << 2));
                    Native.putShort(to + (i << 1), Native.getShort(base + (row << 1)));
                }
            }
            case 4 -> {
                for (long i = 0; i < count; i++) {
                    Native.putInt(to + (i << 2), Native.getInt(base + ((long) Native.getInt(numbers + (i << 2)) << 2)));
                }
            }
            case 8 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(numbers + (i << 2));
                    Native.putLong(to + (i << 3), Native.getLong(base + (row << 3)));
                }
            }
            case 16 -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(numbers + (i << 2));
                    Native.putLong(to + (i << 4), Native.getLong(base + (row << 4)));
                    Native.putLong(to + (i << 4) + 8, Native.getLong(base + (row << 4) + 8));
                }
            }
            default -> {
                for (long i = 0; i < count; i++) {
                    long row = Native.getInt(numbers + (i << 2));
                    Native.copy(base + row * width, to + i * width, width);
                }
            }
        }
    }

    /// Keeps the indices of the selected rows.
    ///
    /// @param first the number of the row that `indices` begins with
    static void pick(int[] indices, long numbers, int count, long first, int[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = indices[(int) (Native.getInt(numbers + ((long) i << 2)) - first)];
        }
    }

    /// How many of the selected rows, which are in order, come before row `until`.
    static int before(long numbers, int count, long until) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Native.getInt(numbers + ((long) middle << 2)) < until) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
