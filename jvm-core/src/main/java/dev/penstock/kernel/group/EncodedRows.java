package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Native;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Values of any type as bytes: equal values have equal bytes, so that one table serves for all types. NaN is one
/// value, and -0.0 is 0.0. [DecodedRows] reads them back.
///
/// One byte says whether there is a value. Behind it come the bytes of a value of fixed width, the size and the bytes
/// of a string, the fields of a struct, or the count of a list and for each element its size and bytes. It decides the
/// type at each value: a way for types that have no table of their own.
final class EncodedRows {
    private static final byte NULL = 0;
    private static final byte VALUE = 1;

    private EncodedRows() {}

    static boolean handles(DataType type) {
        return switch (Layout.of(type)) {
            case Layout.Indexed _, Layout.Runs _, Layout.Unions _ -> false;
            case Layout.Nothing _, Layout.Bits _, Layout.Fixed _, Layout.Variable _, Layout.Views _ -> true;
            case Layout.Lists _, Layout.ListViews _, Layout.FixedLists _, Layout.Structs _ ->
                    ArrowFormat.children(type).stream().allMatch(child -> handles(child.type()));
        };
    }

    private static boolean isNull(ArrayData array, long row) {
        return array.layout() instanceof Layout.Nothing || !array.validity().get(row);
    }

    /// How many bytes row `row` takes, counted from the array's offset.
    static long size(ArrayData array, long row) {
        if (isNull(array, row)) {
            return 1;
        }
        return 1
                + switch (array.layout()) {
                    case Layout.Bits _ -> 1;
                    case Layout.Fixed(int width) -> width;
                    case Layout.Variable _, Layout.Views _ -> Integer.BYTES + BytesColumn.of(array).size(row);
                    case Layout.Lists _, Layout.ListViews _, Layout.FixedLists _ -> {
                        ListColumn lists = ListColumn.of(array);
                        long size = Long.BYTES;
                        for (long i = 0; i < lists.size(row); i++) {
                            size += Long.BYTES + size(lists.elements(), lists.start(row) + i);
                        }
                        yield size;
                    }
                    case Layout.Structs _ -> {
                        long size = 0;
                        for (ArrayData child : array.children()) {
                            size += size(child, array.offset() + row);
                        }
                        yield size;
                    }
                    case Layout.Nothing _, Layout.Indexed _, Layout.Runs _, Layout.Unions _ ->
                            throw new AssertionError(array.type());
                };
    }

    /// Writes row `row`, counted from the array's offset; the address behind it.
    static long write(ArrayData array, long row, long to) {
        if (isNull(array, row)) {
            Native.putByte(to, NULL);
            return to + 1;
        }
        Native.putByte(to, VALUE);
        long at = to + 1;
        return switch (array.layout()) {
            case Layout.Bits _ -> {
                Native.putByte(at, (byte) (array.bits().get(row) ? 1 : 0));
                yield at + 1;
            }
            case Layout.Fixed(int width) -> {
                fixed(array.type(), array.buffer(1).address() + (array.offset() + row) * width, width, at);
                yield at + width;
            }
            case Layout.Variable _, Layout.Views _ -> {
                BytesColumn texts = BytesColumn.of(array);
                int size = texts.size(row);
                Native.putInt(at, size);
                Bytes.copy(texts.address(row), at + Integer.BYTES, size);
                yield at + Integer.BYTES + size;
            }
            case Layout.Lists _, Layout.ListViews _, Layout.FixedLists _ -> list(ListColumn.of(array), row, at);
            case Layout.Structs _ -> {
                long next = at;
                for (ArrayData child : array.children()) {
                    next = write(child, array.offset() + row, next);
                }
                yield next;
            }
            case Layout.Nothing _, Layout.Indexed _, Layout.Runs _, Layout.Unions _ ->
                    throw new AssertionError(array.type());
        };
    }

    private static long list(ListColumn lists, long row, long to) {
        Native.putLong(to, lists.size(row));
        long next = to + Long.BYTES;
        for (long i = 0; i < lists.size(row); i++) {
            long end = write(lists.elements(), lists.start(row) + i, next + Long.BYTES);
            Native.putLong(next, end - next - Long.BYTES);
            next = end;
        }
        return next;
    }

    private static void fixed(DataType type, long from, int width, long to) {
        switch (type) {
            case DataType.FloatingPoint(int bits) when bits == 64 ->
                    Native.putLong(to, Double.doubleToLongBits(Native.getDouble(from) + 0.0));
            case DataType.FloatingPoint(int bits) when bits == 32 ->
                    Native.putInt(to, Float.floatToIntBits(Native.getFloat(from) + 0.0f));
            case DataType.FloatingPoint _ ->
                    Native.putShort(to, Float.floatToFloat16(Float.float16ToFloat(Native.getShort(from)) + 0.0f));
            default -> Bytes.copy(from, to, width);
        }
    }
}
