package dev.penstock.did.prepare;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.FixedColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Numbers of any width as doubles.
final class Reals {
    /// Whole numbers up to here are exact in a double.
    private static final long EXACT = 1L << 53;

    private Reals() {}

    static boolean handles(DataType type) {
        return type.isNumeric() || type instanceof DataType.Bool;
    }

    /// Writes the number of each row to `to`; NaN where there is none.
    static void read(ArrayData data, double[] to) {
        int rows = (int) data.length();
        if (rows == 0) {
            return;
        }
        switch (data.type()) {
            case DataType.Bool _ -> {
                Bitmap bits = data.bits();
                for (int row = 0; row < rows; row++) {
                    to[row] = bits.get(row) ? 1 : 0;
                }
            }
            case DataType.Int(int bits, boolean signed) -> {
                FixedColumn column = FixedColumn.of(data);
                for (int row = 0; row < rows; row++) {
                    long value = Wholes.integer(column, bits, signed, row);
                    // Beyond 2^63 as the nearest double: halved, made odd where a bit was lost, and doubled.
                    to[row] = signed || value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
                }
            }
            case DataType.FloatingPoint(int bits) -> {
                FixedColumn column = FixedColumn.of(data);
                for (int row = 0; row < rows; row++) {
                    to[row] = real(column, bits, row);
                }
            }
            case DataType.Decimal(int bits, _, int scale) -> {
                FixedColumn column = FixedColumn.of(data);
                for (int row = 0; row < rows; row++) {
                    to[row] = column.isNull(row) ? Double.NaN : decimal(column, bits, scale, row);
                }
            }
            default -> throw new AssertionError(data.type());
        }
        Bitmap validity = data.validity();
        if (data.countNulls() > 0) {
            for (int row = 0; row < rows; row++) {
                if (!validity.get(row)) {
                    to[row] = Double.NaN;
                }
            }
        }
    }

    static double real(FixedColumn column, int bits, long row) {
        return switch (bits) {
            case 16 -> Float.float16ToFloat(column.getShort(row));
            case 32 -> column.getFloat(row);
            default -> column.getDouble(row);
        };
    }

    private static double decimal(FixedColumn column, int bits, int scale, long row) {
        if (scale >= 0 && scale <= 22 && bits <= 128) {
            long low = bits == 32 ? column.getInt(row) : Native.getLong(column.address() + row * column.width());
            boolean fits = bits < 128 || Native.getLong(column.address() + (row << 4) + 8) == low >> 63;
            if (fits && low > -EXACT && low < EXACT) {
                // Both are exact, so that the quotient is the nearest double.
                return low / POWERS[scale];
            }
        }
        return exact(column, bits, scale, row).doubleValue();
    }

    /// The decimal in a row that is not null.
    static BigDecimal exact(FixedColumn column, int bits, int scale, long row) {
        int width = bits / 8;
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[width - 1 - i] = Native.getByte(column.address() + row * width + i);
        }
        return new BigDecimal(new BigInteger(bytes), scale);
    }

    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
}
