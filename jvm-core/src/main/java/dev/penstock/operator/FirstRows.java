package dev.penstock.operator;

import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// Where the first row of each group stands in the input, as a number to sort by: which batch, then which of the groups
/// that the batch's worker has met. A batch has one worker, so no two groups have the same number.
final class FirstRows implements AutoCloseable {
    private static final int GROUP_BITS = 31;
    private static final int DIGIT_BITS = 11;

    /// The sequence of groups whose first rows are not known yet.
    static final long NOWHERE = Long.MAX_VALUE;

    private final Allocator allocator;
    private Block ranks;
    private long capacity = 512;

    FirstRows(Allocator allocator) {
        this.allocator = allocator;
        ranks = allocator.allocate(capacity << 3);
    }

    /// Groups `before` to `count` are new, and come from batch `sequence`.
    void append(int before, int count, long sequence) {
        if (count > capacity) {
            capacity = Math.max(count, 2 * capacity);
            Block larger = allocator.allocate(capacity << 3);
            Native.copy(ranks.address(), larger.address(), (long) before << 3);
            ranks.close();
            ranks = larger;
        }
        for (long group = before; group < count; group++) {
            put(group, sequence == NOWHERE ? NOWHERE : sequence << GROUP_BITS | group);
        }
    }

    /// Which batch a place is in.
    static long sequence(long place) {
        return place >>> GROUP_BITS;
    }

    /// The place of row `row` of batch `sequence`, as the place of a group is, or behind those of as many groups.
    static long place(long sequence, long row) {
        return (sequence << GROUP_BITS) + row;
    }

    /// Rows at some places belong to groups that are there, and whose first rows they may be.
    ///
    /// @param ids the group of each row, four bytes each
    /// @param places eight bytes each
    void lower(long ids, long places, long rows) {
        for (long row = 0; row < rows; row++) {
            long group = Native.getInt(ids + (row << 2));
            put(group, Math.min(rank(group), Native.getLong(places + (row << 3))));
        }
    }

    /// Group `from[i]` of `other` is group `to[i]` here.
    void merge(FirstRows other, Selection from, long to) {
        for (long i = 0; i < from.count(); i++) {
            long group = Native.getInt(to + (i << 2));
            put(group, Math.min(rank(group), other.rank(from.row(i))));
        }
    }

    long rank(long group) {
        return Native.getLong(ranks.address() + (group << 3));
    }

    /// The groups below `count` in the order of their first rows, four bytes each. The caller owns the block.
    Block order(int count) {
        long bytes = Selection.bytes(count);
        Block from = allocator.allocate(bytes);
        try (Block other = allocator.allocate(bytes)) {
            for (int group = 0; group < count; group++) {
                Native.putInt(from.address() + ((long) group << 2), group);
            }
            boolean swapped = false;
            for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
                if (sort(swapped ? other : from, swapped ? from : other, count, shift)) {
                    swapped = !swapped;
                }
            }
            if (swapped) {
                Native.copy(other.address(), from.address(), bytes);
            }
            return from;
        } catch (Throwable e) {
            from.close();
            throw e;
        }
    }

    /// One pass of a radix sort. Does nothing, and says so, when all groups agree in the digit.
    private boolean sort(Block from, Block to, int count, int shift) {
        int[] places = new int[(1 << DIGIT_BITS) + 1];
        for (int group = 0; group < count; group++) {
            places[digit(group, shift) + 1]++;
        }
        for (int i = 1; i < places.length; i++) {
            if (places[i] == count) {
                return false;
            }
            places[i] += places[i - 1];
        }
        for (long i = 0; i < count; i++) {
            int group = Native.getInt(from.address() + (i << 2));
            int place = places[digit(group, shift)]++;
            Native.putInt(to.address() + ((long) place << 2), group);
        }
        return true;
    }

    private int digit(int group, int shift) {
        return (int) (rank(group) >>> shift) & (1 << DIGIT_BITS) - 1;
    }

    private void put(long group, long rank) {
        Native.putLong(ranks.address() + (group << 3), rank);
    }

    @Override
    public void close() {
        ranks.close();
    }
}
