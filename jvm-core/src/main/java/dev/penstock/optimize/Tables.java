package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What is known of the tables that a plan reads, before it runs.
public interface Tables {
    /// The values of a column lie between these, nulls and NaN left out.
    record Range(double least, double greatest) {}

    /// How many rows a leaf has: a frame, files, a stream.
    OptionalLong rows(BoundPlan leaf);

    /// The range of a leaf's column of numbers or times, dates in days; null when nobody knows it.
    default @Nullable Range range(BoundPlan leaf, String column) {
        return null;
    }

    /// How many columns a leaf has before those go that nobody reads; empty for one that knows no others.
    default OptionalInt columns(BoundPlan leaf) {
        return OptionalInt.empty();
    }

    /// How many bytes a row of a leaf's column takes up in memory; empty when nobody knows it better than its type
    /// does.
    default OptionalDouble width(BoundPlan leaf, String column) {
        return OptionalDouble.empty();
    }

    /// The plan whose rows an exchange delivers; null when nobody knows it.
    default @Nullable BoundPlan behind(BoundPlan.Exchange exchange) {
        return null;
    }

    /// Nothing is known.
    Tables UNKNOWN = _ -> OptionalLong.empty();
}
