package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.MathFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Binary;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Decimal;
import dev.penstock.type.DataType.Duration;
import dev.penstock.type.DataType.Int;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.DataType.Utf8;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;

/// The operators `+ - * / // %` as SQL: of numbers, texts, points in time and durations.
final class ArithmeticSql {
    private ArithmeticSql() {}

    static String of(BoundExpr.Call call, MathFunction function, List<String> arguments) {
        String left = arguments.get(0);
        String right = arguments.get(1);
        DataType type = call.type();
        DataType of = call.arguments().getFirst().type().logical();
        return switch (of) {
            case Duration _, Date _, Timestamp _, Time _ -> temporal(call, function, left, right);
            case Utf8 _, Binary _ -> SqlForm.of("({0} || {1})", left, right);
            case Decimal decimal -> DecimalSql.of(function, decimal, left, right);
            case Int number when call.arguments().get(1).type() instanceof Duration ->
                    temporal(call, function, left, right);
            case Int number when type instanceof Int -> integer(function, number, left, right);
            default -> floating(function, left, right);
        };
    }

    private static String integer(MathFunction function, Int type, String left, String right) {
        return switch (function) {
            case ADD -> IntegerSql.add(type, left, right);
            case SUB -> IntegerSql.sub(type, left, right);
            case MUL -> IntegerSql.mul(type, left, right);
            case FLOORDIV -> IntegerSql.floorDiv(type, left, right);
            case MOD -> IntegerSql.mod(type, left, right);
            default -> floating(function, left, right);
        };
    }

    private static String floating(MathFunction function, String left, String right) {
        return switch (function) {
            case ADD -> SqlForm.of("({0} + {1})", left, right);
            case SUB -> SqlForm.of("({0} - {1})", left, right);
            case MUL -> SqlForm.of("({0} * {1})", left, right);
            case TRUEDIV -> SqlForm.of("({0} / {1})", left, right);
            case FLOORDIV -> SqlForm.of("floor({0} / {1})", left, right);
            case MOD -> SqlForm.of("({0} - floor({0} / {1}) * {1})", left, right);
            default -> throw new AssertionError(function);
        };
    }

    /// The binder has brought both sides to one unit, save for a date that a duration moves.
    private static String temporal(BoundExpr.Call call, MathFunction function, String left, String right) {
        DataType l = call.arguments().get(0).type();
        DataType r = call.arguments().get(1).type();
        return switch (function) {
            case ADD, SUB -> {
                String operator = function == MathFunction.ADD ? "+" : "-";
                if (l instanceof Date && r instanceof Duration(TimeUnit unit)) {
                    // Polars moves a date by whole days: the time of day that would come of it is cut off.
                    String moved =
                            SqlForm.of(
                                    "({0} " + operator + " {1})",
                                    TemporalSql.units(l, left) + " * " + 86_400 * unit.perSecond(),
                                    right);
                    yield TemporalSql.point(l, floorDiv(moved, 86_400 * unit.perSecond()));
                }
                String a = TemporalSql.units(l, left);
                String b = TemporalSql.units(r, right);
                yield TemporalSql.point(call.type(), SqlForm.of("({0} " + operator + " {1})", a, b));
            }
            case MUL -> {
                boolean durationFirst = l instanceof Duration;
                DataType factor = durationFirst ? r : l;
                yield factor instanceof Int
                        ? IntegerSql.mul((Int) Types.INT64, left, right)
                        : SqlForm.of("CAST(trunc({0} * {1}) AS BIGINT)", left, right);
            }
            case TRUEDIV -> {
                if (r instanceof Duration) {
                    yield SqlForm.of("(CAST({0} AS DOUBLE) / CAST({1} AS DOUBLE))", left, right);
                }
                yield r instanceof Int
                        ? SqlForm.of("({0} // {1})", left, right)
                        : SqlForm.of("CAST(trunc({0} / {1}) AS BIGINT)", left, right);
            }
            default -> throw new AssertionError(function);
        };
    }

    /// An integer divided by a positive constant, rounded down.
    static String floorDiv(String value, long divisor) {
        return SqlForm.of("(({0} - ((({0} % {1}) + {1}) % {1})) // {1})", value, String.valueOf(divisor));
    }
}
