package dev.penstock.function.bits;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.function.Values;
import dev.penstock.type.DataType;

/// The number that has the bits of another one: a float's as an integer, an integer's as a float.
///
/// @param from the type of the argument
/// @param to that of the answer, which has as many bits
public record SameBits(DataType from, DataType to) implements OwnFunction {
    @Override
    public void apply(Arguments in, Answer out) {
        Values values = in.get(0);
        int bits = to instanceof DataType.FloatingPoint(int width) ? width : ((DataType.Int) to).bits();
        for (int row = 0; row < in.rows(); row++) {
            if (from.isFloat()) {
                out.setLong(row, bits(values.getDouble(row), bits, ((DataType.Int) to).signed()));
            } else {
                out.setDouble(row, number(values.getLong(row), bits));
            }
        }
    }

    private static long bits(double value, int bits, boolean signed) {
        return switch (bits) {
            case 16 -> {
                short raw = Float.floatToFloat16((float) value);
                yield signed ? raw : raw & 0xFFFFL;
            }
            case 32 -> {
                int raw = Float.floatToRawIntBits((float) value);
                yield signed ? raw : raw & 0xFFFF_FFFFL;
            }
            default -> Double.doubleToRawLongBits(value);
        };
    }

    private static double number(long bits, int width) {
        return switch (width) {
            case 16 -> Float.float16ToFloat((short) bits);
            case 32 -> Float.intBitsToFloat((int) bits);
            default -> Double.longBitsToDouble(bits);
        };
    }
}
