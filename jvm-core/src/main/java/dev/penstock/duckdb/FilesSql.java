package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Plan;
import dev.penstock.type.Schema;

/// Scans of files as SQL.
@SuppressWarnings("DoNotCallSuggester") // goes with the first real scan
final class FilesSql {
    private FilesSql() {}

    /// A relation in parentheses, or a call of a table function, that can stand behind FROM. Its columns are those of
    /// the scan's schema, in order, called as [SqlNames] of that schema says, of the types that [SqlTypes] says.
    static String from(BoundPlan.FileScan scan) {
        throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "files cannot be scanned yet");
    }

    /// See [dev.penstock.bind.Catalog#files].
    static Schema schema(Plan.Scan scan, DuckDbEngine engine) {
        throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "files cannot be scanned yet");
    }
}
