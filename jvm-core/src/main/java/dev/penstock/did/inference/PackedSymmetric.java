package dev.penstock.did.inference;

import java.util.Arrays;
import java.util.Objects;

/// A symmetric matrix, of which only the upper triangle is kept, row by row. Its cells are not to be changed.
///
/// @param columns rows, and columns
/// @param values columns x (columns + 1) / 2 of them
@SuppressWarnings("ArrayRecordComponent") // equality is the values', see below
public record PackedSymmetric(int columns, double[] values) {
    public PackedSymmetric {
        if (values.length != size(columns)) {
            throw new IllegalArgumentException(
                    "%d values make no triangle of %d columns".formatted(values.length, columns));
        }
    }

    static int size(int columns) {
        return Math.toIntExact(columns * (columns + 1L) / 2);
    }

    private int place(int row, int column) {
        int low = Math.min(row, column);
        int high = Math.max(row, column);
        return (int) ((long) low * columns - (long) low * (low - 1) / 2) + high - low;
    }

    public double get(int row, int column) {
        return values[place(row, column)];
    }

    /// a' M a.
    public double quadratic(double[] a) {
        double sum = 0;
        int next = 0;
        for (int row = 0; row < columns; row++) {
            double inner = a[row] * values[next++];
            for (int column = row + 1; column < columns; column++) {
                inner += 2 * a[column] * values[next++];
            }
            sum += a[row] * inner;
        }
        return sum;
    }

    /// M a.
    double[] times(double[] a) {
        double[] product = new double[columns];
        int next = 0;
        for (int row = 0; row < columns; row++) {
            product[row] += values[next++] * a[row];
            for (int column = row + 1; column < columns; column++) {
                product[row] += values[next] * a[column];
                product[column] += values[next++] * a[row];
            }
        }
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedSymmetric(int otherColumns, double[] otherValues)
                && columns == otherColumns
                && Arrays.equals(values, otherValues);
    }

    @Override
    public int hashCode() {
        return Objects.hash(columns, Arrays.hashCode(values));
    }
}
