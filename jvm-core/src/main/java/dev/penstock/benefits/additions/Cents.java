package dev.penstock.benefits.additions;

import dev.penstock.column.ArrayData;
import dev.penstock.column.FixedColumn;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Amounts of money as whole cents in 64 bits; sums that do not fit are errors.
final class Cents {
    /// The type of amounts in answers.
    static final DataType TYPE = new DataType.Decimal(128, 18, 2);

    private static final int SCALE = 2;

    private final FixedColumn values;
    private final int bits;
    private final long factor;
    private final String column;

    /// @param amounts decimals of at most two places
    Cents(ArrayData amounts, String column) {
        this.values = FixedColumn.of(amounts);
        DataType.Decimal type = (DataType.Decimal) amounts.type();
        this.bits = type.bits();
        this.factor = type.scale() == SCALE ? 1 : type.scale() == 1 ? 10 : 100;
        this.column = column;
    }

    /// Whether a type is one of amounts: a decimal of at most two places.
    static boolean fits(DataType type) {
        return type instanceof DataType.Decimal(int bits, int _, int scale) && bits <= 128 && scale >= 0 && scale <= 2;
    }

    boolean isNull(long row) {
        return values.isNull(row);
    }

    /// The amount of a row that is not null.
    ///
    /// @throws PenstockException with code CAST for one that has more than 18 digits
    long get(long row) {
        long low =
                switch (bits) {
                    case 32 -> values.getInt(row);
                    case 64 -> values.getLong(row);
                    default -> values.getLong(row << 1);
                };
        if (bits == 128 && values.getLong((row << 1) + 1) != low >> 63) {
            throw tooLarge(row);
        }
        if (factor == 1) {
            return low;
        }
        if (Math.multiplyHigh(low, factor) != (low * factor) >> 63) {
            throw tooLarge(row);
        }
        return low * factor;
    }

    private PenstockException tooLarge(long row) {
        return new PenstockException(ErrorCode.CAST, column + " in row " + row + " of a batch does not fit " + TYPE)
                .column(column);
    }

    static long add(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw new PenstockException(ErrorCode.COMPUTE, "amounts add up to more than " + TYPE + " holds");
        }
        return sum;
    }

    /// Cents of dollars that a setting gives.
    ///
    /// @throws PenstockException with code CONFIG for fractions of a cent and negative amounts
    static long of(BigDecimal dollars, String setting) {
        if (dollars.signum() < 0 || dollars.stripTrailingZeros().scale() > SCALE || dollars.precision() > 18) {
            throw new PenstockException(
                    ErrorCode.CONFIG, setting + " is " + dollars.toPlainString() + ", which is no amount of money");
        }
        return dollars.setScale(SCALE, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    }

    /// `cents` x `numerator` / `denominator`, of numbers that are not negative, cut to whole cents.
    static long share(long cents, long numerator, long denominator) {
        if (Math.multiplyHigh(cents, numerator) == 0 && cents * numerator >= 0) {
            return cents * numerator / denominator;
        }
        return BigInteger.valueOf(cents)
                .multiply(BigInteger.valueOf(numerator))
                .divide(BigInteger.valueOf(denominator))
                .longValueExact();
    }
}
