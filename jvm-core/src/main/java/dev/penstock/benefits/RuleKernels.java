package dev.penstock.benefits;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.FixedColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.function.ToIntFunction;

/// Loops over columns that add one rule's bits to each row's [Verdict]. A null row adds none.
///
/// `verdicts` is the address of one byte for each row.
final class RuleKernels {
    /// The status of those whom the rules are about; exact, in this case.
    private static final byte[] ACTIVE = "active".getBytes(StandardCharsets.UTF_8);

    private RuleKernels() {}

    private static void add(long verdicts, long row, int bits) {
        Native.putByte(verdicts + row, (byte) (Native.getByte(verdicts + row) | bits));
    }

    /// @param status strings of any layout
    static void active(ArrayData status, long verdicts) {
        BytesColumn values = BytesColumn.of(status);
        for (long row = 0; row < values.length(); row++) {
            if (!values.isNull(row) && values.size(row) == ACTIVE.length && isActive(values.address(row))) {
                add(verdicts, row, Verdict.active());
            }
        }
    }

    private static boolean isActive(long address) {
        for (int i = 0; i < ACTIVE.length; i++) {
            if (Native.getByte(address + i) != ACTIVE[i]) {
                return false;
            }
        }
        return true;
    }

    /// Whether each value of `days`, a date, makes at least `bound` by `count`.
    static void days(ArrayData days, ToIntFunction<LocalDate> count, int bound, int rule, long verdicts) {
        FixedColumn values = FixedColumn.of(days);
        for (long row = 0; row < values.length(); row++) {
            if (!values.isNull(row)) {
                int counted = count.applyAsInt(LocalDate.ofEpochDay(values.getInt(row)));
                add(verdicts, row, Verdict.known(rule, counted >= bound));
            }
        }
    }

    /// Whether each number is at least `bound`, compared exactly. NaN is greater than every number.
    static void atLeast(ArrayData numbers, BigDecimal bound, int rule, long verdicts) {
        FixedColumn values = FixedColumn.of(numbers);
        switch (numbers.type()) {
            case DataType.Int(int bits, boolean signed) -> {
                BigInteger least = bound.setScale(0, RoundingMode.CEILING).unscaledValue();
                integers(values, bits, signed, least, rule, verdicts);
            }
            case DataType.Decimal(int bits, int _, int scale) -> {
                BigInteger least = bound.setScale(scale, RoundingMode.CEILING).unscaledValue();
                decimals(values, bits, least, rule, verdicts);
            }
            default -> floats(values, numbers.type().equals(Types.FLOAT32), bound.doubleValue(), rule, verdicts);
        }
    }

    private static void integers(
            FixedColumn values, int bits, boolean signed, BigInteger least, int rule, long verdicts) {
        boolean reachable = least.bitLength() < Long.SIZE;
        long bound = reachable ? least.longValue() : Long.MAX_VALUE;
        long mask = signed || bits == Long.SIZE ? -1 : (1L << bits) - 1;
        for (long row = 0; row < values.length(); row++) {
            if (!values.isNull(row)) {
                long value =
                        mask
                                & switch (bits) {
                                    case 8 -> values.getByte(row);
                                    case 16 -> values.getShort(row);
                                    case 32 -> values.getInt(row);
                                    default -> values.getLong(row);
                                };
                boolean beyondLong = !signed && value < 0;
                boolean holds = reachable ? beyondLong || value >= bound : beyondLong && unsigned(value, least);
                add(verdicts, row, Verdict.known(rule, holds));
            }
        }
    }

    private static boolean unsigned(long value, BigInteger least) {
        return new BigInteger(Long.toUnsignedString(value)).compareTo(least) >= 0;
    }

    /// Decimals of up to 128 bits, little-endian two's complement.
    private static void decimals(FixedColumn values, int bits, BigInteger least, int rule, long verdicts) {
        boolean reachable = least.bitLength() < 128;
        long boundLow = least.longValue();
        long boundHigh = least.shiftRight(Long.SIZE).longValue();
        for (long row = 0; row < values.length(); row++) {
            if (!values.isNull(row)) {
                long low;
                long high;
                if (bits == 128) {
                    low = values.getLong(row << 1);
                    high = values.getLong((row << 1) + 1);
                } else {
                    low = bits == 64 ? values.getLong(row) : values.getInt(row);
                    high = low >> 63;
                }
                boolean holds = high > boundHigh || (high == boundHigh && Long.compareUnsigned(low, boundLow) >= 0);
                add(verdicts, row, Verdict.known(rule, reachable && holds));
            }
        }
    }

    private static void floats(FixedColumn values, boolean single, double bound, int rule, long verdicts) {
        for (long row = 0; row < values.length(); row++) {
            if (!values.isNull(row)) {
                double value = single ? values.getFloat(row) : values.getDouble(row);
                add(verdicts, row, Verdict.known(rule, value >= bound || Double.isNaN(value)));
            }
        }
    }
}
