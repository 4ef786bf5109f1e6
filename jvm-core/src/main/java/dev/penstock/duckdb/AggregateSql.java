package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.type.Schema;

/// Aggregates as SQL, with our semantics.
final class AggregateSql {
    private AggregateSql() {}

    /// Whether the aggregate looks at the order of its rows, so that the relation must have the column [Sql#ROW].
    static boolean needsRow(BoundPlan.Computed aggregate) {
        return aggregate.orderBy().isEmpty()
                && (aggregate.function() == Aggregation.FIRST || aggregate.function() == Aggregation.LAST);
    }

    /// The aggregate over a relation of `input`'s columns, called as `names` says, and of [Sql#ROW] if [#needsRow] says
    /// so. Its type in SQL is that of [SqlTypes] for the aggregate's type.
    static String of(BoundPlan.Computed aggregate, Schema input, SqlNames names) {
        String filter = aggregate.filter() == null ? "" : " FILTER (WHERE " + names.of(aggregate.filter()) + ")";
        String argument = aggregate.arguments().isEmpty() ? "*" : names.of(aggregate.arguments().getFirst());
        String type = SqlTypes.of(aggregate.type());
        return switch (aggregate.function()) {
            case Aggregation.LEN -> "count(*)" + filter + "::" + type;
            case Aggregation.COUNT -> "count(" + argument + ")" + filter + "::" + type;
            case Aggregation.SUM -> "coalesce(sum(" + argument + ")" + filter + ", 0)::" + type;
            case Aggregation.MIN -> "min(" + argument + ")" + filter;
            case Aggregation.MAX -> "max(" + argument + ")" + filter;
            case Aggregation.FIRST -> "first(" + argument + " ORDER BY " + Sql.ROW + ")" + filter;
            default ->
                    throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION, "not yet: " + aggregate.function().symbol());
        };
    }
}
