package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// How many values there are in [SlidingWindows].
public final class SlidingCounts {
    private SlidingCounts() {}

    /// Writes how many places are flagged, all of them if there are no flags.
    ///
    /// @param out eight bytes for each window
    public static void run(Lanes lanes, SlidingWindows windows, long out) {
        if (!lanes.hasNulls()) {
            for (long window = 0; window < windows.count(); window++) {
                Native.putLong(out + (window << 3), windows.to(window) - windows.from(window));
            }
            return;
        }
        long start = 0;
        long end = 0;
        long count = 0;
        for (long window = 0; window < windows.count(); window++) {
            long from = windows.from(window);
            long to = windows.to(window);
            if (from == to) {
                Native.putLong(out + (window << 3), 0);
                continue;
            }
            if (from < start || from >= end || to < end) {
                start = from;
                end = from;
                count = 0;
            }
            count += count(lanes.flags(), end, to) - count(lanes.flags(), start, from);
            start = from;
            end = to;
            Native.putLong(out + (window << 3), count);
        }
    }

    private static long count(long flags, long from, long to) {
        long count = 0;
        for (long place = from; place < to; place++) {
            count += Native.getByte(flags + place);
        }
        return count;
    }

    /// Writes a byte for each window: 1 where there is a value, else 0.
    ///
    /// @param room eight bytes for each window
    public static void flags(Lanes lanes, SlidingWindows windows, long out, long room) {
        run(lanes, windows, room);
        for (long window = 0; window < windows.count(); window++) {
            Native.putByte(out + window, (byte) (Native.getLong(room + (window << 3)) > 0 ? 1 : 0));
        }
    }
}
