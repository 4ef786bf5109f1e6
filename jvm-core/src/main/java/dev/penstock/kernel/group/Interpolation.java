package dev.penstock.kernel.group;

/// Which value stands for a quantile that lies between two.
public enum Interpolation {
    NEAREST,
    LOWER,
    HIGHER,
    MIDPOINT,
    LINEAR,
    EQUIPROBABLE;

    /// By its name in Polars; NEAREST for one that is not known.
    public static Interpolation of(String name) {
        return switch (name) {
            case "lower" -> LOWER;
            case "higher" -> HIGHER;
            case "midpoint" -> MIDPOINT;
            case "linear" -> LINEAR;
            case "equiprobable" -> EQUIPROBABLE;
            default -> NEAREST;
        };
    }

    /// Where the quantile lies among `count` values, as a fraction of a place.
    static double place(double quantile, long count) {
        return (double) (count - 1) * quantile;
    }

    /// The place of the value that counts, or of the lower one of two.
    long lower(double quantile, long count) {
        double place = place(quantile, count);
        double index =
                switch (this) {
                    case NEAREST -> Math.floor(place + 0.5);
                    case HIGHER -> Math.ceil(place);
                    case EQUIPROBABLE -> Math.ceil((double) count * quantile) - 1;
                    case LOWER, MIDPOINT, LINEAR -> Math.floor(place);
                };
        return Math.clamp((long) index, 0, count - 1);
    }

    /// Whether the value at the place behind [#lower] counts as well.
    boolean needsUpper(double quantile, long count) {
        double place = place(quantile, count);
        return (this == MIDPOINT || this == LINEAR) && Math.ceil(place) > Math.floor(place);
    }

    double between(double lower, double upper, double quantile, long count) {
        if (this == MIDPOINT) {
            return (lower + upper) / 2;
        }
        double place = place(quantile, count);
        return lower == upper ? lower : (place - Math.floor(place)) * (upper - lower) + lower;
    }
}
