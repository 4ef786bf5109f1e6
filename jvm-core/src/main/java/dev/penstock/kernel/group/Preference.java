package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Which of two rows has the smaller value, or the larger one; NaN comes behind all numbers either way. For rows that
/// are not null.
interface Preference {
    /// Whether row `a` comes before row `b`, which it does not when they are equal.
    boolean before(long a, long b);

    /// Whether values of `type` have an order.
    static boolean handles(DataType type) {
        return switch (type) {
            case DataType.Null _, DataType.FixedSizeBinary _ -> true;
            case DataType.Dictionary(_, DataType values, _) ->
                    !(values instanceof DataType.Dictionary) && handles(values);
            default -> SortableLongs.handles(type) || ByteKeys.handles(type);
        };
    }

    /// @param room whose memory must outlast the preference
    static Preference of(ArrayData column, boolean largest, Assembly room) {
        int sign = largest ? -1 : 1;
        return switch (column.type()) {
            case DataType.Null _ -> (_, _) -> false;
            case DataType.Utf8 _, DataType.Binary _ -> {
                BytesColumn texts = BytesColumn.of(column);
                yield (a, b) ->
                        Bytes.compare(texts.address(a), texts.size(a), texts.address(b), texts.size(b)) * sign < 0;
            }
            case DataType.FixedSizeBinary(int width) -> {
                long base = address(column, width);
                yield (a, b) -> Bytes.compare(base + a * width, width, base + b * width, width) * sign < 0;
            }
            case DataType.Decimal(int bits, _, _) when bits >= 128 -> {
                int width = bits / 8;
                long base = address(column, width);
                yield (a, b) -> Wide.compare(base + a * width, base + b * width, width) * sign < 0;
            }
            case DataType.Dictionary _ -> {
                ArrayData dictionary = column.dictionary();
                if (dictionary == null) {
                    throw new AssertionError(column.type() + " without a dictionary");
                }
                Preference words = of(dictionary, largest, room);
                int width = ((Layout.Indexed) column.layout()).width();
                long base = address(column, width);
                yield (a, b) ->
                        words.before(
                                DictionaryKeys.index(column.type(), base, a),
                                DictionaryKeys.index(column.type(), base, b));
            }
            default -> numbers(column, largest ? -1L : 0, room);
        };
    }

    private static long address(ArrayData column, int width) {
        return column.buffer(1).address() + column.offset() * width;
    }

    /// Numbers as longs in the order that is wanted.
    private static Preference numbers(ArrayData column, long flip, Assembly room) {
        long to = room.room(Math.max(1, column.length()) << 3);
        long from = SortableLongs.write(column, to);
        boolean floats = column.type().isFloat();
        for (long row = 0; row < column.length(); row++) {
            long value = Native.getLong(from + (row << 3));
            long ordered = (floats && value == SortableLongs.NEGATIVE_ZERO ? 0 : value) ^ flip;
            Native.putLong(to + (row << 3), floats && value == SortableLongs.NAN ? Long.MAX_VALUE : ordered);
        }
        return (a, b) -> Native.getLong(to + (a << 3)) < Native.getLong(to + (b << 3));
    }
}
