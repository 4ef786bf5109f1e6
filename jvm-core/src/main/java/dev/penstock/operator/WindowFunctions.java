package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.kernel.group.Accumulators;
import dev.penstock.kernel.group.RowKeys;
import dev.penstock.kernel.group.Widening;
import dev.penstock.kernel.sort.Sortable;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which windows there are, and in which way each is computed.
final class WindowFunctions {
    private WindowFunctions() {}

    /// Why the window cannot be computed here; null when it can.
    static @Nullable String refusal(Computed window, Schema input) {
        DataType type = window.arguments().isEmpty() ? Types.NULL : input.field(window.arguments().getFirst()).type();
        for (Key key : unordered(window).orderBy()) {
            DataType ofKey = input.field(key.column()).type();
            if (!Sortable.handles(ofKey)) {
                return "has no order of " + ofKey;
            }
        }
        boolean handled =
                switch (window.function()) {
                    case OrderedFunction function -> handles(window, function, type, input);
                    case Aggregation _ ->
                            isEdge(window)
                                    || (isQuantile(window) && window.filter() == null && Accumulators.isNumber(type));
                    default -> false;
                };
        if (handled) {
            return null;
        }
        String refusal =
                window.function() instanceof Aggregation ? AggregateFunctions.refusal(unordered(window), input) : null;
        return refusal != null || isAccumulated(window, input)
                ? refusal
                : "has no windows of \"" + window.function().symbol() + "\" of " + type + " yet";
    }

    /// Whether the window is an aggregate that looks at all of a partition's values in order.
    static boolean isQuantile(Computed window) {
        return window.function() == Aggregation.MEDIAN || window.function() == Aggregation.QUANTILE;
    }

    /// Whether the window is the first or last value of a partition, whatever it is.
    static boolean isEdge(Computed window) {
        return (window.function() == Aggregation.FIRST || window.function() == Aggregation.LAST)
                && window.filter() == null
                && !window.options().flag("ignore_nulls", false);
    }

    private static boolean isKey(Computed window, Schema input) {
        return window.arguments().stream().allMatch(name -> RowKeys.handles(input.field(name).type()));
    }

    private static boolean handles(Computed window, OrderedFunction function, DataType type, Schema input) {
        return switch (function) {
            case SHIFT, FORWARD_FILL, BACKWARD_FILL, CUM_COUNT, ROW_INDEX -> true;
            // What does not fit into the signed type is an error, which this engine does not look for.
            case DIFF ->
                    (Widening.isLong(type) || type.isFloat())
                            && !Widening.isUnsigned64(type)
                            && !(type instanceof DataType.Bool)
                            && !(type instanceof DataType.Date(boolean milliseconds) && milliseconds);
            case PCT_CHANGE, CUM_PROD -> Accumulators.isNumber(type);
            case CUM_SUM -> Accumulators.isNumber(type) || type instanceof DataType.Duration;
            case CUM_MIN, CUM_MAX -> Widening.isLong(type) || type.isFloat();
            case ROLLING_MIN, ROLLING_MAX ->
                    !window.options().has("weights") && (Widening.isLong(type) || type.isFloat());
            case ROLLING_SUM, ROLLING_MEAN, ROLLING_STD, ROLLING_VAR, ROLLING_MEDIAN, ROLLING_QUANTILE ->
                    !window.options().has("weights") && Accumulators.isNumber(type);
            case RANK ->
                    Sortable.handles(type)
                            && !(type instanceof DataType.Null)
                            && !window.options().text("method", "average").equals("random");
            case RLE_ID -> !(type instanceof DataType.Null);
            case IS_DUPLICATED, IS_UNIQUE -> isKey(window, input);
            case IS_FIRST_DISTINCT, IS_LAST_DISTINCT -> isKey(window, input) && window.orderBy().isEmpty();
            case INTERPOLATE -> false;
        };
    }

    /// Whether the window is an aggregate for which each row is added to its partition's accumulator.
    static boolean isAccumulated(Computed window, Schema input) {
        Computed aggregate = unordered(window);
        return aggregate.function() instanceof Aggregation
                && AggregateFunctions.refusal(aggregate, input) == null
                && AggregateFunctions.isAdded(aggregate, input);
    }

    /// The aggregate without an order of its own, if that makes no difference.
    static Computed unordered(Computed window) {
        boolean ordered =
                window.function() == Aggregation.FIRST
                        || window.function() == Aggregation.LAST
                        || !(window.function() instanceof Aggregation);
        return ordered || window.orderBy().isEmpty()
                ? window
                : new Computed(
                        window.name(),
                        window.function(),
                        window.arguments(),
                        window.options(),
                        window.filter(),
                        List.of(),
                        window.type());
    }
}
