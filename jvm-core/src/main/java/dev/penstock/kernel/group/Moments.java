package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;

/// Counts, means, and sums of the second, third and fourth powers of the distances from the mean: what skewness and
/// kurtosis are made of.
///
/// Source: Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical
/// moments", 2008.
final class Moments implements Accumulator {
    /// Five float64 for each group lie together: a row touches them all.
    private static final int COUNT = 0;

    private static final int MEAN = 8;
    private static final int SECOND = 16;
    private static final int THIRD = 24;
    private static final int FOURTH = 32;
    private static final int FIELDS = 5;

    private final Slots fields;

    Moments(Allocator allocator) {
        this.fields = Slots.doubles(allocator, 0);
    }

    @Override
    public void grow(long groups) {
        // One more group in front, for rows that count for none.
        fields.grow((groups + 1) * FIELDS);
    }

    private long at(long group) {
        return fields.address() + (group + 1) * FIELDS * Double.BYTES;
    }

    @Override
    public void add(GroupedColumn rows) {
        if (rows.only() >= 0) {
            reduce(at(rows.only()), rows.packed(rows.doubles()), rows.validCount());
        } else {
            scatter(rows.valid(), rows.doubles(), rows.rows(), at(0));
        }
    }

    private static void scatter(long ids, long values, long rows, long first) {
        for (long row = 0; row < rows; row++) {
            long at = first + (long) Native.getInt(ids + (row << 2)) * FIELDS * Double.BYTES;
            double before = Native.getDouble(at);
            double n = before + 1;
            double delta = Native.getDouble(values + (row << 3)) - Native.getDouble(at + MEAN);
            double share = delta / n;
            double term = delta * share * before;
            double second = Native.getDouble(at + SECOND);
            double third = Native.getDouble(at + THIRD);
            double fourth = term * share * share * (n * n - 3 * n + 3) + 6 * share * share * second - 4 * share * third;
            Native.putDouble(at, n);
            Native.putDouble(at + MEAN, Native.getDouble(at + MEAN) + share);
            Native.putDouble(at + FOURTH, Native.getDouble(at + FOURTH) + fourth);
            Native.putDouble(at + THIRD, third + term * share * (n - 2) - 3 * share * second);
            Native.putDouble(at + SECOND, second + term);
        }
    }

    /// Two passes over values that are in the cache.
    private static void reduce(long at, long values, long rows) {
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            sum += Native.getDouble(values + (row << 3));
        }
        double mean = sum / (double) rows;
        double second = 0;
        double third = 0;
        double fourth = 0;
        for (long row = 0; row < rows; row++) {
            double delta = Native.getDouble(values + (row << 3)) - mean;
            double square = delta * delta;
            second += square;
            third += square * delta;
            fourth += square * square;
        }
        merge(at, (double) rows, mean, second, third, fourth);
    }

    private static void merge(long at, double count, double mean, double second, double third, double fourth) {
        double before = Native.getDouble(at);
        if (count == 0) {
            return;
        }
        if (before == 0) {
            put(at, count, mean, second, third, fourth);
            return;
        }
        double n = before + count;
        double delta = mean - Native.getDouble(at + MEAN);
        double share = delta / n;
        double own = Native.getDouble(at + SECOND);
        double ownThird = Native.getDouble(at + THIRD);
        double newThird =
                ownThird
                        + third
                        + delta * share * share * before * count * (before - count)
                        + 3 * share * (before * second - count * own);
        double newFourth =
                Native.getDouble(at + FOURTH)
                        + fourth
                        + delta
                                * share
                                * share
                                * share
                                * before
                                * count
                                * (before * before - before * count + count * count)
                        + 6 * share * share * (before * before * second + count * count * own)
                        + 4 * share * (before * third - count * ownThird);
        put(
                at,
                n,
                Native.getDouble(at + MEAN) + share * count,
                own + second + delta * share * before * count,
                newThird,
                newFourth);
    }

    private static void put(long at, double count, double mean, double second, double third, double fourth) {
        Native.putDouble(at + COUNT, count);
        Native.putDouble(at + MEAN, mean);
        Native.putDouble(at + SECOND, second);
        Native.putDouble(at + THIRD, third);
        Native.putDouble(at + FOURTH, fourth);
    }

    @Override
    public void merge(Accumulator other, Selection from, long to) {
        var same = (Moments) other;
        for (long i = 0; i < from.count(); i++) {
            long source = same.at(from.row(i));
            merge(
                    at(Native.getInt(to + (i << 2))),
                    Native.getDouble(source),
                    Native.getDouble(source + MEAN),
                    Native.getDouble(source + SECOND),
                    Native.getDouble(source + THIRD),
                    Native.getDouble(source + FOURTH));
        }
    }

    double count(long group) {
        return Native.getDouble(at(group));
    }

    private double power(long group, int field) {
        return Native.getDouble(at(group) + field) / count(group);
    }

    /// The variance; NaN where it is nothing but what rounding left over.
    private double variance(long group) {
        double variance = power(group, SECOND);
        double least = Math.ulp(1.0) * Native.getDouble(at(group) + MEAN);
        return variance <= least * least ? Double.NaN : variance;
    }

    /// The skewness; with `bias` of the values themselves, else an estimate of that of what they were drawn from.
    double skew(long group, boolean bias) {
        double n = count(group);
        double skew = power(group, THIRD) / Math.pow(variance(group), 1.5);
        return bias ? skew : skew * Math.sqrt(n * (n - 1)) / (n - 2);
    }

    /// The kurtosis, less 3 for `fisher`.
    double kurtosis(long group, boolean fisher, boolean bias) {
        double n = count(group);
        double plain = power(group, FOURTH) / Math.pow(variance(group), 2);
        double kurtosis = bias ? plain : (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * plain - 3 * (n - 1)) + 3;
        return fisher ? kurtosis - 3 : kurtosis;
    }

    /// What is accumulated has no value of its own: results refer to it.
    @Override
    public ArrayData result(Selection groups, Assembly assembly) {
        throw new AssertionError("moments are no aggregate");
    }

    /// Skewnesses; null of nothing, and of too few values for an estimate.
    record Skews(DataType type, Moments moments, boolean bias) implements GroupResult {
        @Override
        public ArrayData result(Selection groups, Assembly assembly) {
            return Results.doubles(
                    type,
                    groups,
                    assembly,
                    group -> moments.skew(group, bias),
                    group -> moments.count(group) > (bias ? 0 : 2));
        }
    }

    /// Kurtoses; null of nothing, and of too few values for an estimate.
    record Kurtoses(DataType type, Moments moments, boolean fisher, boolean bias) implements GroupResult {
        @Override
        public ArrayData result(Selection groups, Assembly assembly) {
            return Results.doubles(
                    type,
                    groups,
                    assembly,
                    group -> moments.kurtosis(group, fisher, bias),
                    group -> moments.count(group) > (bias ? 0 : 3));
        }
    }

    @Override
    public void close() {
        fields.close();
    }
}
