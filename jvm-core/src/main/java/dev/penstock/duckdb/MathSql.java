package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Bool;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Arithmetic and mathematics as SQL.
final class MathSql {
    private MathSql() {}

    static String of(BoundExpr.Call call, MathFunction function, List<String> arguments) {
        String x = arguments.getFirst();
        DataType type = call.arguments().getFirst().type();
        Options options = call.options();
        return switch (function) {
            case ADD, SUB, MUL, TRUEDIV, FLOORDIV, MOD -> ArithmeticSql.of(call, function, arguments);
            case NEG -> type instanceof Int number ? IntegerSql.neg(number, x) : SqlForm.of("(-{0})", x);
            case ABS -> type instanceof Int number ? IntegerSql.abs(number, x) : SqlForm.of("abs({0})", x);
            case POW -> power(call, arguments);
            case SQRT -> typed(type, "sqrt({0})", x);
            case CBRT -> typed(type, "cbrt({0})", x);
            case EXP -> typed(type, "exp({0})", x);
            case LOG -> logarithm(type, options.number("base", Math.E), x);
            // Near zero the sum would lose the digits of x; the series is exact to the last one there.
            case LOG1P ->
                    typed(
                            type,
                            "CASE WHEN abs({0}) < 1e-5 THEN {0} - {0} * {0} / 2 + {0} * {0} * {0} / 3"
                                    + " ELSE ln(1 + {0}) END",
                            x);
            case SIN -> typed(type, "sin({0})", x);
            case COS -> typed(type, "cos({0})", x);
            case TAN -> typed(type, "tan({0})", x);
            case COT -> typed(type, "(1 / tan({0}))", x);
            case ARCSIN -> typed(type, "asin({0})", x);
            case ARCCOS -> typed(type, "acos({0})", x);
            case ARCTAN -> typed(type, "atan({0})", x);
            case ARCTAN2 -> SqlForm.of("CAST(atan2({0}, {1}) AS {2})", x, arguments.get(1), SqlTypes.of(type));
            case SINH -> typed(type, "sinh({0})", x);
            case COSH -> typed(type, "cosh({0})", x);
            case TANH -> typed(type, "tanh({0})", x);
            case ARCSINH -> typed(type, "asinh({0})", x);
            case ARCCOSH -> typed(type, "acosh({0})", x);
            case ARCTANH -> typed(type, "atanh({0})", x);
            case DEGREES -> typed(type, "degrees({0})", x);
            case RADIANS -> typed(type, "radians({0})", x);
            case FLOOR -> typed(call.type(), "floor({0})", x);
            case CEIL -> typed(call.type(), "ceil({0})", x);
            case ROUND -> RoundSql.round(type, call.type(), options, x);
            case ROUND_SIG_FIGS -> RoundSql.significant(type, call.type(), options.integer("digits", 1), x);
            case TRUNCATE -> RoundSql.truncated(type, options.integer("decimals", 0), x);
            case SIGN ->
                    type.isFloat()
                            // Keeps NaN and the sign of zero.
                            ? typed(type, "CASE WHEN isnan({0}) OR {0} = 0 THEN {0} ELSE sign({0}) END", x)
                            : typed(type, "sign({0})", x);
            case CLIP -> clip(type, arguments);
            case BITWISE_COUNT_ONES -> bits(type, "bit_count({0})", x);
            case BITWISE_COUNT_ZEROS -> bits(type, width(type) + " - bit_count({0})", x);
            case BITWISE_LEADING_ONES -> run(type, x, "1", true);
            case BITWISE_LEADING_ZEROS -> run(type, x, "0", true);
            case BITWISE_TRAILING_ONES -> run(type, x, "1", false);
            case BITWISE_TRAILING_ZEROS -> run(type, x, "0", false);
            case MIN_HORIZONTAL -> extreme(type, "least", arguments);
            case MAX_HORIZONTAL -> extreme(type, "greatest", arguments);
            case SUM_HORIZONTAL -> sum(call.type(), options.flag("ignore_nulls", true), arguments);
            case MEAN_HORIZONTAL -> mean(call.type(), options.flag("ignore_nulls", true), arguments);
            case HASH -> throw new AssertionError("refused");
        };
    }

    /// A form whose value has the type, whatever DuckDB computes it in.
    private static String typed(DataType type, String form, String x) {
        String value = SqlForm.of(form, x);
        return type.equals(Types.FLOAT32)
                ? CastSql.narrowed(value)
                : "CAST(" + value + " AS " + SqlTypes.of(type) + ")";
    }

    private static String power(BoundExpr.Call call, List<String> arguments) {
        if (call.type() instanceof Int type) {
            return JvmFunctions.power(type, (Int) call.arguments().get(1).type(), arguments.get(0), arguments.get(1));
        }
        boolean root =
                call.arguments().get(1) instanceof BoundExpr.Constant(_, Object value, _)
                        && Double.valueOf(0.5).equals(value);
        // Of -0.0 and of -inf the two differ.
        return typed(call.type(), "{0}", SqlForm.of(root ? "sqrt({0})" : "pow({0}, {1})", arguments));
    }

    private static String logarithm(DataType type, double base, String x) {
        if (base == Math.E) {
            return typed(type, "ln({0})", x);
        }
        if (base == 10) {
            return typed(type, "log10({0})", x);
        }
        return base == 2
                ? typed(type, "log2({0})", x)
                : typed(type, "(ln({0}) / ln(CAST('" + base + "' AS DOUBLE)))", x);
    }

    /// NaN stays NaN and a null bound does not bound; a NaN bound does not either.
    private static String clip(DataType type, List<String> arguments) {
        var bounds = new ArrayList<>(arguments);
        if (type.isFloat()) {
            bounds.replaceAll(x -> SqlForm.of("CASE WHEN NOT isnan({0}) THEN {0} END", x));
        }
        return SqlForm.of(
                "CASE WHEN {1} < {2} THEN {2} WHEN {1} > {3} THEN {3} ELSE {0} END",
                arguments.getFirst(), bounds.get(0), bounds.get(1), bounds.get(2));
    }

    private static String width(DataType type) {
        return type instanceof Int(int bits, _) ? String.valueOf(bits) : "1";
    }

    private static String bits(DataType type, String form, String x) {
        String number = type instanceof Bool ? SqlForm.of("CAST({0} AS TINYINT)", x) : x;
        return SqlForm.of("CAST({0} AS UINTEGER)", SqlForm.of(form, number));
    }

    /// How many equal bits stand at one end.
    private static String run(DataType type, String x, String bit, boolean leading) {
        String bits =
                type instanceof Bool
                        ? SqlForm.of("CAST(CAST({0} AS TINYINT) AS VARCHAR)", x)
                        : SqlForm.of("CAST(CAST({0} AS BIT) AS VARCHAR)", x);
        String rest = (leading ? "ltrim(" : "rtrim(") + bits + ", '" + bit + "')";
        return SqlForm.of("CAST({0} - length({1}) AS UINTEGER)", width(type), rest);
    }

    /// Nulls do not count, and NaN only if there is nothing else.
    private static String extreme(DataType type, String function, List<String> arguments) {
        if (!type.isFloat()) {
            return SqlForm.call(function, arguments);
        }
        var numbers = new ArrayList<String>();
        arguments.forEach(x -> numbers.add(SqlForm.of("CASE WHEN NOT isnan({0}) THEN {0} END", x)));
        return SqlForm.of("coalesce({0}, {1})", SqlForm.call(function, numbers), SqlForm.call("coalesce", arguments));
    }

    private static String sum(DataType type, boolean ignoreNulls, List<String> arguments) {
        var sum = "";
        for (String argument : arguments) {
            String part = ignoreNulls ? SqlForm.of("coalesce({0}, {1})", argument, zero(type)) : argument;
            sum =
                    sum.isEmpty()
                            ? part
                            : type instanceof Int number
                                    ? IntegerSql.add(number, sum, part)
                                    : SqlForm.of("({0} + {1})", sum, part);
        }
        return sum;
    }

    private static String zero(DataType type) {
        return "CAST(0 AS " + SqlTypes.of(type) + ")";
    }

    private static String mean(DataType type, boolean ignoreNulls, List<String> arguments) {
        var numbers = arguments.stream().map(x -> SqlForm.of("CAST({0} AS DOUBLE)", x)).toList();
        String mean =
                ignoreNulls
                        ? SqlForm.of("list_avg({0})", SqlForm.call("list_value", numbers))
                        : SqlForm.of("({0} / {1})", SqlForm.joined("+", numbers), String.valueOf(numbers.size()));
        return SqlForm.of("CAST({0} AS {1})", mean, SqlTypes.of(type));
    }
}
