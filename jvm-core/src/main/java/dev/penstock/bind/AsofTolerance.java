package dev.penstock.bind;

import dev.penstock.bind.BoundExpr.Constant;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.type.DataType;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// How far the keys of an as-of join may be apart, in the form that engines want. As in Polars a tolerance counts
/// without its sign, and what is finer than the key's units is cut off.
final class AsofTolerance {
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private AsofTolerance() {}

    /// @param type of the keys, which have distances
    /// @return a double for floats, a decimal for decimals, else a count of units: an int64 or uint64
    /// @throws PenstockException with code INVALID_OPERATION for a value that is no distance of such keys
    static Constant of(Expr.Literal written, DataType type) {
        return switch (written.value()) {
            case String text -> span(text, written, type);
            case Long units when written.type() instanceof DataType.Duration(TimeUnit unit) ->
                    nanos(
                            BigInteger.valueOf(units).multiply(BigInteger.valueOf(SECOND_NANOS / unit.perSecond())),
                            written,
                            type);
            case Long number -> number(new BigDecimal(number), written, type);
            case BigInteger number -> number(new BigDecimal(number), written, type);
            case BigDecimal number -> number(number, written, type);
            case Double number when type.isFloat() && !number.isNaN() -> new Constant(Types.FLOAT64, Math.abs(number));
            case Double number when Double.isFinite(number) -> number(BigDecimal.valueOf(number), written, type);
            case null, default -> throw refused(written, type);
        };
    }

    private static Constant span(String text, Expr.Literal written, DataType type) {
        CalendarSpan span = CalendarSpan.parse(text);
        if (span.months() != 0) {
            throw new PenstockException(
                            ErrorCode.COMPUTE, "the tolerance \"" + text + "\" has months, whose length differs")
                    .hint("write days or weeks, such as 4w");
        }
        BigInteger days =
                BigInteger.valueOf(span.weeks()).multiply(BigInteger.valueOf(7)).add(BigInteger.valueOf(span.days()));
        return nanos(days.multiply(BigInteger.valueOf(DAY_NANOS)).add(BigInteger.valueOf(span.nanos())), written, type);
    }

    private static Constant nanos(BigInteger nanos, Expr.Literal written, DataType type) {
        long each =
                switch (type) {
                    case DataType.Date _ -> DAY_NANOS;
                    case DataType.Time(TimeUnit unit) -> SECOND_NANOS / unit.perSecond();
                    case DataType.Timestamp(TimeUnit unit, _) -> SECOND_NANOS / unit.perSecond();
                    case DataType.Duration(TimeUnit unit) -> SECOND_NANOS / unit.perSecond();
                    default -> throw refused(written, type);
                };
        return units(nanos.abs().divide(BigInteger.valueOf(each)));
    }

    private static Constant number(BigDecimal number, Expr.Literal written, DataType type) {
        BigDecimal distance = number.abs();
        return switch (type) {
            case DataType.FloatingPoint _ -> new Constant(Types.FLOAT64, distance.doubleValue());
            case DataType.Decimal(_, _, int scale) -> {
                BigDecimal cut = distance.setScale(scale, RoundingMode.FLOOR);
                if (cut.precision() > 38) {
                    throw refused(written, type);
                }
                yield new Constant(new DataType.Decimal(128, 38, scale), cut);
            }
            default -> units(distance.toBigInteger());
        };
    }

    /// No two keys of 64 bits are further apart than the greatest uint64.
    private static Constant units(BigInteger count) {
        if (count.bitLength() < Long.SIZE) {
            return new Constant(Types.INT64, count.longValue());
        }
        BigInteger most = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
        return new Constant(Types.UINT64, count.min(most));
    }

    private static PenstockException refused(Expr.Literal written, DataType type) {
        return new PenstockException(
                        ErrorCode.INVALID_OPERATION,
                        "%s is no tolerance for keys of type %s".formatted(ExprText.of(written), type))
                .hint("numbers have numbers, temporal types also durations such as \"1h30m\"");
    }
}
