package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// The rows of a table in the order in which a window sees them: partition after partition. It owns nothing.
///
/// @param order the row at each place, four bytes each; 0 when the rows come as they lie
/// @param starts where each partition begins, four bytes each, and the end; 0 when all rows are one partition
/// @param partitions how many there are
public record Sequence(long order, long rows, long starts, long partitions) {
    /// All rows as one partition, as they lie.
    public static Sequence plain(long rows) {
        return new Sequence(0, rows, 0, 1);
    }

    public boolean isPlain() {
        return order == 0;
    }

    /// The row at a place.
    public long row(long place) {
        return order == 0 ? place : Native.getInt(order + (place << 2));
    }

    /// The first place of a partition.
    public long start(long partition) {
        return starts == 0 ? 0 : Native.getInt(starts + (partition << 2));
    }

    /// The place behind a partition's last one.
    public long end(long partition) {
        return starts == 0 ? rows : Native.getInt(starts + ((partition + 1) << 2));
    }

    /// The partition of a place.
    public long partition(long place) {
        long low = 0;
        long high = partitions - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (start(middle) <= place) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// A part of a partition.
    @FunctionalInterface
    public interface Stretch {
        /// Works on places `from` to `to` of a partition that has places `first` to `last`, without the ends.
        void run(long first, long last, long from, long to);
    }

    /// Hands places `from` to `to` to `work`, cut where partitions begin.
    public void stretches(long from, long to, Stretch work) {
        if (from >= to) {
            return;
        }
        long partition = partition(from);
        for (long at = from; at < to; partition++) {
            long first = start(partition);
            long last = end(partition);
            long until = Math.min(to, last);
            if (at < until) {
                work.run(first, last, at, until);
                at = until;
            }
        }
    }
}
