package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.Options;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;

/// The types of functions on dates, times, timestamps and durations.
final class TemporalTypes {
    private TemporalTypes() {}

    static BoundExpr bind(TemporalFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case YEAR, ISO_YEAR, CENTURY, MILLENNIUM -> day(function, arguments, options, Types.INT32);
            case MONTH, DAY, QUARTER, WEEK, WEEKDAY, DAYS_IN_MONTH -> day(function, arguments, options, Types.INT8);
            case ORDINAL_DAY -> day(function, arguments, options, Types.INT16);
            case IS_LEAP_YEAR -> day(function, arguments, options, Types.BOOL);
            case DATE -> day(function, arguments, options, Types.DATE32);
            case HOUR, MINUTE -> clock(function, arguments, options, Types.INT8);
            case SECOND ->
                    clock(function, arguments, options, options.flag("fractional", false) ? Types.FLOAT64 : Types.INT8);
            case MILLISECOND, MICROSECOND, NANOSECOND -> clock(function, arguments, options, Types.INT32);
            case TIME -> clock(function, arguments, options, new Time(TimeUnit.NANOSECOND));
        };
    }

    /// Of what has a day.
    private static BoundExpr day(TemporalFunction function, List<BoundExpr> arguments, Options options, DataType type) {
        DataType input = input(function, arguments);
        if (!(input instanceof Date || input instanceof Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        return call(function, arguments, options, type);
    }

    /// Of what has a time of day.
    private static BoundExpr clock(
            TemporalFunction function, List<BoundExpr> arguments, Options options, DataType type) {
        DataType input = input(function, arguments);
        if (!(input instanceof Time || input instanceof Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        return call(function, arguments, options, type);
    }

    private static DataType input(TemporalFunction function, List<BoundExpr> arguments) {
        arity(function, arguments, 1, 1);
        return arguments.getFirst().type().logical();
    }
}
