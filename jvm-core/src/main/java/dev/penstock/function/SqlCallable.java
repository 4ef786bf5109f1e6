package dev.penstock.function;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A function that SQL can call by its name: a scalar or an aggregate one, with its default settings.
///
/// @param takesType whether the last argument is the name of the first one's type, which SQL knows by itself
public record SqlCallable(
        String name,
        Signature signature,
        boolean takesType,
        @Nullable Supplier<ScalarCall> scalar,
        @Nullable Supplier<AggregateCall> aggregate) {
    /// The last part of the name.
    public String shortName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
