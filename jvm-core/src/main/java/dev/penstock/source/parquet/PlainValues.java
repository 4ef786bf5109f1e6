package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import dev.penstock.type.TimeUnit;

/// Values of a leaf in the width in which the file stores them. What has that width already is not copied.
final class PlainValues {
    private PlainValues() {}

    /// Where the values of a leaf with values of one width lie, one behind the other.
    ///
    /// @param values without nulls
    static long of(ArrayData values, WriteLeaf leaf, Assembly assembly) {
        int from = ((Layout.Fixed) values.layout()).width();
        int to = leaf.width();
        long count = values.length();
        long address = values.buffer(1).address() + values.offset() * from;
        return switch (values.type()) {
            case DataType.Int(int bits, boolean signed) when bits < 32 -> {
                long out = assembly.room(Math.max(1, count * 4));
                widen(address, from, signed, count, out);
                yield out;
            }
            case DataType.Decimal _ when from != to || leaf.element().isSetType_length() -> {
                long out = assembly.room(Math.max(1, count * to) + Long.BYTES);
                decimals(address, from, count, out, to, leaf.element().isSetType_length());
                yield out;
            }
            case DataType.Date(boolean milliseconds) when milliseconds -> {
                long out = assembly.room(Math.max(1, count * 4));
                days(address, count, out);
                yield out;
            }
            case DataType.Time(TimeUnit unit) when unit == TimeUnit.SECOND -> {
                long out = assembly.room(Math.max(1, count * 4));
                for (long i = 0; i < count; i++) {
                    Native.putInt(out + (i << 2), Math.multiplyExact(Native.getInt(address + (i << 2)), 1_000));
                }
                yield out;
            }
            case DataType.Timestamp(TimeUnit unit, _) when unit == TimeUnit.SECOND -> {
                long out = assembly.room(Math.max(1, count * 8));
                for (long i = 0; i < count; i++) {
                    Native.putLong(out + (i << 3), milliseconds(Native.getLong(address + (i << 3))));
                }
                yield out;
            }
            default -> address;
        };
    }

    private static long milliseconds(long seconds) {
        try {
            return Math.multiplyExact(seconds, 1_000L);
        } catch (ArithmeticException e) {
            throw new PenstockException(
                    ErrorCode.CAST, seconds + " seconds are more than Parquet's milliseconds can count", e);
        }
    }

    private static void widen(long from, int width, boolean signed, long count, long to) {
        for (long i = 0; i < count; i++) {
            int value =
                    width == 1
                            ? signed ? Native.getByte(from + i) : Native.getByte(from + i) & 0xFF
                            : signed ? Native.getShort(from + (i << 1)) : Native.getShort(from + (i << 1)) & 0xFFFF;
            Native.putInt(to + (i << 2), value);
        }
    }

    private static void decimals(long from, int width, long count, long to, int stored, boolean bytes) {
        for (long i = 0; i < count; i++) {
            long at = from + i * width;
            if (!bytes) {
                long value = width == 4 ? Native.getInt(at) : Native.getLong(at);
                if (stored == 4) {
                    Native.putInt(to + (i << 2), (int) value);
                } else {
                    Native.putLong(to + (i << 3), value);
                }
                continue;
            }
            byte sign = (byte) (Native.getByte(at + width - 1) >> 7);
            for (int k = 0; k < stored; k++) {
                Native.putByte(to + i * stored + stored - 1 - k, k < width ? Native.getByte(at + k) : sign);
            }
        }
    }

    private static void days(long from, long count, long to) {
        for (long i = 0; i < count; i++) {
            long milliseconds = Native.getLong(from + (i << 3));
            long day = Math.floorDiv(milliseconds, 86_400_000L);
            if (day * 86_400_000L != milliseconds) {
                throw new PenstockException(
                                ErrorCode.CAST,
                                "the date64 value %,d ms is no midnight, and Parquet holds days"
                                        .formatted(milliseconds))
                        .hint("cast the column to a timestamp");
            }
            Native.putInt(to + (i << 2), (int) day);
        }
    }

    /// Writes strings `from` to `until`, each behind its length, and returns where they end.
    static long strings(BytesColumn strings, long from, long until, long to) {
        long at = to;
        for (long i = from; i < until; i++) {
            int size = strings.size(i);
            Native.putInt(at, size);
            at += 4;
            long text = strings.address(i);
            if (size <= 16 && size >= 0) {
                brief(text, at, size);
            } else {
                Native.copy(text, at, size);
            }
            at += size;
        }
        return at;
    }

    /// Copies a few bytes, none of which may be read beyond their end.
    private static void brief(long from, long to, int size) {
        if (size >= 8) {
            Native.putLong(to, Native.getLong(from));
            Native.putLong(to + size - 8, Native.getLong(from + size - 8));
        } else if (size >= 4) {
            Native.putInt(to, Native.getInt(from));
            Native.putInt(to + size - 4, Native.getInt(from + size - 4));
        } else {
            for (int i = 0; i < size; i++) {
                Native.putByte(to + i, Native.getByte(from + i));
            }
        }
    }
}
