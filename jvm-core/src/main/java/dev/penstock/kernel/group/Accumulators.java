package dev.penstock.kernel.group;

import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;

/// Makes accumulators, which the caller owns, and results of several of them, which refer to them. `type` is the type
/// of the result, `input` that of the argument.
public final class Accumulators {
    private Accumulators() {}

    /// Rows, nulls included.
    public static Accumulator rows(DataType type, Allocator allocator) {
        return new Counts(false, type, allocator);
    }

    /// Values that are not null.
    ///
    /// @param rows from [#rows]
    /// @param nulls from [#nulls]
    public static GroupResult values(DataType type, Accumulator rows, Accumulator nulls) {
        return new ValueCounts(type, (Counts) rows, (Counts) nulls);
    }

    /// Nulls, or for a boolean result whether there are any.
    public static Accumulator nulls(DataType type, Allocator allocator) {
        return new Counts(true, type, allocator);
    }

    /// Whether sums, means, products and variances of `input` can be computed.
    public static boolean isNumber(DataType input) {
        return input.isInteger() || input.isFloat() || input instanceof DataType.Bool;
    }

    /// Whether extremes of `input` can be computed.
    public static boolean isOrdered(DataType input) {
        return Widening.isLong(input) || input.isFloat() || ByteKeys.handles(input);
    }

    public static Accumulator sums(DataType type, Allocator allocator) {
        return type.isFloat() ? new DoubleSums(type, allocator) : new LongSums(type, allocator);
    }

    /// Means.
    ///
    /// @param sums from [#sums], of floats
    /// @param rows from [#rows]
    /// @param nulls from [#nulls]
    public static GroupResult means(DataType type, Accumulator sums, Accumulator rows, Accumulator nulls) {
        return new Means(type, (DoubleSums) sums, new ValueCounts(type, (Counts) rows, (Counts) nulls));
    }

    public static Accumulator products(DataType type, Allocator allocator) {
        return new Products(type, allocator);
    }

    public static Accumulator variances(DataType type, boolean root, long ddof, Allocator allocator) {
        return new Variances(type, root, ddof, allocator);
    }

    /// @param nanWins whether one NaN makes the result NaN, else it counts only when there is nothing else
    public static Accumulator extremes(DataType type, boolean largest, boolean nanWins, Allocator allocator) {
        if (ByteKeys.handles(type)) {
            return new ByteExtremes(type, largest, allocator);
        }
        return type.isFloat()
                ? new DoubleExtremes(type, largest, nanWins, allocator)
                : new LongExtremes(type, largest, allocator);
    }

    /// First or last values. For types that are ordered.
    ///
    /// @param last whether the last ones are wanted
    /// @param ignoreNulls whether nulls are passed over
    public static Accumulator ends(DataType type, boolean last, boolean ignoreNulls, Allocator allocator) {
        return new Ends(type, last, ignoreNulls, allocator);
    }

    /// How many different values there are. For arguments that can be keys.
    public static Accumulator distincts(DataType type, DataType input, Allocator allocator) {
        return new Distincts(type, input, allocator);
    }

    /// Whether any is true, or whether all are.
    ///
    /// @param ignoreNulls whether nulls do not count; else the result is null when they could change it
    public static Accumulator truths(DataType type, boolean any, boolean ignoreNulls, Allocator allocator) {
        return new Truths(type, any, ignoreNulls, allocator);
    }
}
