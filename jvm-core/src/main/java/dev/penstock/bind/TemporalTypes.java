package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;
import static dev.penstock.bind.ElementwiseTypes.call;

import dev.penstock.plan.Options;
import dev.penstock.plan.TemporalFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.Types;
import java.util.List;

/// The types of functions on dates, times, timestamps and durations.
final class TemporalTypes {
    private TemporalTypes() {}

    static BoundExpr bind(TemporalFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case YEAR -> part(function, arguments, options, Types.INT32);
            case MONTH, DAY -> part(function, arguments, options, Types.INT8);
        };
    }

    private static BoundExpr part(
            TemporalFunction function, List<BoundExpr> arguments, Options options, DataType type) {
        arity(function, arguments, 1, 1);
        DataType input = arguments.getFirst().type();
        if (!(input instanceof Date || input instanceof Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        return call(function, arguments, options, type);
    }
}
