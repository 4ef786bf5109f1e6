package dev.penstock.duckdb;

import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.plan.DeepStack;
import java.lang.foreign.Arena;

/// A connection to DuckDB, for one query. Used by one thread at a time, but for [#interrupt()] and [#progress()].
final class Connection implements AutoCloseable {
    private final Capi capi;
    private final long handle;
    private final int levels;
    private boolean open = true;

    /// Adopts the handle.
    ///
    /// @param levels how deep DuckDB recurses into the query, in levels of [DeepStack]
    Connection(Capi capi, long handle, int levels) {
        this.levels = levels;
        this.capi = capi;
        this.handle = handle;
    }

    long handle() {
        return handle;
    }

    /// Runs statements without an answer.
    void execute(String sql) {
        try (Arena arena = Arena.ofConfined()) {
            long result = arena.allocate(Capi.RESULT_BYTES, 8).address();
            int state = capi.status(Symbol.QUERY, handle, arena.allocateFrom(sql).address(), result);
            PenstockException error = state == 0 ? null : Errors.of(Capi.text(capi.call(Symbol.RESULT_ERROR, result)));
            capi.run(Symbol.DESTROY_RESULT, result);
            if (error != null) {
                throw error;
            }
        }
    }

    /// @throws PenstockException for SQL that DuckDB refuses
    Statement prepare(String sql) {
        try (Arena arena = Arena.ofShared()) {
            long statement = arena.allocate(8, 8).address();
            long text = arena.allocateFrom(sql).address();
            int state = DeepStack.call(levels, () -> capi.status(Symbol.PREPARE, handle, text, statement));
            var prepared = new Statement(capi, Native.getLong(statement), levels);
            if (state != 0) {
                PenstockException error =
                        Errors.of(Capi.text(capi.call(Symbol.PREPARE_ERROR, Native.getLong(statement))));
                prepared.close();
                throw error;
            }
            return prepared;
        }
    }

    /// Makes the running query fail soon. From any thread.
    synchronized void interrupt() {
        if (open) {
            capi.run(Symbol.INTERRUPT, handle);
        }
    }

    /// The share of the query that is done, from 0 to 1; less than 0 when it is not known. From any thread.
    synchronized double progress() {
        double percent = open ? capi.progress(handle) : -1;
        return percent < 0 ? -1 : Math.min(1, percent / 100);
    }

    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            try (Arena arena = Arena.ofConfined()) {
                long pointer = arena.allocate(8, 8).address();
                Native.putLong(pointer, handle);
                capi.run(Symbol.DISCONNECT, pointer);
            }
        }
    }
}
