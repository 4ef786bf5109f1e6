package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.type.DataType;

/// Values as words of 64 bits whose unsigned order is that of the values, and of which equal values have the same. NaN
/// is the greatest number, and -0.0 is 0.0. The words of null rows are any.
public final class OrderedWords {
    private OrderedWords() {}

    /// Whether a word says all about a value of `type`.
    public static boolean handles(DataType type) {
        return OrderedNumbers.parts(type) == 1 && !(type instanceof DataType.FixedSizeBinary);
    }

    /// Writes the words of all rows, eight bytes each.
    public static void write(ArrayData values, long to) {
        OrderedNumbers.of(values, 0).write(0, values.length(), to);
    }

    /// The number of which [#write] made `word`.
    ///
    /// @param bits the float's: 16, 32 or 64
    public static double real(long word, int bits) {
        return switch (bits) {
            case 64 -> Double.longBitsToDouble(word < 0 ? word ^ Long.MIN_VALUE : ~word);
            case 32 -> Float.intBitsToFloat((int) word < 0 ? (int) word ^ Integer.MIN_VALUE : ~(int) word);
            default -> Float.float16ToFloat((short) ((short) word < 0 ? word ^ 0x8000 : ~word));
        };
    }
}
