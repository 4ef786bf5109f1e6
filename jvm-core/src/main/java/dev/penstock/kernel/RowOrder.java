package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Row numbers in the ascending order of a column without nulls. Equal values keep their order.
///
/// Integers and the first eight bytes of strings are sorted by radix, which takes time in proportion to the rows; only
/// strings that agree in eight bytes are compared. Rows that come in order cost one look at each.
public final class RowOrder {
    private static final int DIGITS = Long.BYTES;
    private static final int VALUES = 1 << Byte.SIZE;

    private RowOrder() {}

    /// Writes the numbers of all rows of `keys` in order to `to`, which has room for [Selection#bytes] of them.
    ///
    /// @param keys integers, or strings of any layout (by bytes), without nulls
    /// @throws PenstockException with code UNSUPPORTED_TYPE for other columns, MEMORY_LIMIT
    public static Selection ascending(ArrayData keys, long to, Allocator allocator) {
        long rows = keys.length();
        for (long row = 0; row < rows; row++) {
            Native.putInt(to + (row << 2), (int) row);
        }
        var order = new Selection(to, rows);
        if (rows < 2) {
            return order;
        }
        try (Block prefixes = allocator.allocate(rows << 3)) {
            boolean whole = writePrefixes(keys, prefixes.address());
            if (!isAscending(keys, whole, prefixes.address())) {
                sortByPrefix(prefixes.address(), order, allocator);
                if (!whole) {
                    sortTies(BytesColumn.of(keys), prefixes.address(), order, allocator);
                }
            }
        }
        return order;
    }

    /// The first place in `order`, which [#ascending] made of `keys`, whose value is that of the place before; -1 when
    /// all values differ.
    public static long firstRepeat(ArrayData keys, Selection order) {
        if (keys.type() instanceof DataType.Int(int bits, boolean _)) {
            FixedColumn values = FixedColumn.of(keys);
            for (long i = 1; i < order.count(); i++) {
                if (integer(values, bits, order.row(i - 1)) == integer(values, bits, order.row(i))) {
                    return i;
                }
            }
            return -1;
        }
        BytesColumn values = BytesColumn.of(keys);
        for (long i = 1; i < order.count(); i++) {
            if (compare(values, order.row(i - 1), order.row(i)) == 0) {
                return i;
            }
        }
        return -1;
    }

    /// Writes for each row a number whose unsigned order is that of the values; whether it tells all values apart.
    private static boolean writePrefixes(ArrayData keys, long to) {
        return switch (keys.type()) {
            case DataType.Int(int bits, boolean signed) -> {
                FixedColumn values = FixedColumn.of(keys);
                long flip = signed ? Long.MIN_VALUE : 0;
                long mask = signed || bits == Long.SIZE ? -1 : (1L << bits) - 1;
                for (long row = 0; row < keys.length(); row++) {
                    Native.putLong(to + (row << 3), (integer(values, bits, row) & mask) ^ flip);
                }
                yield true;
            }
            case DataType.Utf8 _, DataType.Binary _ -> {
                BytesColumn values = BytesColumn.of(keys);
                for (long row = 0; row < keys.length(); row++) {
                    Native.putLong(to + (row << 3), firstBytes(values.address(row), values.size(row)));
                }
                yield false;
            }
            default -> throw new PenstockException(ErrorCode.UNSUPPORTED_TYPE, keys.type() + " cannot be put in order");
        };
    }

    private static long integer(FixedColumn values, int bits, long row) {
        return switch (bits) {
            case 8 -> values.getByte(row);
            case 16 -> values.getShort(row);
            case 32 -> values.getInt(row);
            default -> values.getLong(row);
        };
    }

    /// The first eight bytes, the first one highest; zeros where there are fewer.
    private static long firstBytes(long address, int size) {
        if (size >= Long.BYTES) {
            return Long.reverseBytes(Native.getLong(address));
        }
        long prefix = 0;
        for (int i = 0; i < size; i++) {
            prefix |= (Native.getByte(address + i) & 0xFFL) << (56 - (i << 3));
        }
        return prefix;
    }

    private static boolean isAscending(ArrayData keys, boolean whole, long prefixes) {
        BytesColumn texts = whole ? null : BytesColumn.of(keys);
        for (long row = 1; row < keys.length(); row++) {
            int order =
                    Long.compareUnsigned(
                            Native.getLong(prefixes + ((row - 1) << 3)), Native.getLong(prefixes + (row << 3)));
            if (order > 0 || (order == 0 && texts != null && compare(texts, row - 1, row) > 0)) {
                return false;
            }
        }
        return true;
    }

    /// Least significant digit first; digits that are the same in all keys are left out.
    private static void sortByPrefix(long prefixes, Selection order, Allocator allocator) {
        long rows = order.count();
        int[][] counts = new int[DIGITS][VALUES];
        for (long row = 0; row < rows; row++) {
            long key = Native.getLong(prefixes + (row << 3));
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][(int) (key >>> (digit << 3)) & 0xFF]++;
            }
        }
        try (Block otherKeys = allocator.allocate(rows << 3);
                Block otherRows = allocator.allocate(Selection.bytes(rows))) {
            long fromKeys = prefixes;
            long fromRows = order.address();
            long toKeys = otherKeys.address();
            long toRows = otherRows.address();
            for (int digit = 0; digit < DIGITS; digit++) {
                int[] places = counts[digit];
                int shift = digit << 3;
                if (places[(int) (Native.getLong(fromKeys) >>> shift) & 0xFF] == rows) {
                    continue;
                }
                int next = 0;
                for (int value = 0; value < VALUES; value++) {
                    int count = places[value];
                    places[value] = next;
                    next += count;
                }
                for (long i = 0; i < rows; i++) {
                    long key = Native.getLong(fromKeys + (i << 3));
                    long place = places[(int) (key >>> shift) & 0xFF]++;
                    Native.putLong(toKeys + (place << 3), key);
                    Native.putInt(toRows + (place << 2), Native.getInt(fromRows + (i << 2)));
                }
                long keys = fromKeys;
                fromKeys = toKeys;
                toKeys = keys;
                long numbers = fromRows;
                fromRows = toRows;
                toRows = numbers;
            }
            if (fromKeys != prefixes) {
                Native.copy(fromKeys, prefixes, rows << 3);
                Native.copy(fromRows, order.address(), Selection.bytes(rows));
            }
        }
    }

    /// Puts the rows of each run of equal prefixes in order.
    private static void sortTies(BytesColumn values, long prefixes, Selection order, Allocator allocator) {
        try (Block room = allocator.allocate(Selection.bytes(order.count()))) {
            long from = 0;
            while (from < order.count()) {
                long prefix = Native.getLong(prefixes + (from << 3));
                long end = from + 1;
                while (end < order.count() && Native.getLong(prefixes + (end << 3)) == prefix) {
                    end++;
                }
                mergeSort(values, order.address() + (from << 2), end - from, room.address());
                from = end;
            }
        }
    }

    private static void mergeSort(BytesColumn values, long rows, long count, long room) {
        long from = rows;
        long to = room;
        for (long width = 1; width < count; width <<= 1) {
            for (long low = 0; low < count; low += width << 1) {
                merge(values, from, to, low, Math.min(low + width, count), Math.min(low + (width << 1), count));
            }
            long other = from;
            from = to;
            to = other;
        }
        if (from != rows) {
            Native.copy(from, rows, Selection.bytes(count));
        }
    }

    private static void merge(BytesColumn values, long from, long to, long low, long middle, long high) {
        long left = low;
        long right = middle;
        for (long i = low; i < high; i++) {
            boolean takeLeft =
                    left < middle
                            && (right >= high
                                    || compare(
                                                    values,
                                                    Native.getInt(from + (left << 2)),
                                                    Native.getInt(from + (right << 2)))
                                            <= 0);
            long source = takeLeft ? left++ : right++;
            Native.putInt(to + (i << 2), Native.getInt(from + (source << 2)));
        }
    }

    private static int compare(BytesColumn values, long a, long b) {
        return Bytes.compare(values.address(a), values.size(a), values.address(b), values.size(b));
    }
}
