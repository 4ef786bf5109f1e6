package dev.penstock.kernel.join;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import org.jspecify.annotations.Nullable;

/// A table of words that lie close to each other: the word is the position. Four bytes for each word that there may be,
/// what is known of it plus one; nothing else is as fast.
final class PositionTable extends WordTable {
    private final Block entries;
    private final long low;
    private final long range;

    /// @param range how many words there may be from `low` on
    PositionTable(long low, long range, Allocator allocator) {
        this.low = low;
        this.range = range;
        entries = allocator.allocate(range << 2);
    }

    @Override
    boolean isExact() {
        return true;
    }

    @Override
    void find(long words, long count, long found, Room room) {
        long base = entries.address();
        long last = range - 1;
        for (long i = 0; i < count; i++) {
            long code = Native.getLong(words + (i << 3)) - low;
            // All ones for a code from 0 to the last one. Not a branch: where half of the rows have no partner, every
            // other one would be foreseen wrongly.
            long inside = ~((code | (last - code)) >> 63);
            int entry = Native.getInt(base + ((code & inside) << 2)) & (int) inside;
            Native.putInt(found + (i << 2), entry - 1);
        }
    }

    @Override
    int find(long word, Fit fit) {
        long code = word - low;
        if (code < 0 || code >= range) {
            return NONE;
        }
        int known = Native.getInt(entries.address() + (code << 2)) - 1;
        return known != NONE && fit.test(known) ? known : NONE;
    }

    @Override
    Outcome add(CodePartitions partitions, int partition, @Nullable SameKey same) {
        long base = entries.address();
        int repeats = 0;
        for (long i = partitions.start(partition); i < partitions.end(partition); i++) {
            long at = base + (Native.getLong(partitions.codes() + (i << 3)) << 2);
            int row = Native.getInt(partitions.rows() + (i << 2));
            int known = Native.getInt(at);
            repeats |= known;
            Native.putInt(at, known == 0 ? row + 1 : known);
        }
        return repeats == 0 ? Outcome.DONE : Outcome.REPEATS;
    }

    @Override
    Outcome addRuns(CodePartitions partitions, int partition, @Nullable SameKey same, long runs, Allocator allocator) {
        long base = entries.address();
        long start = partitions.start(partition);
        long end = partitions.end(partition);
        for (long i = start; i < end; i++) {
            long at = base + (Native.getLong(partitions.codes() + (i << 3)) << 2);
            Native.putInt(at, Native.getInt(at) + 1);
        }
        long from = from(partition, partitions.count());
        long to = from(partition + 1, partitions.count());
        int place = (int) start;
        for (long code = from; code < to; code++) {
            int count = Native.getInt(base + (code << 2));
            Native.putInt(base + (code << 2), place);
            place += count;
        }
        for (long i = start; i < end; i++) {
            long at = base + (Native.getLong(partitions.codes() + (i << 3)) << 2);
            int next = Native.getInt(at);
            Native.putInt(at, next + 1);
            Native.putInt(runs + ((long) next << 2), Native.getInt(partitions.rows() + (i << 2)));
        }
        // Each entry is where its rows end now, which is where those of the next one begin.
        int before = (int) start;
        for (long code = from; code < to; code++) {
            int behind = Native.getInt(base + (code << 2));
            Native.putInt(base + (code << 2), behind == before ? 0 : before + 1);
            if (behind > before) {
                long last = runs + ((behind - 1L) << 2);
                Native.putInt(last, ~Native.getInt(last));
                before = behind;
            }
        }
        return Outcome.DONE;
    }

    /// The first code of a partition.
    private long from(int partition, int partitions) {
        return Math.min(range, (long) partition << shift(range, partitions));
    }

    /// How far codes are shifted down to give their partition.
    static int shift(long range, int partitions) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(range - 1);
        return Math.max(0, bits - Integer.numberOfTrailingZeros(partitions));
    }

    @Override
    void clear(int partition, int partitions) {
        long from = from(partition, partitions);
        long to = from(partition + 1, partitions);
        Native.fill(entries.address() + (from << 2), (to - from) << 2, (byte) 0);
    }

    @Override
    public void close() {
        entries.close();
    }
}
