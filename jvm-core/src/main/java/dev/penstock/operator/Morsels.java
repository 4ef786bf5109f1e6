package dev.penstock.operator;

import org.jspecify.annotations.Nullable;

/// What a pipeline reads, in pieces that many workers take. Thread-safe.
interface Morsels extends AutoCloseable {
    /// The next piece, which the caller closes, or null at the end. Pieces are numbered in the order of their rows.
    @Nullable Morsel next();

    /// Whether [#next] never waits for anybody.
    boolean isPrompt();

    /// Makes waiting callers come back, and gives back what the source holds once no piece is in use any more. May be
    /// called twice and from any thread.
    @Override
    void close();
}
