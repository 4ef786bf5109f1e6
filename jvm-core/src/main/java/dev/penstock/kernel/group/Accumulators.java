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

    /// Whether products of `input` can be computed.
    public static boolean isNumber(DataType input) {
        return input.isInteger() || input.isFloat() || input instanceof DataType.Bool;
    }

    /// Whether values of `input` can be seen as float64, which is enough for means, variances and quantiles.
    public static boolean isReal(DataType input) {
        return SortableLongs.handles(input);
    }

    /// Whether sums of `input` can be computed.
    public static boolean isSummed(DataType input) {
        return isNumber(input) || input instanceof DataType.Duration || (isDecimal(input) && !isWider(input));
    }

    private static boolean isDecimal(DataType input) {
        return input instanceof DataType.Decimal;
    }

    private static boolean isWider(DataType input) {
        return input instanceof DataType.Decimal(int bits, _, _) && bits > 128;
    }

    /// Whether first and last values of `input` can be kept one by one.
    public static boolean isOrdered(DataType input) {
        return Widening.isLong(input) || input.isFloat() || ByteKeys.handles(input);
    }

    /// Whether extremes of `input` can be kept one by one.
    public static boolean hasExtremes(DataType input) {
        return isOrdered(input) || DecimalExtremes.handles(input);
    }

    /// Whether rows can be picked by the order of values of `input`.
    public static boolean isPicked(DataType input) {
        return Preference.handles(input);
    }

    public static Accumulator sums(DataType type, Allocator allocator) {
        return switch (type) {
            case DataType.Decimal decimal -> new DecimalSums(decimal, allocator);
            case DataType.FloatingPoint _ -> new DoubleSums(type, allocator);
            default -> new LongSums(type, allocator);
        };
    }

    /// Means.
    ///
    /// @param sums from [#sums], of floats or decimals
    /// @param rows from [#rows]
    /// @param nulls from [#nulls]
    public static GroupResult means(
            DataType type, DataType input, Accumulator sums, Accumulator rows, Accumulator nulls) {
        var counts = new ValueCounts(type, (Counts) rows, (Counts) nulls);
        return new Means(type, (Totals) sums, Widening.unit(input), counts);
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
        if (DecimalExtremes.handles(type)) {
            return new DecimalExtremes(type, largest, allocator);
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

    /// What [#skews] and [#kurtoses] are made of.
    public static Accumulator moments(Allocator allocator) {
        return new Moments(allocator);
    }

    /// @param bias whether the values are all there are, and no sample
    public static GroupResult skews(DataType type, Accumulator moments, boolean bias) {
        return new Moments.Skews(type, (Moments) moments, bias);
    }

    /// @param fisher whether 3 is taken off, so that a normal distribution has 0
    /// @param bias whether the values are all there are, and no sample
    public static GroupResult kurtoses(DataType type, Accumulator moments, boolean fisher, boolean bias) {
        return new Moments.Kurtoses(type, (Moments) moments, fisher, bias);
    }

    /// What [#covariances] and [#correlations] are made of, of the first two of [GroupedColumn#arguments].
    public static Accumulator products(Allocator allocator) {
        return new Covariances(allocator);
    }

    public static GroupResult covariances(DataType type, Accumulator products, long ddof) {
        return new Covariances.Covariance(type, (Covariances) products, ddof);
    }

    /// @param rows from [#rows]
    public static GroupResult correlations(DataType type, Accumulator products, Accumulator rows) {
        return new Covariances.Correlation(type, (Covariances) products, (Counts) rows);
    }

    public static Accumulator bitwiseAnd(DataType type, Allocator allocator) {
        return new BitFolds(type, BitFolds.Fold.AND, allocator);
    }

    public static Accumulator bitwiseOr(DataType type, Allocator allocator) {
        return new BitFolds(type, BitFolds.Fold.OR, allocator);
    }

    public static Accumulator bitwiseXor(DataType type, Allocator allocator) {
        return new BitFolds(type, BitFolds.Fold.XOR, allocator);
    }

    /// What a column of type `null` comes to.
    public static GroupResult nothing(DataType type) {
        return new Nulls(type);
    }
}
