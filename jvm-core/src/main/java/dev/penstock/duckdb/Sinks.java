package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.run.RunContext;

/// Rows written to files.
@SuppressWarnings("DoNotCallSuggester") // goes with the first real sink
final class Sinks {
    private Sinks() {}

    /// Writes what `input` runs, and answers with the one row of [BoundPlan.Sink].
    ///
    /// @param engine runs plans over exchanges and scans
    static BatchStream run(BoundPlan.Sink sink, DuckDbEngine engine, RunContext context) {
        throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "files cannot be written yet");
    }
}
