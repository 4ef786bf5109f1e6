package dev.penstock.kernel.group;

import dev.penstock.kernel.window.Lanes;
import dev.penstock.kernel.window.SlidingWindows;
import dev.penstock.memory.Allocator;

/// What need not see the rows of each window one by one where windows overlap, because what comes to a window follows
/// from what came to the one before it.
public interface WindowAccumulator extends Accumulator {
    /// Makes of each window the group of its number. The groups are there, and have no rows yet.
    ///
    /// @param lanes the values that count, as those that this accumulates: longs, or float64
    /// @param allocator of the room that this takes for a moment
    void addWindows(Lanes lanes, SlidingWindows windows, Allocator allocator);
}
