package dev.penstock.source.parquet;

import org.jspecify.annotations.Nullable;

/// What is known of a column in some rows: a row group, a page, a partition.
///
/// @param least a bound of the values, nulls and NaN left out; null when none is known
/// @param greatest likewise
/// @param exact whether both bounds are values that occur
/// @param nulls how many nulls there are; -1 when that is not known
/// @param rows how many rows
/// @param nan whether there may be a NaN
record Known(
        @Nullable Comparable<?> least,
        @Nullable Comparable<?> greatest,
        boolean exact,
        long nulls,
        long rows,
        boolean nan) {
    /// Nothing is known.
    static Known nothing(long rows) {
        return new Known(null, null, false, -1, rows, true);
    }

    /// Whether some row may compare so with `value`.
    boolean may(Condition.Comparison comparison, Object value) {
        if (rows == nulls) {
            return false;
        }
        if (value instanceof Double number && number.isNaN()) {
            // Every NaN equals it, and every other value is less.
            return comparison != Condition.Comparison.GREATER;
        }
        if (nan && mayNan(comparison)) {
            return true;
        }
        if (least == null || greatest == null) {
            return true;
        }
        Comparable<?> constant = Values.of(value);
        if (constant == null || constant.getClass() != least.getClass()) {
            return true;
        }
        int low = compare(least, constant);
        int high = compare(greatest, constant);
        return switch (comparison) {
            case EQUAL -> low <= 0 && high >= 0;
            case NOT_EQUAL -> !(exact && low == 0 && high == 0);
            case LESS -> low < 0;
            case LESS_OR_EQUAL -> low <= 0;
            case GREATER -> high > 0;
            case GREATER_OR_EQUAL -> high >= 0;
        };
    }

    @SuppressWarnings("unchecked") // both are of one class
    private static int compare(Comparable<?> bound, Comparable<?> constant) {
        return ((Comparable<Object>) bound).compareTo(constant);
    }

    /// Whether a NaN, the greatest value, compares so with a number.
    private static boolean mayNan(Condition.Comparison comparison) {
        return switch (comparison) {
            case NOT_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
            case EQUAL, LESS, LESS_OR_EQUAL -> false;
        };
    }

    /// Whether some row may be null, or not null.
    boolean mayNull(boolean is) {
        return is ? nulls != 0 : nulls != rows;
    }
}
