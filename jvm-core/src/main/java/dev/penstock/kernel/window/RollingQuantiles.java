package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Quantiles of the values around each place. The values of the frame are kept sorted; where one enters or leaves,
/// those behind it move.
public final class RollingQuantiles {
    private final Quantile quantile;
    private final long room;
    private long count;

    /// @param room of [#bytes]
    public RollingQuantiles(Quantile quantile, long room) {
        this.quantile = quantile;
        this.room = room;
    }

    /// How much memory it takes.
    public static long bytes(Frame frame, long rows) {
        return (Math.min(frame.size(), rows) + 1) << 3;
    }

    /// Writes a float64 for places `from` to `to` of a partition.
    public void run(Lanes lanes, Frame frame, long out, long first, long last, long from, long to) {
        count = 0;
        for (long at = Math.max(first, from - frame.before()); at < Math.min(last, from + frame.after()); at++) {
            if (lanes.isValid(at)) {
                insert(ordered(lanes, at));
            }
        }
        for (long place = from; place < to; place++) {
            long entering = place + frame.after();
            if (entering < last && lanes.isValid(entering)) {
                insert(ordered(lanes, entering));
            }
            double value = count == 0 ? 0 : quantile.of(this::at, count);
            Native.putDouble(out + (place << 3), value);
            long leaving = place - frame.before();
            if (leaving >= first && lanes.isValid(leaving)) {
                remove(ordered(lanes, leaving));
            }
        }
    }

    private static long ordered(Lanes lanes, long place) {
        return OrderedBits.of(Native.getDouble(lanes.values() + (place << 3)), false);
    }

    private double at(long place) {
        return OrderedBits.toDouble(Native.getLong(room + (place << 3)));
    }

    /// The first place whose value is not less than `value`.
    private long find(long value) {
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (Native.getLong(room + (middle << 3)) < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void insert(long value) {
        long at = room + (find(value) << 3);
        long end = room + (count << 3);
        Native.copy(at, at + 8, end - at);
        Native.putLong(at, value);
        count++;
    }

    private void remove(long value) {
        long at = room + (find(value) << 3);
        count--;
        Native.copy(at + 8, at, room + (count << 3) - at);
    }
}
