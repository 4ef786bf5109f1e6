package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.UserFunctions;
import dev.penstock.function.AggregateCall;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.SeriesCall;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.Accumulators;
import dev.penstock.kernel.group.GroupResult;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The accumulators of aggregates.
final class AggregateFunctions {
    private AggregateFunctions() {}

    /// Why the aggregate cannot be computed here; null when it can.
    static @Nullable String refusal(Computed aggregate, Schema input) {
        if (!aggregate.orderBy().isEmpty()) {
            return "has no aggregation in an order of its own yet";
        }
        if (aggregate.function() instanceof UserFunctions.Aggregate
                || aggregate.function() instanceof UserFunctions.Series) {
            return null;
        }
        if (!(aggregate.function() instanceof Aggregation function)) {
            return "has no aggregation \"" + aggregate.function().symbol() + "\" yet";
        }
        DataType type = argument(aggregate, input);
        boolean supported =
                switch (function) {
                    case LEN, COUNT, NULL_COUNT, HAS_NULLS -> true;
                    case SUM, MEAN, PRODUCT, STD, VAR -> Accumulators.isNumber(type);
                    case MIN, MAX, NAN_MIN, NAN_MAX, FIRST, LAST -> Accumulators.isOrdered(type);
                    case N_UNIQUE -> RowKeys.handles(type);
                    case ANY, ALL -> type instanceof DataType.Bool;
                    default -> false;
                };
        return supported ? null : "has no aggregation \"" + aggregate.function().symbol() + "\" of " + type + " yet";
    }

    private static DataType argument(Computed aggregate, Schema input) {
        return aggregate.arguments().isEmpty() ? Types.NULL : input.field(aggregate.arguments().getFirst()).type();
    }

    /// The accumulator of a state. The caller owns it.
    static Accumulator accumulator(AggregateColumns.State state, FunctionContext context) {
        Allocator allocator = context.allocator();
        return switch (state.function()) {
            case UserFunctions.Aggregate(AggregateCall call) -> new UserAccumulator(call.open(context));
            case UserFunctions.Series(SeriesCall call) -> new UserAccumulator(new GroupedSeries(call, context));
            case Aggregation function -> accumulator(function, state, allocator);
            default -> throw new AssertionError(state.function());
        };
    }

    private static Accumulator accumulator(Aggregation function, AggregateColumns.State state, Allocator allocator) {
        DataType type = state.type();
        Options options = state.options();
        return switch (function) {
            case LEN -> Accumulators.rows(type, allocator);
            case NULL_COUNT, HAS_NULLS -> Accumulators.nulls(type, allocator);
            case SUM -> Accumulators.sums(type, allocator);
            case PRODUCT -> Accumulators.products(type, allocator);
            case STD -> Accumulators.variances(type, true, options.integer("ddof", 1), allocator);
            case VAR -> Accumulators.variances(type, false, options.integer("ddof", 1), allocator);
            case MIN -> Accumulators.extremes(type, false, false, allocator);
            case MAX -> Accumulators.extremes(type, true, false, allocator);
            case NAN_MIN -> Accumulators.extremes(type, false, true, allocator);
            case NAN_MAX -> Accumulators.extremes(type, true, true, allocator);
            case FIRST -> Accumulators.ends(type, false, options.flag("ignore_nulls", false), allocator);
            case LAST -> Accumulators.ends(type, true, options.flag("ignore_nulls", false), allocator);
            case N_UNIQUE -> Accumulators.distincts(type, state.argument(), allocator);
            case ANY -> Accumulators.truths(type, true, options.flag("ignore_nulls", true), allocator);
            case ALL -> Accumulators.truths(type, false, options.flag("ignore_nulls", true), allocator);
            default -> throw new AssertionError(function);
        };
    }

    /// What an aggregate makes of its states.
    static GroupResult result(Computed aggregate, List<Accumulator> states) {
        return switch (aggregate.function()) {
            case Aggregation.COUNT -> Accumulators.values(aggregate.type(), states.get(0), states.get(1));
            case Aggregation.MEAN -> Accumulators.means(aggregate.type(), states.get(0), states.get(1), states.get(2));
            default -> states.getFirst();
        };
    }
}
