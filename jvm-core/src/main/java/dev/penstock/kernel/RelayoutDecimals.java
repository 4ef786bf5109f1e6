package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// The part of [Relayout] for decimals stored in fewer or more bits.
final class RelayoutDecimals {
    private RelayoutDecimals() {}

    static ArrayData width(ArrayData array, DataType.Decimal type, int width, Assembly assembly) {
        int from = ((Layout.Fixed) array.layout()).width();
        long base = array.buffer(1).address() + array.offset() * from;
        Buffer values = assembly.buffer(array.length() * width);
        if (from == 8 && width == 16) {
            widen(base, values.address(), array.length());
            return Validity.of(array, plain(type, array.length(), values), assembly);
        }
        for (long row = 0; row < array.length(); row++) {
            long source = base + row * from;
            long target = values.address() + row * width;
            Bytes.copy(source, target, Math.min(from, width));
            byte sign = (byte) (Native.getByte(target + Math.min(from, width) - 1) >> 7);
            for (long i = Math.min(from, width); i < Math.max(from, width); i++) {
                if (i < width) {
                    Native.putByte(target + i, sign);
                } else if (Native.getByte(source + i) != sign && array.validity().get(row)) {
                    throw new PenstockException(
                            ErrorCode.CAST, "the decimal in row " + row + " does not fit into " + type);
                }
            }
        }
        return Validity.of(array, plain(type, array.length(), values), assembly);
    }

    private static ArrayData plain(DataType type, long rows, Buffer values) {
        return new ArrayData(type, rows, 0, 0, List.of(Buffer.NONE, values), List.of(), null);
    }

    private static void widen(long from, long to, long rows) {
        for (long row = 0; row < rows; row++) {
            long value = Native.getLong(from + (row << 3));
            Native.putLong(to + (row << 4), value);
            Native.putLong(to + (row << 4) + 8, value >> 63);
        }
    }
}
