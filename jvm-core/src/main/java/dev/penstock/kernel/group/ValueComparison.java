package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// The order of two rows of a column that are not null: NaN is the greatest number, -0.0 is 0.0, strings compare by
/// their bytes and dictionaries by their values.
interface ValueComparison {
    /// Negative, zero or positive.
    int compare(long a, long b);

    /// Whether values of `type` have an order.
    static boolean handles(DataType type) {
        return switch (type) {
            case DataType.Null _, DataType.FixedSizeBinary _ -> true;
            case DataType.Dictionary(_, DataType values, _) ->
                    !(values instanceof DataType.Dictionary) && handles(values);
            default -> SortableLongs.handles(type) || ByteKeys.handles(type);
        };
    }

    /// @param room whose memory must outlast the comparison
    static ValueComparison of(ArrayData column, Assembly room) {
        return switch (column.type()) {
            case DataType.Null _ -> (_, _) -> 0;
            case DataType.Utf8 _, DataType.Binary _ -> {
                BytesColumn texts = BytesColumn.of(column);
                yield (a, b) -> Bytes.compare(texts.address(a), texts.size(a), texts.address(b), texts.size(b));
            }
            case DataType.FixedSizeBinary(int width) -> {
                long base = address(column, width);
                yield (a, b) -> Bytes.compare(base + a * width, width, base + b * width, width);
            }
            case DataType.Decimal(int bits, _, _) when bits >= 128 -> {
                int width = bits / 8;
                long base = address(column, width);
                yield (a, b) -> Wide.compare(base + a * width, base + b * width, width);
            }
            case DataType.Dictionary _ -> {
                ArrayData dictionary = column.dictionary();
                if (dictionary == null) {
                    throw new AssertionError(column.type() + " without a dictionary");
                }
                ValueComparison words = of(dictionary, room);
                int width = ((Layout.Indexed) column.layout()).width();
                long base = address(column, width);
                yield (a, b) ->
                        words.compare(
                                DictionaryKeys.index(column.type(), base, a),
                                DictionaryKeys.index(column.type(), base, b));
            }
            default -> {
                long numbers = numbers(column, room);
                yield (a, b) -> Long.compare(Native.getLong(numbers + (a << 3)), Native.getLong(numbers + (b << 3)));
            }
        };
    }

    private static long address(ArrayData column, int width) {
        return column.buffer(1).address() + column.offset() * width;
    }

    /// Where the numbers of a column lie as longs in the same order.
    private static long numbers(ArrayData column, Assembly room) {
        long to = room.room(Math.max(1, column.length()) << 3);
        long from = SortableLongs.write(column, to);
        boolean floats = column.type().isFloat();
        for (long row = 0; row < column.length(); row++) {
            long value = Native.getLong(from + (row << 3));
            Native.putLong(to + (row << 3), floats && value == SortableLongs.NEGATIVE_ZERO ? 0 : value);
        }
        return to;
    }
}
