package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.type.Schema;
import java.util.List;

/// Windows as SQL, with our semantics.
final class WindowSql {
    private WindowSql() {}

    /// The window over a relation of `input`'s columns, called as `names` says, and of [Sql#ROW], which gives the order
    /// of the rows. Its type in SQL is that of [SqlTypes] for the window's type.
    static String of(BoundPlan.Computed window, List<String> partitionBy, Schema input, SqlNames names) {
        String partition = partitionBy.isEmpty() ? "" : "PARTITION BY " + Sql.list(names.each(partitionBy)) + " ";
        if (window.function() == OrderedFunction.ROW_INDEX) {
            return "(row_number() OVER (" + partition + "ORDER BY " + Sql.ROW + ") - 1)::" + SqlTypes.of(window.type());
        }
        if (window.function() == Aggregation.SUM) {
            String argument = names.of(window.arguments().getFirst());
            return "coalesce(sum(" + argument + ") OVER (" + partition + "), 0)::" + SqlTypes.of(window.type());
        }
        throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "not yet: " + window.function().symbol());
    }
}
