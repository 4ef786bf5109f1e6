package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Which value of sorted ones a quantile is, or between which two it lies.
///
/// @param share from 0 to 1
public record Quantile(double share, Kind kind) {
    /// How a value between two others is chosen.
    public enum Kind {
        NEAREST,
        LOWER,
        HIGHER,
        MIDPOINT,
        LINEAR,
        EQUIPROBABLE
    }

    /// A value by its place in the order.
    interface Sorted {
        double at(long place);
    }

    /// The quantile of `count` float64 in order at `values`.
    public double of(long values, long count) {
        return of(place -> Native.getDouble(values + (place << 3)), count);
    }

    double of(Sorted values, long count) {
        double place = (double) (count - 1) * share;
        return switch (kind) {
            case NEAREST -> values.at((long) Math.floor(place + 0.5));
            case LOWER -> values.at((long) Math.floor(place));
            case HIGHER -> values.at((long) Math.ceil(place));
            case MIDPOINT -> (values.at((long) Math.floor(place)) + values.at((long) Math.ceil(place))) / 2;
            case EQUIPROBABLE -> values.at(Math.max(0, (long) Math.ceil((double) count * share) - 1));
            case LINEAR -> {
                double low = values.at((long) Math.floor(place));
                double high = values.at((long) Math.ceil(place));
                double fraction = place - Math.floor(place);
                yield fraction == 0 || low == high ? low : low + (high - low) * fraction;
            }
        };
    }
}
