package dev.penstock.did.estimate;

/// Loops over arrays of numbers, of which the first `n` count.
final class Lanes {
    private Lanes() {}

    /// Four sums at a time: one alone would wait for each addition.
    static double dot(double[] a, double[] b, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    static double sum(double[] a, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i < n - 3; i += 4) {
            s0 += a[i];
            s1 += a[i + 1];
            s2 += a[i + 2];
            s3 += a[i + 3];
        }
        for (; i < n; i++) {
            s0 += a[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    static void multiply(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] * b[i];
        }
    }

    static void subtract(double[] a, double[] b, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = a[i] - b[i];
        }
    }

    static void addScaled(double scale, double[] a, double[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += scale * a[i];
        }
    }

    /// X b: a row of `x` for each coefficient.
    static void combine(double[] coefficients, double[][] x, double[] to, int n) {
        double first = coefficients[0];
        double[] column = x[0];
        for (int i = 0; i < n; i++) {
            to[i] = first * column[i];
        }
        for (int j = 1; j < coefficients.length; j++) {
            addScaled(coefficients[j], x[j], to, n);
        }
    }

    /// Adds X'v to `into` from `at` on.
    static void addMoments(double[][] x, double[] v, int n, double[] into, int at) {
        for (int j = 0; j < x.length; j++) {
            into[at + j] += dot(x[j], v, n);
        }
    }

    /// Adds X' diag(v) X to `into` from `at` on, row by row from the diagonal on.
    ///
    /// @param scratch n numbers, overwritten
    static void addGram(double[][] x, double[] v, int n, double[] scratch, double[] into, int at) {
        int next = at;
        for (int j = 0; j < x.length; j++) {
            multiply(x[j], v, scratch, n);
            for (int l = j; l < x.length; l++) {
                into[next++] += dot(scratch, x[l], n);
            }
        }
    }

    /// How many numbers [#addGram] adds.
    static int gramSize(int columns) {
        return columns * (columns + 1) / 2;
    }
}
