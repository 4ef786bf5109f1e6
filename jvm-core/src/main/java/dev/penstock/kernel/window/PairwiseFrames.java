package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Sums, means, variances and deviations of whole frames without nulls, each made of halves that are made of halves.
///
/// A frame of 20 values is one of 16 = 2 * 2 * 2 * 2 and one of 4: from frames of n values at all places come those of
/// 2n, by adding the one n places on, and from these those of 2n + 1, by adding one value. That takes 2 log2(size)
/// steps at most, each of which is a loop that compiles to vector instructions, where a sum that values enter and leave
/// waits for the sum before. And each result depends on the values of its frame alone: nothing is left behind by what
/// was there before, and it does not matter where a chunk of rows begins.
///
/// What is some places on is copied to the same places of another array first: C2 makes no vectors of a loop over two
/// places of arrays unless it knows how far apart they are. With the copies, a step takes 0.4 ns a row for sums and
/// 0.65 for squares, without 1.2 and 1.7 (AVX-512, 2.6 GHz); adding and taking away takes 4.2 and 10.
///
/// Sums have twice the digits of a float64 (Knuth, "The Art of Computer Programming" 2, 4.2.2, theorem B). The squares
/// of a frame are put together from those of its halves and the difference of their means (Chan, Golub and LeVeque,
/// "Updating formulae and a pairwise algorithm for computing sample variances", 1979); a mean is kept as its distance
/// from the frame's first value, so that it has as many digits as the spread, however far from zero the values are.
final class PairwiseFrames {
    /// So many places at a time stay in a core's first cache, with what their frames reach.
    static final int PLACES = 512;

    /// What makes the sign bit of the bits of 2^400 and of all that is greater or not finite.
    private static final long TO_SIGN = Long.MIN_VALUE - Double.doubleToRawLongBits(0x1p400);

    private final RollingSums.Kind kind;
    private final double ddof;
    private final int size;

    private final double[] values;

    /// Sums, or sums of the squares of the distances from the mean.
    private final double[] main;

    /// What the sums lost to rounding, or the distance of the mean from the first value.
    private final double[] rest;

    private final double[] nextValues;
    private final double[] nextMain;
    private final double[] nextRest;

    /// @param size of the frames, which [#suits], and more than `ddof` for variances and deviations
    PairwiseFrames(RollingSums.Kind kind, double ddof, long size, long places) {
        this.kind = kind;
        this.ddof = ddof;
        this.size = (int) size;
        int room = (int) Math.min(PLACES, places) + this.size - 1;
        this.values = new double[room];
        this.main = new double[room];
        this.rest = new double[room];
        this.nextValues = new double[room];
        this.nextMain = new double[room];
        this.nextRest = new double[room];
    }

    /// Whether frames of so many values take less time this way: the steps of larger ones take more than adding and
    /// taking away.
    static boolean suits(RollingSums.Kind kind, long size) {
        return size > 1 && size <= (kind == RollingSums.Kind.SUM || kind == RollingSums.Kind.MEAN ? 64 : 256);
    }

    /// Writes a result for each of the frames that begin at `from`, which are `count`, at most [#PLACES]; or nothing,
    /// if there are values that are not finite or so large that their squares might not be, for which this is not made.
    ///
    /// @param from the address of the first value of the first frame
    /// @param out the address of the first result
    boolean run(long from, long out, int count) {
        int reach = count + size - 1;
        Native.copy(from, values, reach);
        if (!areModerate(values, reach)) {
            return false;
        }
        boolean sums = kind == RollingSums.Kind.SUM || kind == RollingSums.Kind.MEAN;
        two(sums, reach - 1);
        int width = 2;
        int bit = Integer.highestOneBit(size) >> 1;
        if ((size & bit) != 0) {
            oneMore(sums, width, reach - width);
            width++;
        }
        for (bit >>= 1; bit != 0; bit >>= 1) {
            twice(sums, width, reach - 2 * width + 1);
            width *= 2;
            if ((size & bit) != 0) {
                oneMore(sums, width, reach - width);
                width++;
            }
        }
        finish(count);
        Native.copy(main, out, count);
        return true;
    }

    /// Whether all are less than 2^400.
    private static boolean areModerate(double[] values, int count) {
        long seen = 0;
        for (int i = 0; i < count; i++) {
            seen |= (Double.doubleToRawLongBits(values[i]) & Long.MAX_VALUE) + TO_SIGN;
        }
        return seen >= 0;
    }

    /// Makes frames of two values of these.
    private void two(boolean sums, int count) {
        System.arraycopy(values, 1, nextValues, 0, count);
        if (sums) {
            pairSums(values, nextValues, main, rest, count);
        } else {
            pairSquares(values, nextValues, main, rest, count);
        }
    }

    /// Makes frames of `2 * width` values of those of `width`.
    private void twice(boolean sums, int width, int count) {
        System.arraycopy(main, width, nextMain, 0, count);
        System.arraycopy(rest, width, nextRest, 0, count);
        if (sums) {
            addSums(main, rest, nextMain, nextRest, count);
        } else {
            System.arraycopy(values, width, nextValues, 0, count);
            addSquares(main, rest, values, nextMain, nextRest, nextValues, width, count);
        }
    }

    /// Makes frames of `width + 1` values of those of `width`.
    private void oneMore(boolean sums, int width, int count) {
        System.arraycopy(values, width, nextValues, 0, count);
        if (sums) {
            addValues(main, rest, nextValues, count);
        } else {
            addDistances(main, rest, values, nextValues, width, count);
        }
    }

    private static void pairSums(double[] values, double[] next, double[] high, double[] low, int count) {
        for (int i = 0; i < count; i++) {
            double a = values[i];
            double b = next[i];
            double sum = a + b;
            double part = sum - a;
            low[i] = (a - (sum - part)) + (b - part);
            high[i] = sum;
        }
    }

    private static void pairSquares(double[] values, double[] next, double[] squares, double[] means, int count) {
        for (int i = 0; i < count; i++) {
            double half = (next[i] - values[i]) * 0.5;
            squares[i] = 2 * half * half;
            means[i] = half;
        }
    }

    private static void addSums(double[] high, double[] low, double[] nextHigh, double[] nextLow, int count) {
        for (int i = 0; i < count; i++) {
            double a = high[i];
            double b = nextHigh[i];
            double sum = a + b;
            double part = sum - a;
            low[i] = (low[i] + nextLow[i]) + ((a - (sum - part)) + (b - part));
            high[i] = sum;
        }
    }

    private static void addValues(double[] high, double[] low, double[] next, int count) {
        for (int i = 0; i < count; i++) {
            double a = high[i];
            double b = next[i];
            double sum = a + b;
            double part = sum - a;
            low[i] += (a - (sum - part)) + (b - part);
            high[i] = sum;
        }
    }

    private static void addSquares(
            double[] squares,
            double[] means,
            double[] values,
            double[] nextSquares,
            double[] nextMeans,
            double[] nextValues,
            int width,
            int count) {
        double share = width / 2.0;
        for (int i = 0; i < count; i++) {
            double apart = (nextValues[i] - values[i]) + (nextMeans[i] - means[i]);
            squares[i] = (squares[i] + nextSquares[i]) + apart * apart * share;
            means[i] += apart * 0.5;
        }
    }

    private static void addDistances(
            double[] squares, double[] means, double[] values, double[] next, int width, int count) {
        double share = width / (width + 1.0);
        double part = 1 / (width + 1.0);
        for (int i = 0; i < count; i++) {
            double apart = (next[i] - values[i]) - means[i];
            squares[i] += apart * apart * share;
            means[i] += apart * part;
        }
    }

    private void finish(int count) {
        switch (kind) {
            case SUM -> total(main, rest, count);
            case MEAN -> {
                total(main, rest, count);
                divide(main, size, count);
            }
            case VARIANCE -> divide(main, size - ddof, count);
            case DEVIATION -> {
                divide(main, size - ddof, count);
                root(main, count);
            }
        }
    }

    private static void total(double[] high, double[] low, int count) {
        for (int i = 0; i < count; i++) {
            high[i] += low[i];
        }
    }

    private static void divide(double[] values, double divisor, int count) {
        for (int i = 0; i < count; i++) {
            values[i] /= divisor;
        }
    }

    private static void root(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Math.sqrt(values[i]);
        }
    }
}
