package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Where the frame of a place has enough values.
public final class RollingCounts {
    private RollingCounts() {}

    /// Writes a byte of 0 or 1 for places `from` to `to` of a partition.
    public static void run(Lanes lanes, Frame frame, long flags, long first, long last, long from, long to) {
        long least = Math.max(1, frame.least());
        if (lanes.hasNulls()) {
            withNulls(lanes, frame, least, flags, first, last, from, to);
            return;
        }
        for (long place = from; place < to; place++) {
            if (place - frame.before() >= first && place + frame.after() < last) {
                // All places from here on, up to the end of the partition, have whole frames.
                long whole = Math.min(to, last - frame.after());
                Native.fill(flags + place, whole - place, (byte) (frame.size() >= least ? 1 : 0));
                place = whole - 1;
                continue;
            }
            long count = Math.min(place + frame.after(), last - 1) - Math.max(place - frame.before(), first) + 1;
            Native.putByte(flags + place, (byte) (count >= least ? 1 : 0));
        }
    }

    private static void withNulls(
            Lanes lanes, Frame frame, long least, long flags, long first, long last, long from, long to) {
        long known = lanes.flags();
        long count = 0;
        for (long at = Math.max(first, from - frame.before()); at < Math.min(last, from + frame.after()); at++) {
            count += Native.getByte(known + at);
        }
        for (long place = from; place < to; place++) {
            long entering = place + frame.after();
            count += entering < last ? Native.getByte(known + entering) : 0;
            Native.putByte(flags + place, (byte) (count >= least ? 1 : 0));
            long leaving = place - frame.before();
            count -= leaving >= first ? Native.getByte(known + leaving) : 0;
        }
    }
}
