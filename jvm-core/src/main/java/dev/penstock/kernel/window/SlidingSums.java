package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Sums over [SlidingWindows]. Windows without values have the sum that is there already.
public final class SlidingSums {
    private SlidingSums() {}

    /// How much memory [#doubles] needs.
    public static long bytes(SlidingWindows windows) {
        return windows.longest() << 3;
    }

    /// Writes sums of floats.
    ///
    /// @param lanes of float64
    /// @param out eight bytes for each window
    /// @param room of [#bytes]
    public static void doubles(Lanes lanes, SlidingWindows windows, long out, long room) {
        long base = 0;
        long cut = 0;
        long at = 0;
        double behind = 0;
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
                behind = 0;
                doublesBefore(lanes, from, cut, room);
            }
            behind = behind(lanes, at, to, behind);
            at = to;
            double before = from < cut ? Native.getDouble(room + ((from - base) << 3)) : 0;
            Native.putDouble(out + (window << 3), before + behind);
        }
    }

    private static void doublesBefore(Lanes lanes, long from, long to, long room) {
        long values = lanes.values();
        double sum = 0;
        for (long place = to - 1; place >= from; place--) {
            sum += lanes.isValid(place) ? Native.getDouble(values + (place << 3)) : 0;
            Native.putDouble(room + ((place - from) << 3), sum);
        }
    }

    private static double behind(Lanes lanes, long from, long to, double sum) {
        long values = lanes.values();
        double all = sum;
        for (long place = from; place < to; place++) {
            all += lanes.isValid(place) ? Native.getDouble(values + (place << 3)) : 0;
        }
        return all;
    }

    /// Writes sums of integers, which wrap around: so what leaves a window can be taken away.
    ///
    /// @param out eight bytes for each window
    public static void longs(Lanes lanes, SlidingWindows windows, long out) {
        long start = 0;
        long end = 0;
        long sum = 0;
        for (long window = 0; window < windows.count(); window++) {
            if (windows.isEmpty(window)) {
                continue;
            }
            long from = windows.from(window);
            long to = windows.to(window);
            if (from < start || from >= end || to < end) {
                start = from;
                end = from;
                sum = 0;
            }
            sum += sum(lanes, end, to) - sum(lanes, start, from);
            start = from;
            end = to;
            Native.putLong(out + (window << 3), sum);
        }
    }

    private static long sum(Lanes lanes, long from, long to) {
        long values = lanes.values();
        long sum = 0;
        for (long place = from; place < to; place++) {
            sum += lanes.isValid(place) ? Native.getLong(values + (place << 3)) : 0;
        }
        return sum;
    }
}
