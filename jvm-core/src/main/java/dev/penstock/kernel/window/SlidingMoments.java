package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Counts, means and sums of squared distances from the mean over [SlidingWindows], which variances are made of.
/// Windows without values have what is there already.
///
/// Source: Welford, "Note on a method for calculating corrected sums of squares and products", 1962; to put the two
/// parts of a window together Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample
/// variances", 1979.
public final class SlidingMoments {
    private static final int MEAN = 8;
    private static final int SQUARES = 16;
    private static final int WIDTH = 24;

    private final Lanes lanes;
    private final long room;

    /// What comes to the rows behind the cut.
    private double count;

    private double mean;
    private double squares;

    /// @param lanes of float64
    /// @param room of [#bytes]
    public SlidingMoments(Lanes lanes, long room) {
        this.lanes = lanes;
        this.room = room;
    }

    /// How much memory is needed.
    public static long bytes(SlidingWindows windows) {
        return windows.longest() * WIDTH;
    }

    /// Writes three float64 for each window.
    public void run(SlidingWindows windows, long counts, long means, long squaresOut) {
        long base = 0;
        long cut = 0;
        long at = 0;
        for (long window = 0; window < windows.count(); window++) {
            if (windows.isEmpty(window)) {
                continue;
            }
            long from = windows.from(window);
            if (windows.cut(window) < 0) {
                base = from;
                cut = ~windows.cut(window);
                at = cut;
                before(from, cut);
                clear();
            }
            for (; at < windows.to(window); at++) {
                add(at);
            }
            put(from < cut ? room + (from - base) * WIDTH : 0, window << 3, counts, means, squaresOut);
        }
    }

    private void clear() {
        count = 0;
        mean = 0;
        squares = 0;
    }

    private void before(long from, long to) {
        clear();
        for (long place = to - 1; place >= from; place--) {
            add(place);
            long at = room + (place - from) * WIDTH;
            Native.putDouble(at, count);
            Native.putDouble(at + MEAN, mean);
            Native.putDouble(at + SQUARES, squares);
        }
    }

    private void add(long place) {
        if (lanes.isValid(place)) {
            double value = Native.getDouble(lanes.values() + (place << 3));
            count++;
            double delta = value - mean;
            mean += delta / count;
            squares += delta * (value - mean);
        }
    }

    /// Writes what both parts of a window come to.
    ///
    /// @param before what comes to the part before the cut; 0 if there is none
    private void put(long before, long at, long counts, long means, long squaresOut) {
        double known = before == 0 ? 0 : Native.getDouble(before);
        boolean both = known > 0 && count > 0;
        double all = known + count;
        double delta = both ? Native.getDouble(before + MEAN) - mean : 0;
        Native.putDouble(counts + at, all);
        if (known > 0 && !both) {
            Native.putDouble(means + at, Native.getDouble(before + MEAN));
            Native.putDouble(squaresOut + at, Native.getDouble(before + SQUARES));
        } else {
            Native.putDouble(means + at, both ? mean + delta * known / all : mean);
            double more = both ? Native.getDouble(before + SQUARES) + delta * delta * known * count / all : 0;
            Native.putDouble(squaresOut + at, squares + more);
        }
    }
}
