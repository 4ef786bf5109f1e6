package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Plans as SQL: one query inside of the other, each with the columns of its node in their order, called as [SqlNames]
/// says, of the types that [SqlTypes] says.
final class PlanSql {
    /// Where rows of ours come from.
    interface Leaves {
        /// What stands behind FROM for a [BoundPlan.FrameScan], [BoundPlan.StreamScan] or [BoundPlan.Exchange].
        String rows(BoundPlan leaf);
    }

    private final Leaves leaves;

    PlanSql(Leaves leaves) {
        this.leaves = leaves;
    }

    /// A query with the rows of the plan.
    String of(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.FrameScan _, BoundPlan.StreamScan _, BoundPlan.Exchange _ ->
                    "SELECT * FROM " + leaves.rows(plan);
            case BoundPlan.FileScan scan -> "SELECT * FROM " + FilesSql.from(scan);
            case BoundPlan.Filter filter -> {
                SqlNames names = SqlNames.of(filter.schema());
                yield "SELECT * FROM " + from(filter.input()) + " WHERE " + ExpressionSql.of(filter.predicate(), names);
            }
            case BoundPlan.Project project -> project(project);
            case BoundPlan.Sql sql -> {
                var tables = new LinkedHashMap<String, String>();
                sql.tables().forEach((name, table) -> tables.put(name, of(table)));
                yield SqlText.query(sql.text(), tables, sql.schema(), readsStreams(sql) ? "MATERIALIZED " : "");
            }
            default ->
                    throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION, "not yet: " + plan.getClass().getSimpleName());
        };
    }

    /// Whether there are rows below that can be read once only, while a user's text may name a table twice.
    private static boolean readsStreams(BoundPlan plan) {
        return plan instanceof BoundPlan.StreamScan
                || plan instanceof BoundPlan.Exchange
                || plan.inputs().stream().anyMatch(PlanSql::readsStreams);
    }

    private String project(BoundPlan.Project project) {
        SqlNames input = SqlNames.of(project.input().schema());
        SqlNames output = SqlNames.of(project.schema());
        var items = new ArrayList<String>();
        for (BoundPlan.Output column : project.outputs()) {
            items.add(ExpressionSql.of(column.expression(), input) + " AS " + output.of(column.name()));
        }
        return select(items, project.schema()) + " FROM " + from(project.input());
    }

    private static String select(List<String> items, Schema schema) {
        return "SELECT " + (schema.size() == 0 ? "NULL::BOOLEAN AS " + Sql.NONE : Sql.list(items));
    }

    /// The plan's rows behind FROM, with their own names.
    private String from(BoundPlan plan) {
        return switch (plan) {
            case BoundPlan.FrameScan _, BoundPlan.StreamScan _, BoundPlan.Exchange _ -> leaves.rows(plan);
            default -> "(" + of(plan) + ")";
        };
    }
}
