package dev.penstock.did.prepare;

import dev.penstock.column.ArrayData;
import dev.penstock.column.FixedColumn;
import dev.penstock.did.config.Fault;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import java.math.BigDecimal;

/// Periods and groups: integers, or other numbers that are whole.
final class Wholes {
    private static final double BEYOND = 0x1p63;

    private final String role;
    private final String name;
    private final boolean infinite;

    /// @param role `time` or `group`, for messages
    /// @param infinite whether +inf stands for never, 0
    Wholes(String role, String name, boolean infinite) {
        this.role = role;
        this.name = name;
        this.infinite = infinite;
    }

    static boolean handles(DataType type) {
        return type.isNumeric();
    }

    /// Writes the number of each row to `to`, and marks rows in `bad` that have none.
    ///
    /// @return how many rows have none
    /// @throws PenstockException DID-E08 for a number that is not whole, or does not fit int64
    int read(ArrayData data, long[] to, boolean[] bad) {
        int count = 0;
        int rows = (int) data.length();
        if (rows == 0) {
            return 0;
        }
        FixedColumn column = FixedColumn.of(data);
        for (int row = 0; row < rows; row++) {
            boolean missing = column.isNull(row);
            if (!missing) {
                switch (data.type()) {
                    case DataType.Int(int bits, boolean signed) -> {
                        to[row] = integer(column, bits, signed, row);
                        if (bits == 64 && !signed && to[row] < 0) {
                            throw refused(Long.toUnsignedString(to[row]) + ", which is above 2^63-1");
                        }
                    }
                    case DataType.FloatingPoint(int bits) -> {
                        double value = Reals.real(column, bits, row);
                        if (infinite && value == Double.POSITIVE_INFINITY) {
                            to[row] = 0;
                        } else if (Double.isNaN(value) || (Double.isInfinite(value) && !infinite)) {
                            missing = true;
                        } else {
                            to[row] = whole(value);
                        }
                    }
                    case DataType.Decimal(int bits, _, int scale) ->
                            to[row] = whole(Reals.exact(column, bits, scale, row));
                    default -> throw new AssertionError(data.type());
                }
            }
            if (missing) {
                bad[row] = true;
                count++;
            }
        }
        return count;
    }

    static long integer(FixedColumn column, int bits, boolean signed, long row) {
        return switch (bits) {
            case 8 -> signed ? column.getByte(row) : column.getByte(row) & 0xFFL;
            case 16 -> signed ? column.getShort(row) : column.getShort(row) & 0xFFFFL;
            case 32 -> signed ? column.getInt(row) : column.getInt(row) & 0xFFFF_FFFFL;
            default -> column.getLong(row);
        };
    }

    private long whole(double value) {
        if (value == Double.NEGATIVE_INFINITY) {
            // As negative as can be, for the check of groups to find.
            return Long.MIN_VALUE;
        }
        if (value != Math.rint(value)) {
            throw refused(value + ", which is not whole");
        }
        if (value >= BEYOND || value < -BEYOND) {
            throw refused(value + ", which does not fit int64");
        }
        return (long) value;
    }

    private long whole(BigDecimal value) {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.scale() > 0) {
            throw refused(value.toPlainString() + ", which is not whole");
        }
        if (plain.toBigInteger().bitLength() > 63) {
            throw refused(value.toPlainString() + ", which does not fit int64");
        }
        return plain.longValueExact();
    }

    private PenstockException refused(String what) {
        return Fault.E08
                .because("%s '%s' has the value %s".formatted(role, name, what), "number the periods with integers")
                .column(name);
    }
}
