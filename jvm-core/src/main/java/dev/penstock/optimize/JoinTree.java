package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.optimize.JoinGraph.Column;
import dev.penstock.optimize.JoinGraph.Order;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// The plan of joins in an order. Each join hands on what is read above it.
///
/// @param tables what becomes of a table's own plan
record JoinTree(JoinGraph graph, UnaryOperator<BoundPlan> tables) {
    /// The plan of the whole, with the columns of the root.
    BoundPlan plan(Order order) {
        // What reads no column holds of all rows or of none.
        BoundPlan joined = filtered(part(order), condition -> condition.tables() == 0);
        var outputs = new ArrayList<Output>();
        Schema schema = graph.root().schema();
        for (Field field : schema.fields()) {
            outputs.add(new Output(field, ref(column(field.name()))));
        }
        return new BoundPlan.Project(joined, outputs, schema);
    }

    private Column column(String output) {
        Column column = graph.outputs().get(output);
        if (column == null) {
            throw new AssertionError(output);
        }
        return column;
    }

    private BoundExpr ref(Column column) {
        return new BoundExpr.Ref(graph.nameOf(column), field(column).type());
    }

    private Field field(Column column) {
        return graph.tables().get(column.table()).schema().field(column.name()).named(graph.nameOf(column));
    }

    private BoundPlan part(Order order) {
        return switch (order) {
            case Order.Table(int number) -> filtered(table(number), condition -> condition.tables() == 1 << number);
            case Order.Pair pair -> filtered(join(pair), condition -> isFirst(condition, pair));
        };
    }

    /// A table under the names that it has among all of them.
    private BoundPlan table(int number) {
        BoundPlan table = graph.tables().get(number);
        BoundPlan plan = tables.apply(table);
        var outputs = new ArrayList<Output>();
        boolean renamed = false;
        for (Field field : table.schema().fields()) {
            Field named = field(new Column(number, field.name()));
            outputs.add(new Output(named, new BoundExpr.Ref(field.name(), field.type())));
            renamed |= !named.name().equals(field.name());
        }
        return renamed ? new BoundPlan.Project(plan, outputs) : plan;
    }

    private BoundPlan join(Order.Pair pair) {
        BoundPlan left = part(pair.left());
        BoundPlan right = part(pair.right());
        var leftKeys = new ArrayList<String>();
        var rightKeys = new ArrayList<String>();
        for (List<Column> equal : graph.classes()) {
            List<Column> ofLeft = equal.stream().filter(column -> isIn(column, pair.left().tables())).toList();
            List<Column> ofRight = equal.stream().filter(column -> isIn(column, pair.right().tables())).toList();
            if (!ofLeft.isEmpty() && !ofRight.isEmpty()) {
                leftKeys.add(graph.nameOf(ofLeft.getFirst()));
                rightKeys.add(graph.nameOf(ofRight.getFirst()));
            }
        }
        return new BoundPlan.Join(
                left,
                right,
                Plan.JoinKind.INNER,
                leftKeys,
                rightKeys,
                false,
                null,
                Plan.JoinValidation.MANY_TO_MANY,
                Plan.JoinOrder.NONE,
                schema(left, right, pair.tables()));
    }

    private static boolean isIn(Column column, int tables) {
        return (tables & 1 << column.table()) != 0;
    }

    private Schema schema(BoundPlan left, BoundPlan right, int tables) {
        Set<String> read = read(tables);
        var fields = new ArrayList<Field>();
        left.schema().fields().stream().filter(field -> read.contains(field.name())).forEach(fields::add);
        right.schema().fields().stream().filter(field -> read.contains(field.name())).forEach(fields::add);
        if (fields.isEmpty()) {
            // A table without columns would forget how many rows it has.
            fields.add(left.schema().field(0));
        }
        return new Schema(fields);
    }

    /// What is read above the join of some tables.
    private Set<String> read(int tables) {
        Set<String> read = new HashSet<>();
        graph.outputs().values().forEach(column -> read.add(graph.nameOf(column)));
        for (List<Column> equal : graph.classes()) {
            if (equal.stream().anyMatch(column -> !isIn(column, tables))) {
                equal.forEach(column -> read.add(graph.nameOf(column)));
            }
        }
        graph.conditions().forEach(condition -> read.addAll(Columns.of(condition.predicate())));
        return read;
    }

    private BoundPlan filtered(BoundPlan plan, Predicate<JoinGraph.Condition> here) {
        List<BoundExpr> parts = graph.conditions().stream().filter(here).map(JoinGraph.Condition::predicate).toList();
        return parts.isEmpty() ? plan : new BoundPlan.Filter(plan, Predicates.all(parts));
    }

    /// Whether a condition can be asked here for the first time.
    private static boolean isFirst(JoinGraph.Condition condition, Order.Pair pair) {
        return !fits(condition, pair.left()) && !fits(condition, pair.right()) && fits(condition, pair);
    }

    private static boolean fits(JoinGraph.Condition condition, Order order) {
        return (condition.tables() & ~order.tables()) == 0;
    }
}
