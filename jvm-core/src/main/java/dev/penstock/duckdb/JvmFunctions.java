package dev.penstock.duckdb;

import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Int;
import java.util.List;

/// Calls of the scalar functions that run in the JVM, because SQL cannot say them exactly.
final class JvmFunctions {
    private JvmFunctions() {}

    /// An integer to the power of another, in the low bits of `type`; a negative exponent is an error.
    static String power(Int type, Int exponent, String x, String y) {
        // Exponents beyond int64 do not occur; they are an error like negative ones.
        String whole = exponent.bits() == 64 ? SqlForm.of("CAST({0} AS BIGINT)", y) : y;
        String power = SqlForm.of("penstock_pow({0}, {1})", lowBits(type, x), whole);
        return IntegerSql.wrapped(type, power);
    }

    /// The bits of an integer as a BIGINT.
    private static String lowBits(Int type, String x) {
        return type.bits() == 64 && !type.signed()
                ? IntegerSql.wrapped(new Int(64, true), SqlForm.of("CAST({0} AS HUGEINT)", x))
                : x;
    }

    /// Both sides have 38 digits and the same scale, and so has the result.
    static String decimal(MathFunction function, Decimal type, String left, String right) {
        return SqlForm.call("penstock_decimal_" + function.symbol() + "_" + type.scale(), List.of(left, right));
    }
}
