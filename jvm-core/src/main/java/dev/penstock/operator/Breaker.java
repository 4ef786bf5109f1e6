package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;

/// An operator that must see all rows before it delivers the first one: an aggregate, a sort, the build of a join.
///
/// Workers, numbered from 0 on and never more than the query's threads, feed it side by side; what a worker needs for
/// itself it keeps under its number, and [#finish] merges. A worker's calls never overlap, but they may come from
/// different threads; each call sees what the earlier ones of the same number did.
interface Breaker extends AutoCloseable {
    /// Takes rows in; the batch moves to the breaker, also when this fails. Many workers call at once.
    ///
    /// @param morsel where the batch stands among all batches of the input, for what depends on the rows' order; one
    ///   worker sees growing numbers, with gaps
    void consume(int worker, long morsel, Batch batch);

    /// The rows that it delivers. Called once, after the last [#consume]; the caller closes the stream, and the breaker
    /// after it.
    BatchStream finish();

    /// The same in pieces that many workers take, of about `morselRows` rows; called instead of [#finish].
    default Morsels morsels(int morselRows) {
        return new StreamMorsels(finish(), morselRows);
    }

    /// Gives back what the breaker still holds; no worker is inside. May be called twice, and before the end.
    @Override
    void close();
}
