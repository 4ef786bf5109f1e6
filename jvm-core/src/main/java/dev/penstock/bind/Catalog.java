package dev.penstock.bind;

import dev.penstock.plan.Plan;
import dev.penstock.type.Schema;
import java.util.Map;

/// What the binder asks about the world outside of the plan. Answers read headers at most, never data.
public interface Catalog {
    /// The schema of a frame that the engine holds.
    ///
    /// @throws dev.penstock.error.PenstockException with code HANDLE_EXPIRED when there is none
    Schema frame(String handle);

    /// The schema of a foreign stream.
    ///
    /// @throws dev.penstock.error.PenstockException with code HANDLE_EXPIRED when there is none
    Schema stream(String handle);

    /// The schema of files: headers, footers, or the rows from which a text format's types are inferred.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO_NOT_FOUND, IO, SCHEMA_MISMATCH or CONFIG
    Schema files(Plan.Scan scan);

    /// What a SQL text answers with. Nothing of it is run.
    ///
    /// @param parameters by name, or by number from 1 on
    /// @param allowSideEffects whether it may be a statement that writes
    /// @throws dev.penstock.error.PenstockException with code SQL_SYNTAX, SQL_INTERFACE or UNSUPPORTED_TYPE
    SqlAnswer sql(
            String text,
            Map<String, Schema> tables,
            Map<String, BoundExpr.Constant> parameters,
            boolean allowSideEffects);
}
