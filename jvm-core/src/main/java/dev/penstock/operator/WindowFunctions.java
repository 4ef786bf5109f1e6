package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.plan.Aggregation;
import dev.penstock.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which windows there are, and in which way each is computed.
final class WindowFunctions {
    private WindowFunctions() {}

    /// Why the window cannot be computed here; null when it can.
    static @Nullable String refusal(Computed window, Schema input) {
        return window.function() instanceof Aggregation
                ? AggregateFunctions.refusal(unordered(window), input)
                : "has no windows of \"" + window.function().symbol() + "\" yet";
    }

    /// Whether the window is an aggregate for which each row is added to its partition's accumulator.
    static boolean isAccumulated(Computed window, Schema input) {
        return window.function() instanceof Aggregation && AggregateFunctions.refusal(unordered(window), input) == null;
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
