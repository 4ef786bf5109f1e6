package dev.penstock.duckdb;

import dev.penstock.type.DataType;

/// Errors that a query raises itself.
final class SqlErrors {
    private SqlErrors() {}

    /// An expression of the type that ends the query.
    ///
    /// @param value what the message ends with, as SQL
    static String raise(DataType type, String message, String value) {
        return SqlForm.of(
                "CAST(error({0} || coalesce(CAST({1} AS VARCHAR), 'null')) AS {2})",
                Sql.text(message), value, SqlTypes.of(type));
    }
}
