package dev.penstock.function.bits;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The number, date or time, or array of these, that bytes are in memory; null for another number of bytes.
///
/// @param big whether the first byte is the highest
public record BytesAsNumbers(DataType type, boolean big) implements OwnFunction {
    /// Whether bytes can be read as values of `type`.
    public static boolean reads(DataType type) {
        return switch (type) {
            case DataType.Int _, DataType.FloatingPoint _ -> true;
            case DataType.FixedSizeListOf(var element, _) -> reads(element.type());
            default -> type.isTemporal();
        };
    }

    private static int width(DataType type) {
        return type instanceof DataType.FixedSizeListOf(var element, int size)
                ? width(element.type()) * size
                : ((Layout.Fixed) Layout.of(type)).width();
    }

    @Override
    public void apply(Arguments in, Answer out) {
        int width = width(type);
        for (int row = 0; row < in.rows(); row++) {
            byte[] bytes = in.get(0).getBytes(row);
            if (!in.get(0).isNull(row) && bytes.length == width) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                read(buffer, type, out, row);
            }
        }
    }

    private static void read(ByteBuffer bytes, DataType type, Answer out, int row) {
        switch (type) {
            case DataType.FixedSizeListOf(var element, int size) -> {
                int at = out.setList(row, size);
                for (int i = 0; i < size; i++) {
                    read(bytes, element.type(), out.elements(), at + i);
                }
            }
            case DataType.FloatingPoint(int bits) ->
                    out.setDouble(
                            row,
                            switch (bits) {
                                case 16 -> Float.float16ToFloat(bytes.getShort());
                                case 32 -> bytes.getFloat();
                                default -> bytes.getDouble();
                            });
            default -> {
                boolean unsigned = type instanceof DataType.Int(_, boolean signed) && !signed;
                long value =
                        switch (width(type)) {
                            case 1 -> unsigned ? bytes.get() & 0xFFL : bytes.get();
                            case 2 -> unsigned ? bytes.getShort() & 0xFFFFL : bytes.getShort();
                            case 4 -> unsigned ? bytes.getInt() & 0xFFFF_FFFFL : bytes.getInt();
                            default -> bytes.getLong();
                        };
                out.setLong(row, value);
            }
        }
    }
}
