package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.DeepStack;
import java.util.List;
import java.util.stream.Stream;

/// How deep recursions go, in levels of [DeepStack].
final class Levels {
    /// The least text that makes DuckDB's parser, binder and optimiser go one level deeper, as `not ` does.
    private static final int CHARACTERS = 4;

    private Levels() {}

    /// As deep as a text could be at its length. DuckDB counts levels itself and gives up at a thousand, but a thread's
    /// usual megabyte does not hold as many.
    static int of(String sql) {
        return sql.length() / CHARACTERS;
    }

    /// The nodes above each other, and the expressions inside of each other.
    static int of(BoundPlan plan) {
        List<BoundPlan> nodes = List.of(plan);
        List<BoundExpr> expressions = List.of();
        int levels = 0;
        while (!nodes.isEmpty() || !expressions.isEmpty()) {
            levels++;
            expressions =
                    Stream.concat(
                                    nodes.stream().flatMap(Levels::expressions),
                                    expressions.stream().flatMap(expression -> expression.children().stream()))
                            .toList();
            nodes = nodes.stream().flatMap(node -> node.inputs().stream()).toList();
        }
        return levels;
    }

    private static Stream<BoundExpr> expressions(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Filter filter -> Stream.of(filter.predicate());
            case BoundPlan.Project project -> project.outputs().stream().map(BoundPlan.Output::expression);
            case BoundPlan.Join join -> Stream.ofNullable(join.condition());
            default -> Stream.of();
        };
    }
}
