package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.plan.StructFunction;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Predicates as the parts that must all be true.
public final class Predicates {
    private static final Set<StringFunction> TOTAL_TEXT =
            EnumSet.of(
                    StringFunction.STARTS_WITH,
                    StringFunction.ENDS_WITH,
                    StringFunction.LEN_BYTES,
                    StringFunction.LEN_CHARS,
                    StringFunction.TO_UPPERCASE,
                    StringFunction.TO_LOWERCASE);

    /// Parts of a moment and lengths of durations: every moment has them.
    private static final Set<TemporalFunction> TOTAL_TIME =
            EnumSet.of(
                    TemporalFunction.YEAR,
                    TemporalFunction.MONTH,
                    TemporalFunction.DAY,
                    TemporalFunction.QUARTER,
                    TemporalFunction.WEEK,
                    TemporalFunction.ISO_YEAR,
                    TemporalFunction.WEEKDAY,
                    TemporalFunction.ORDINAL_DAY,
                    TemporalFunction.HOUR,
                    TemporalFunction.MINUTE,
                    TemporalFunction.SECOND,
                    TemporalFunction.MILLISECOND,
                    TemporalFunction.MICROSECOND,
                    TemporalFunction.NANOSECOND,
                    TemporalFunction.IS_LEAP_YEAR,
                    TemporalFunction.CENTURY,
                    TemporalFunction.MILLENNIUM,
                    TemporalFunction.DAYS_IN_MONTH,
                    TemporalFunction.TOTAL_DAYS,
                    TemporalFunction.TOTAL_HOURS,
                    TemporalFunction.TOTAL_MINUTES,
                    TemporalFunction.TOTAL_SECONDS,
                    TemporalFunction.TOTAL_MILLISECONDS,
                    TemporalFunction.TOTAL_MICROSECONDS,
                    TemporalFunction.TOTAL_NANOSECONDS);

    private Predicates() {}

    /// The parts of a conjunction. A row passes them all exactly when it passes the predicate: whether an `and` of
    /// booleans is false or null makes no difference to a filter.
    public static List<BoundExpr> parts(BoundExpr predicate) {
        var parts = new ArrayList<BoundExpr>();
        split(predicate, parts);
        return parts;
    }

    private static void split(BoundExpr predicate, List<BoundExpr> parts) {
        if (predicate instanceof BoundExpr.Call call && call.function() == LogicFunction.AND) {
            call.arguments().forEach(argument -> split(argument, parts));
        } else {
            parts.add(predicate);
        }
    }

    /// All of `parts`, of which there is at least one.
    public static BoundExpr all(List<BoundExpr> parts) {
        return parts.stream()
                .reduce((a, b) -> new BoundExpr.Call(LogicFunction.AND, List.of(a, b), Options.NONE, Types.BOOL))
                .orElseThrow();
    }

    /// Whether the expression has a value for every row. What may fail must not see rows that it would not have seen
    /// before.
    public static boolean isTotal(BoundExpr expression) {
        return switch (expression) {
            case BoundExpr.Ref _, BoundExpr.Constant _ -> true;
            case BoundExpr.Cast(BoundExpr input, DataType type, boolean strict, boolean wrap) ->
                    isTotal(input) && (!strict || wrap || widens(input.type(), type));
            case BoundExpr.Call call -> isTotal(call) && call.arguments().stream().allMatch(Predicates::isTotal);
            case BoundExpr.Case _, BoundExpr.Struct _ -> expression.children().stream().allMatch(Predicates::isTotal);
            case BoundExpr.Transform _ -> false;
        };
    }

    private static boolean isTotal(BoundExpr.Call call) {
        return switch (call.function()) {
            case LogicFunction function -> function != LogicFunction.REPLACE_STRICT;
            // Integers wrap around; decimals do not.
            case MathFunction _ -> !(call.type() instanceof DataType.Decimal);
            case StringFunction function -> TOTAL_TEXT.contains(function);
            case TemporalFunction function -> TOTAL_TIME.contains(function);
            case ListFunction function -> function == ListFunction.LEN;
            case StructFunction function -> function == StructFunction.FIELD;
            default -> false;
        };
    }

    private static boolean widens(DataType from, DataType to) {
        return from.equals(to)
                || (from instanceof DataType.Int a
                        && (to instanceof DataType.FloatingPoint
                                || (to instanceof DataType.Int b
                                        && (a.signed() == b.signed()
                                                ? a.bits() <= b.bits()
                                                : b.signed() && a.bits() < b.bits()))))
                || (from instanceof DataType.FloatingPoint a
                        && to instanceof DataType.FloatingPoint b
                        && a.bits() <= b.bits());
    }
}
