package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// The smallest values over [SlidingWindows], or with changed values the largest. Windows without values have what is
/// there already.
public final class SlidingExtremes {
    private SlidingExtremes() {}

    /// How much memory is needed.
    public static long bytes(SlidingWindows windows) {
        return windows.longest() << 3;
    }

    /// Writes the smallest of integers after `flip`, as they are then.
    ///
    /// @param flip what integers are xor'ed with to have the order of signed ones, or the opposite
    /// @param out eight bytes for each window
    /// @param room of [#bytes]
    public static void longs(Lanes lanes, long flip, SlidingWindows windows, long out, long room) {
        long base = 0;
        long cut = 0;
        long at = 0;
        long behind = Long.MAX_VALUE;
        for (long window = 0; window < windows.count(); window++) {
            if (windows.isEmpty(window)) {
                continue;
            }
            long from = windows.from(window);
            long to = windows.to(window);
            if (windows.cut(window) < 0) {
                base = from;
                cut = ~windows.cut(window);
                at = cut;
                behind = Long.MAX_VALUE;
                longsBefore(lanes, flip, from, cut, room);
            }
            behind = behind(lanes, flip, at, to, behind);
            at = to;
            long before = from < cut ? Native.getLong(room + ((from - base) << 3)) : Long.MAX_VALUE;
            Native.putLong(out + (window << 3), Math.min(before, behind));
        }
    }

    private static void longsBefore(Lanes lanes, long flip, long from, long to, long room) {
        long values = lanes.values();
        long least = Long.MAX_VALUE;
        for (long place = to - 1; place >= from; place--) {
            least = lanes.isValid(place) ? Math.min(least, Native.getLong(values + (place << 3)) ^ flip) : least;
            Native.putLong(room + ((place - from) << 3), least);
        }
    }

    private static long behind(Lanes lanes, long flip, long from, long to, long least) {
        long values = lanes.values();
        long all = least;
        for (long place = from; place < to; place++) {
            all = lanes.isValid(place) ? Math.min(all, Native.getLong(values + (place << 3)) ^ flip) : all;
        }
        return all;
    }

    /// Writes the smallest of floats times `sign`, NaN where there is none but NaN. Of those that are equal, which 0.0
    /// and -0.0 are, it is the first one.
    ///
    /// @param lanes of float64
    /// @param sign 1, or -1 for the largest
    /// @param out eight bytes for each window
    /// @param room of [#bytes]
    public static void doubles(Lanes lanes, double sign, SlidingWindows windows, long out, long room) {
        long base = 0;
        long cut = 0;
        long at = 0;
        double behind = Double.NaN;
        for (long window = 0; window < windows.count(); window++) {
            if (windows.isEmpty(window)) {
                continue;
            }
            long from = windows.from(window);
            long to = windows.to(window);
            if (windows.cut(window) < 0) {
                base = from;
                cut = ~windows.cut(window);
                at = cut;
                behind = Double.NaN;
                doublesBefore(lanes, sign, from, cut, room);
            }
            behind = behind(lanes, sign, at, to, behind);
            at = to;
            double before = from < cut ? Native.getDouble(room + ((from - base) << 3)) : Double.NaN;
            Native.putDouble(out + (window << 3), least(before, behind));
        }
    }

    private static void doublesBefore(Lanes lanes, double sign, long from, long to, long room) {
        long values = lanes.values();
        double least = Double.NaN;
        for (long place = to - 1; place >= from; place--) {
            least = lanes.isValid(place) ? least(Native.getDouble(values + (place << 3)) * sign, least) : least;
            Native.putDouble(room + ((place - from) << 3), least);
        }
    }

    private static double behind(Lanes lanes, double sign, long from, long to, double least) {
        long values = lanes.values();
        double all = least;
        for (long place = from; place < to; place++) {
            all = lanes.isValid(place) ? least(all, Native.getDouble(values + (place << 3)) * sign) : all;
        }
        return all;
    }

    /// The smaller one, the first of equal ones, NaN only where both are.
    private static double least(double first, double second) {
        return second < first || Double.isNaN(first) ? second : first;
    }
}
