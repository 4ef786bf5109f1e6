package dev.penstock.operator;

import dev.penstock.column.BatchStream;
import org.jspecify.annotations.Nullable;

/// A part of a pipeline that works on rows as they come: filters and projections, the probe of a join, explode.
///
/// The stage holds what all workers share, such as a join's hash table; what a worker needs for itself is in its
/// [Step].
interface Stage extends AutoCloseable {
    /// Does what must be done before the first row comes. Called once, by the thread that reads the pipeline, which may
    /// wait here as long as the work takes.
    default void prepare() {}

    /// What comes of this stage when it needs to see all rows before it hands on the first one, as was found by
    /// [#prepare]; null when rows pass through its steps.
    ///
    /// @param below where the rows come from; moves in, unless null is returned
    default @Nullable BatchStream whole(Pipeline below) {
        return null;
    }

    /// The step of another worker, which the caller owns. Called after [#prepare], by the worker.
    Step step();

    /// Gives back what the stage holds and stops a [#prepare] that still works; no step is in use. May be called twice,
    /// and before [#prepare].
    @Override
    default void close() {}
}
