package dev.penstock.kernel.window;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;

/// Windows over places, each of which begins and ends no earlier than the one before it, or starts anew somewhere else.
/// Each is cut in two, so that what comes to its rows is found without looking at each of them again.
///
/// Behind the cut, values are added as they come. What comes to the rows before it, from each place up to the cut, was
/// found by one pass back from the cut; when a window begins at the cut or behind it, there is a new cut at its end. So
/// each row is looked at twice, whatever the windows' length, and nothing is ever taken away: a NaN or a value that
/// outweighs all others leaves no trace behind.
///
/// Source: the two stacks of Tangwongsan, Hirzel and Schneider, "Low-latency sliding-window aggregation in worst-case
/// constant time", 2017, section 3.
public final class SlidingWindows implements AutoCloseable {
    private static final int FROM = 0;
    private static final int TO = 8;
    private static final int CUT = 16;
    private static final int WIDTH = 24;

    private final long count;
    private final Block block;
    private long longest;

    /// @param count of windows, all of which are to be [#set]
    public SlidingWindows(long count, Allocator allocator) {
        this.count = count;
        this.block = allocator.allocate(count * WIDTH);
    }

    /// Says that window `window` has the places from `from` to `to`, without the end.
    public void set(long window, long from, long to) {
        Native.putLong(at(window) + FROM, from);
        Native.putLong(at(window) + TO, to);
    }

    private long at(long window) {
        return block.address() + window * WIDTH;
    }

    public long count() {
        return count;
    }

    public long from(long window) {
        return Native.getLong(at(window) + FROM);
    }

    public long to(long window) {
        return Native.getLong(at(window) + TO);
    }

    public boolean isEmpty(long window) {
        return from(window) == to(window);
    }

    /// Where the window is cut, `~cut` where that is a new cut. Of a window without places it says nothing.
    long cut(long window) {
        return Native.getLong(at(window) + CUT);
    }

    /// The most places that lie before a cut.
    long longest() {
        return longest;
    }

    /// Cuts all windows, when all are set.
    public void cut() {
        longest = 0;
        long cut = 0;
        long lastFrom = 0;
        long lastTo = 0;
        for (long window = 0; window < count; window++) {
            long from = from(window);
            long to = to(window);
            if (from == to) {
                continue;
            }
            boolean goesOn = from >= lastFrom && to >= lastTo && from < lastTo;
            if (goesOn && from < cut) {
                Native.putLong(at(window) + CUT, cut);
            } else {
                // Rows that no other window has need no second look.
                cut = isMet(window + 1, from, to) ? to : from;
                Native.putLong(at(window) + CUT, ~cut);
                longest = Math.max(longest, cut - from);
            }
            lastFrom = from;
            lastTo = to;
        }
    }

    /// Whether a window goes on from one of these places.
    private boolean isMet(long window, long from, long to) {
        return window < count && from(window) >= from && from(window) < to && to(window) >= to;
    }

    @Override
    public void close() {
        block.close();
    }
}
