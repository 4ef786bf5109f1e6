package dev.penstock.did.estimate;

/// Units of one group that are worked on together, so that a cell treats all of them alike.
///
/// @param group the group of all of them; 0 when they are never treated
/// @param order units of the panel; those from `from` to before `to` are meant, ascending
@SuppressWarnings("ArrayRecordComponent") // it is never compared
public record UnitBlock(long group, int[] order, int from, int to) {
    /// So many units at most: what is worked on stays in the cache of a processor.
    public static final int MOST = 1024;

    public int units() {
        return to - from;
    }

    public int unit(int index) {
        return order[from + index];
    }
}
