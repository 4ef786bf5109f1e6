package dev.penstock.did.inference;

/// Sums of rows times numbers, eight rows at a time: each number of the sum is then read and written once for eight
/// products.
final class Products {
    /// Rows that are added at a time.
    static final int ROWS = 8;

    private Products() {}

    /// Adds the rows, each times its factor, to the numbers of `to` from `from` to before `end`. All arrays are read at
    /// the same places: C2 makes vectors of such a loop, and not of one whose arrays are shifted.
    ///
    /// @param factors eight
    /// @param rows eight
    static void add(double[] to, int from, int end, double[] factors, double[][] rows) {
        double f0 = factors[0];
        double f1 = factors[1];
        double f2 = factors[2];
        double f3 = factors[3];
        double f4 = factors[4];
        double f5 = factors[5];
        double f6 = factors[6];
        double f7 = factors[7];
        double[] r0 = rows[0];
        double[] r1 = rows[1];
        double[] r2 = rows[2];
        double[] r3 = rows[3];
        double[] r4 = rows[4];
        double[] r5 = rows[5];
        double[] r6 = rows[6];
        double[] r7 = rows[7];
        for (int i = from; i < end; i++) {
            double a = f0 * r0[i] + f1 * r1[i];
            double b = f2 * r2[i] + f3 * r3[i];
            double c = f4 * r4[i] + f5 * r5[i];
            double d = f6 * r6[i] + f7 * r7[i];
            to[i] += (a + b) + (c + d);
        }
    }
}
