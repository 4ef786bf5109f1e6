package dev.penstock.kernel.window;

/// The places around a place that a rolling function looks at: from `before` places before it to `after` behind it, as
/// far as they are in its partition.
///
/// @param least with fewer values than this there is no result
public record Frame(long before, long after, long least) {
    /// How many places there are, away from the ends of the partition.
    public long size() {
        return before + after + 1;
    }

    /// The same within a partition of `rows` rows, beyond which nothing is.
    Frame within(long rows) {
        return new Frame(Math.min(before, rows), Math.min(after, rows), least);
    }
}
