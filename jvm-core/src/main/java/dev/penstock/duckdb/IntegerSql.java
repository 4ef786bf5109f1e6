package dev.penstock.duckdb;

import dev.penstock.type.DataType.Int;
import java.math.BigInteger;

/// Arithmetic of integers that wraps around, in SQL: computed in a type that is wide enough, then cut to the low bits.
final class IntegerSql {
    private IntegerSql() {}

    static String add(Int type, String left, String right) {
        return wrapped(type, widened(type, "+", left, right));
    }

    static String sub(Int type, String left, String right) {
        return wrapped(type, widened(type, "-", left, right));
    }

    static String mul(Int type, String left, String right) {
        if (!type.signed() && type.bits() >= 32) {
            // The product may need twice as many bits, and no sign is left for one.
            String wide = type.bits() == 64 ? "UHUGEINT" : "UBIGINT";
            String mask = mask(type.bits()).toString();
            return SqlForm.of(
                    "CAST(((CAST({0} AS {3}) * CAST({1} AS {3})) & CAST({2} AS {3})) AS {4})",
                    left, right, mask, wide, name(type));
        }
        return wrapped(type, widened(type, "*", left, right));
    }

    static String neg(Int type, String value) {
        return wrapped(type, SqlForm.of("(-CAST({0} AS {1}))", value, wide(type)));
    }

    static String abs(Int type, String value) {
        return type.signed() ? wrapped(type, SqlForm.of("abs(CAST({0} AS {1}))", value, wide(type))) : value;
    }

    /// Rounded down; null for a divisor of zero.
    static String floorDiv(Int type, String left, String right) {
        if (!type.signed()) {
            return SqlForm.of("({0} // {1})", left, right);
        }
        if (type.bits() < 64) {
            // A quotient of doubles is near enough: between it and the next integer lie at least 2^-32 of its size.
            return wrapped(
                    type,
                    SqlForm.of(
                            "CAST(floor(CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0)) AS BIGINT)",
                            left, right));
        }
        return wrapped(
                type,
                SqlForm.of(
                        "((CAST({0} AS HUGEINT) - {2}) // CAST({1} AS HUGEINT))", left, right, mod(type, left, right)));
    }

    /// With the sign of the divisor; null for a divisor of zero.
    static String mod(Int type, String left, String right) {
        if (!type.signed()) {
            return SqlForm.of("({0} % {1})", left, right);
        }
        return SqlForm.of(
                "CAST(((CAST({0} AS {2}) % CAST({1} AS {2})) + CAST({1} AS {2})) % CAST({1} AS {2}) AS {3})",
                left, right, wide(type), name(type));
    }

    /// The low bits of a value of the wide type.
    static String wrapped(Int type, String value) {
        String low = SqlForm.of("({0} & {1})", value, wideConstant(type, mask(type.bits())));
        if (!type.signed()) {
            return SqlForm.of("CAST({0} AS {1})", low, name(type));
        }
        String half = wideConstant(type, BigInteger.ONE.shiftLeft(type.bits() - 1));
        return SqlForm.of(
                "CAST((({0} + {1}) & {2}) - {1} AS {3})",
                value, half, wideConstant(type, mask(type.bits())), name(type));
    }

    /// A type in which a sum, a difference or a signed product of two values cannot overflow.
    static String wide(Int type) {
        return type.bits() == 64 ? "HUGEINT" : "BIGINT";
    }

    /// The integer that is nearest to a DOUBLE when its fraction is cut off; 0 for NaN.
    static String nearest(Int type, String x) {
        return SqlForm.of(
                "CASE WHEN isnan({0}) THEN CAST(0 AS {1}) ELSE coalesce(TRY_CAST(trunc({0}) AS {1}), CASE WHEN {0} < 0"
                        + " THEN {2} WHEN {0} > 0 THEN {3} END) END",
                x, name(type), LiteralSql.of(type, least(type)), LiteralSql.of(type, greatest(type)));
    }

    /// The smallest value of the type, as a constant of a plan holds it.
    static Object least(Int type) {
        return type.signed() ? (Object) (Long.MIN_VALUE >> (64 - type.bits())) : (Object) 0L;
    }

    /// The largest value of the type, as a constant of a plan holds it.
    static Object greatest(Int type) {
        int bits = type.signed() ? type.bits() - 1 : type.bits();
        return bits == 64 ? mask(bits) : (Object) mask(bits).longValueExact();
    }

    private static String widened(Int type, String operator, String left, String right) {
        return SqlForm.of("(CAST({0} AS {2}) {3} CAST({1} AS {2}))", left, right, wide(type), operator);
    }

    private static String wideConstant(Int type, BigInteger value) {
        return "CAST(" + value + " AS " + wide(type) + ")";
    }

    private static BigInteger mask(int bits) {
        return BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    }

    private static String name(Int type) {
        return SqlTypes.of(type);
    }
}
