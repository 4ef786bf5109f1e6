package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// The smallest or largest values around each place, with three comparisons for each, whatever the size of the frame.
///
/// The places are cut into blocks of the frame's size; a frame is the end of one block and the beginning of the next
/// (van Herk, "A fast algorithm for local minimum and maximum filters", 1992; Gil and Werman, "Computing 2-D min,
/// median, and max filters", 1993).
///
/// @param max whether the largest are wanted
/// @param flip what integers are xor'ed with to have the order of signed ones
/// @param real whether the values are floats; one NaN in the frame makes the result NaN
public record RollingExtremes(boolean max, long flip, boolean real) {
    /// How much memory [#run] needs for `places` places.
    public static long bytes(Frame frame, long places) {
        return (places + 3 * frame.size() + 8) << 3;
    }

    /// Writes a value for places `from` to `to` of a partition.
    ///
    /// @param room of [#bytes]
    public void run(Lanes lanes, Frame frame, long out, long room, long first, long last, long from, long to) {
        Frame near = frame.within(last - first);
        long size = near.size();
        long start = from - near.before();
        long count = to + near.after() - start;
        // Whole blocks, and one more that no frame reaches the end of.
        long padded = (Math.ceilDiv(count, size) + 1) * size;
        load(lanes, room, start, Math.max(start, first), Math.min(start + count, last), padded);
        long ends = room + (padded << 3);
        long target = out + (from << 3);
        for (long block = 0; block < to - from; block += size) {
            long some = Math.min(size, to - from - block);
            long at = room + (block << 3);
            if (max) {
                maxima(at, size, ends, target + (block << 3), some);
            } else {
                minima(at, size, ends, target + (block << 3), some);
            }
        }
        store(target, to - from);
    }

    private long nothing() {
        return max ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /// Writes `padded` ordered values from place `start` on; those out of `from` to `to`, and nulls, are nothing.
    private void load(Lanes lanes, long room, long start, long from, long to, long padded) {
        fill(room, from - start);
        long values = lanes.values() + (from << 3);
        long at = room + ((from - start) << 3);
        if (real) {
            for (long i = 0; i < to - from; i++) {
                Native.putLong(at + (i << 3), OrderedBits.of(Native.getDouble(values + (i << 3)), !max));
            }
        } else {
            for (long i = 0; i < to - from; i++) {
                Native.putLong(at + (i << 3), Native.getLong(values + (i << 3)) ^ flip);
            }
        }
        if (lanes.hasNulls()) {
            for (long place = from; place < to; place++) {
                if (!lanes.isValid(place)) {
                    Native.putLong(room + ((place - start) << 3), nothing());
                }
            }
        }
        fill(room + ((to - start) << 3), padded - (to - start));
    }

    private void fill(long at, long count) {
        for (long i = 0; i < count; i++) {
            Native.putLong(at + (i << 3), nothing());
        }
    }

    private static void maxima(long block, long size, long ends, long out, long count) {
        long end = Long.MIN_VALUE;
        for (long i = size - 1; i >= 0; i--) {
            end = Math.max(end, Native.getLong(block + (i << 3)));
            Native.putLong(ends + (i << 3), end);
        }
        long next = block + (size << 3) - 8;
        long begin = Long.MIN_VALUE;
        Native.putLong(out, Native.getLong(ends));
        for (long i = 1; i < count; i++) {
            begin = Math.max(begin, Native.getLong(next + (i << 3)));
            Native.putLong(out + (i << 3), Math.max(begin, Native.getLong(ends + (i << 3))));
        }
    }

    private static void minima(long block, long size, long ends, long out, long count) {
        long end = Long.MAX_VALUE;
        for (long i = size - 1; i >= 0; i--) {
            end = Math.min(end, Native.getLong(block + (i << 3)));
            Native.putLong(ends + (i << 3), end);
        }
        long next = block + (size << 3) - 8;
        long begin = Long.MAX_VALUE;
        Native.putLong(out, Native.getLong(ends));
        for (long i = 1; i < count; i++) {
            begin = Math.min(begin, Native.getLong(next + (i << 3)));
            Native.putLong(out + (i << 3), Math.min(begin, Native.getLong(ends + (i << 3))));
        }
    }

    private void store(long out, long count) {
        if (real) {
            for (long i = 0; i < count; i++) {
                Native.putDouble(out + (i << 3), OrderedBits.toDouble(Native.getLong(out + (i << 3))));
            }
        } else if (flip != 0) {
            for (long i = 0; i < count; i++) {
                Native.putLong(out + (i << 3), Native.getLong(out + (i << 3)) ^ flip);
            }
        }
    }
}
