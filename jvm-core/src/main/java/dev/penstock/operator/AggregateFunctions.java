package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.UserFunctions;
import dev.penstock.function.AggregateCall;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.SeriesCall;
import dev.penstock.kernel.group.Accumulator;
import dev.penstock.kernel.group.Accumulators;
import dev.penstock.kernel.group.Gatherings;
import dev.penstock.kernel.group.GroupResult;
import dev.penstock.kernel.group.Interpolation;
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
        if (caresForOrder(aggregate)) {
            for (BoundPlan.Key key : aggregate.orderBy()) {
                DataType type = input.field(key.column()).type();
                if (!(aggregate.function() instanceof Aggregation) || !Accumulators.isPicked(type)) {
                    return "has no aggregation in an order by " + type + " yet";
                }
            }
        }
        if (aggregate.function() instanceof UserFunctions.Aggregate
                || aggregate.function() instanceof UserFunctions.Series) {
            return null;
        }
        if (!(aggregate.function() instanceof Aggregation function)) {
            return "has no aggregation \"" + aggregate.function().symbol() + "\" yet";
        }
        if (function == Aggregation.CORR && !aggregate.options().text("method", "pearson").equals("pearson")) {
            return "has no " + aggregate.options().text("method") + " correlation yet";
        }
        DataType type = argument(aggregate, input, 0);
        return isNothing(aggregate) || isSupported(function, type, aggregate, input)
                ? null
                : "has no aggregation \"" + aggregate.function().symbol() + "\" of " + type + " yet";
    }

    /// Whether the order of a group's rows can change the result.
    static boolean caresForOrder(Computed aggregate) {
        return !(aggregate.function() instanceof Aggregation function)
                || switch (function) {
                    case FIRST, LAST, IMPLODE, ARG_MIN, ARG_MAX, MIN_BY, MAX_BY -> true;
                    default -> false;
                };
    }

    private static boolean isSupported(Aggregation function, DataType type, Computed aggregate, Schema input) {
        return switch (function) {
            case LEN, COUNT, NULL_COUNT, HAS_NULLS, IMPLODE, FIRST, LAST, ITEM -> true;
            case SUM -> Accumulators.isSummed(type);
            case PRODUCT -> Accumulators.isNumber(type);
            case MEAN -> Accumulators.isReal(type) && !isWide(type);
            case MEDIAN, QUANTILE -> Accumulators.isReal(type);
            case STD, VAR, SKEW, KURTOSIS -> Accumulators.isReal(type) || type instanceof DataType.Null;
            case CORR, COV -> isFloatable(argument(aggregate, input, 0)) && isFloatable(argument(aggregate, input, 1));
            case MIN, MAX, NAN_MIN, NAN_MAX -> Accumulators.hasExtremes(type) || Accumulators.isPicked(type);
            case ARG_MIN, ARG_MAX -> Accumulators.isPicked(type);
            case MIN_BY, MAX_BY -> Accumulators.isPicked(argument(aggregate, input, 1));
            case N_UNIQUE, APPROX_N_UNIQUE -> RowKeys.handles(type);
            case ANY, ALL -> type instanceof DataType.Bool || type instanceof DataType.Null;
            case BITWISE_AND, BITWISE_OR, BITWISE_XOR -> type.isInteger() || type instanceof DataType.Bool;
        };
    }

    private static boolean isFloatable(DataType type) {
        return Accumulators.isReal(type) || type instanceof DataType.Null;
    }

    private static boolean isWide(DataType type) {
        return type instanceof DataType.Decimal(int bits, _, _) && bits > 128;
    }

    /// Whether the result has no type but that of nulls.
    static boolean isNothing(Computed aggregate) {
        return aggregate.function() instanceof Aggregation && aggregate.type() instanceof DataType.Null;
    }

    /// Whether each row is added to its group by itself, and its first argument is all that is needed for that.
    static boolean isAdded(Computed aggregate, Schema input) {
        boolean pairs = aggregate.function() == Aggregation.CORR || aggregate.function() == Aggregation.COV;
        return isNothing(aggregate) || !(pairs || needsRows(aggregate, input));
    }

    /// Whether the aggregate needs all rows of a group at once.
    static boolean needsRows(Computed aggregate, Schema input) {
        DataType type = argument(aggregate, input, 0);
        return aggregate.function() instanceof Aggregation function
                && switch (function) {
                    case MEDIAN, QUANTILE, IMPLODE, ARG_MIN, ARG_MAX, MIN_BY, MAX_BY, ITEM -> true;
                    case FIRST, LAST -> !Accumulators.isOrdered(type) || !aggregate.orderBy().isEmpty();
                    case MIN, MAX, NAN_MIN, NAN_MAX -> !Accumulators.hasExtremes(type);
                    default -> false;
                };
    }

    private static DataType argument(Computed aggregate, Schema input, int index) {
        return aggregate.arguments().size() <= index
                ? Types.NULL
                : input.field(aggregate.arguments().get(index)).type();
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
            case SKEW -> Accumulators.moments(allocator);
            case COV -> Accumulators.products(allocator);
            case BITWISE_AND -> Accumulators.bitwiseAnd(type, allocator);
            case BITWISE_OR -> Accumulators.bitwiseOr(type, allocator);
            case BITWISE_XOR -> Accumulators.bitwiseXor(type, allocator);
            case IMPLODE -> Gatherings.rows(state.arguments(), state.orders(), allocator);
            default -> throw new AssertionError(function);
        };
    }

    /// What an aggregate makes of its states. The caller owns it where it is a [PreparedResult].
    ///
    /// @param places where the arguments stand among the columns of rows
    static GroupResult result(
            Computed aggregate, Schema input, List<Accumulator> states, List<Integer> places, Allocator allocator) {
        if (!(aggregate.function() instanceof Aggregation function)) {
            return states.getFirst();
        }
        DataType type = aggregate.type();
        if (isNothing(aggregate)) {
            return Accumulators.nothing(type);
        }
        Accumulator first = states.getFirst();
        if (needsRows(aggregate, input)) {
            return ofRows(function, aggregate, argument(aggregate, input, 0), first, places, allocator);
        }
        Options options = aggregate.options();
        return switch (function) {
            case COUNT -> Accumulators.values(type, first, states.get(1));
            case MEAN -> Accumulators.means(type, argument(aggregate, input, 0), first, states.get(1), states.get(2));
            case SKEW -> Accumulators.skews(type, first, options.flag("bias", true));
            case KURTOSIS ->
                    Accumulators.kurtoses(type, first, options.flag("fisher", true), options.flag("bias", true));
            case COV -> Accumulators.covariances(type, first, options.integer("ddof", 1));
            case CORR -> Accumulators.correlations(type, first, states.get(1));
            default -> first;
        };
    }

    private static GroupResult ofRows(
            Aggregation function,
            Computed aggregate,
            DataType argument,
            Accumulator rows,
            List<Integer> places,
            Allocator allocator) {
        int column = places.getFirst();
        DataType type = aggregate.type();
        Options options = aggregate.options();
        return switch (function) {
            case IMPLODE -> Gatherings.lists(type, rows, column);
            case MEDIAN -> Gatherings.quantiles(type, argument, rows, column, 0.5, Interpolation.LINEAR, allocator);
            case QUANTILE -> {
                Interpolation between = Interpolation.of(options.text("interpolation", "nearest"));
                yield Gatherings.quantiles(
                        type, argument, rows, column, options.number("quantile", 0.5), between, allocator);
            }
            case FIRST -> Gatherings.ends(rows, column, false, options.flag("ignore_nulls", false), allocator);
            case LAST -> Gatherings.ends(rows, column, true, options.flag("ignore_nulls", false), allocator);
            case MIN, NAN_MIN -> Gatherings.extremes(rows, column, column, false, allocator);
            case MAX, NAN_MAX -> Gatherings.extremes(rows, column, column, true, allocator);
            case MIN_BY -> Gatherings.extremes(rows, column, places.get(1), false, allocator);
            case MAX_BY -> Gatherings.extremes(rows, column, places.get(1), true, allocator);
            case ARG_MIN -> Gatherings.places(type, rows, column, false, allocator);
            case ARG_MAX -> Gatherings.places(type, rows, column, true, allocator);
            case ITEM -> Gatherings.items(rows, column, options.flag("allow_empty", false), allocator);
            default -> throw new AssertionError(function);
        };
    }
}
