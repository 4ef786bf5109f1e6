package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Sums and means of whole frames without nulls, each made of halves that are made of halves, as [PairwiseFrames] does
/// it for deviations.
///
/// The error of a sum of n values is at most log2(n) roundings of the sum of their absolute values, and depends on the
/// values of the frame alone (Higham, "Accuracy and stability of numerical algorithms", 4.2). Means of 20 values take a
/// third of the time that adding what enters and taking away what leaves takes with twice the digits, which is what
/// that needs lest errors stay behind.
final class PairwiseSums {
    private final int size;
    private final double divisor;
    private final double[] values;
    private final double[] sums;
    private final double[] next;

    /// @param divisor of each sum
    /// @param size of the frames, from 1 to [PairwiseFrames#LARGEST]
    /// @param places how many frames there are at most
    PairwiseSums(double divisor, long size, long places) {
        this.divisor = divisor;
        this.size = (int) size;
        int room = (int) Math.min(PairwiseFrames.PLACES, places) + this.size - 1;
        this.values = new double[room];
        this.sums = new double[room];
        this.next = new double[room];
    }

    /// Writes a result for each of the frames that begin at `from`, which are `count`, at most [PairwiseFrames#PLACES];
    /// or nothing, if there are values that are not finite or so large that their sums might not be, for which this is
    /// not made.
    ///
    /// @param from the address of the first value of the first frame
    /// @param out the address of the first result
    boolean run(long from, long out, int count) {
        int reach = count + size - 1;
        Native.copy(from, values, reach);
        if (!PairwiseFrames.areModerate(values, reach)) {
            return false;
        }
        System.arraycopy(values, 0, sums, 0, reach);
        int width = 1;
        for (int bit = Integer.highestOneBit(size) >> 1; bit != 0; bit >>= 1) {
            add(sums, width, reach - 2 * width + 1);
            width *= 2;
            if ((size & bit) != 0) {
                add(values, width, reach - width);
                width++;
            }
        }
        finish(sums, divisor, count);
        Native.copy(sums, out, count);
        return true;
    }

    /// Adds to each sum what is `places` on. A copy first: C2 makes no vectors of a loop over two places of arrays.
    private void add(double[] others, int places, int count) {
        System.arraycopy(others, places, next, 0, count);
        add(sums, next, count);
    }

    private static void add(double[] sums, double[] next, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += next[i];
        }
    }

    /// A sum of nothing but -0.0 is 0.0.
    private static void finish(double[] sums, double divisor, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] = (sums[i] + 0.0) / divisor;
        }
    }
}
