package dev.penstock.did.prepare;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.FixedColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.time.LocalDate;
import java.util.UUID;

/// Ids, clusters and levels as people write them.
final class Texts {
    private Texts() {}

    static String of(ArrayData data, long row) {
        return switch (data.type()) {
            case DataType.Utf8 _ -> BytesColumn.of(data).text(row);
            case DataType.Int(int bits, boolean signed) -> {
                long value = Wholes.integer(FixedColumn.of(data), bits, signed, row);
                yield signed ? Long.toString(value) : Long.toUnsignedString(value);
            }
            case DataType.FloatingPoint(int bits) -> Double.toString(Reals.real(FixedColumn.of(data), bits, row));
            case DataType.Bool _ -> Boolean.toString(data.bits().get(row));
            case DataType.Decimal(int bits, _, int scale) ->
                    Reals.exact(FixedColumn.of(data), bits, scale, row).toPlainString();
            case DataType.Date(boolean milliseconds) when !milliseconds ->
                    LocalDate.ofEpochDay(FixedColumn.of(data).getInt(row)).toString();
            case DataType.FixedSizeBinary(int width) when width == 16 -> uuid(FixedColumn.of(data), row);
            default -> "number " + row;
        };
    }

    private static String uuid(FixedColumn data, long row) {
        long at = data.address() + (row << 4);
        return new UUID(Long.reverseBytes(Native.getLong(at)), Long.reverseBytes(Native.getLong(at + 8))).toString();
    }
}
