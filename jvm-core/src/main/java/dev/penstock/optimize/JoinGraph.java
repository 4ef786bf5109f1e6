package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.Rewrite;
import dev.penstock.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Inner joins in a row as what they mean, without an order: tables, columns that are equal, and conditions over
/// several tables. Sets of tables are bits.
final class JoinGraph {
    /// A column of a table.
    record Column(int table, String name) {}

    /// Two columns that must be equal.
    record Link(Column left, Column right) {}

    /// A predicate over columns by their [#nameOf], and the tables that it reads.
    record Condition(BoundExpr predicate, int tables) {}

    /// An order of joins: a table, or a join of two of them.
    sealed interface Order {
        int tables();

        /// One table.
        record Table(int number) implements Order {
            @Override
            public int tables() {
                return 1 << number;
            }
        }

        /// The rows of both sides that belong together.
        record Pair(Order left, Order right) implements Order {
            @Override
            public int tables() {
                return left.tables() | right.tables();
            }
        }
    }

    private final BoundPlan root;
    private final List<BoundPlan> tables = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final Map<Column, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private Map<String, Column> outputs = Map.of();
    private Order written = new Order.Table(0);

    private JoinGraph(BoundPlan root) {
        this.root = root;
    }

    /// Whether the node is an inner join whose rows may come in any order, or a filter or other names above one.
    static boolean isJoined(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Join join -> isFree(join);
            case BoundPlan.Filter filter -> Predicates.isTotal(filter.predicate()) && isJoined(filter.input());
            case BoundPlan.Project project -> renames(project) && isJoined(project.input());
            default -> false;
        };
    }

    private static boolean isFree(BoundPlan.Join join) {
        return join.how() == Plan.JoinKind.INNER
                && !join.leftKeys().isEmpty()
                && !join.nullsEqual()
                && join.validate() == Plan.JoinValidation.MANY_TO_MANY
                && join.order() == Plan.JoinOrder.NONE
                && (join.condition() == null || Predicates.isTotal(join.condition()));
    }

    private static boolean renames(BoundPlan.Project project) {
        return project.outputs().stream().allMatch(output -> output.expression() instanceof BoundExpr.Ref);
    }

    static JoinGraph of(BoundPlan root) {
        var graph = new JoinGraph(root);
        Flat flat = graph.flatten(root);
        graph.outputs = flat.columns;
        graph.written = flat.order;
        return graph;
    }

    /// Which columns a part of the plan delivers, by name, and in which order it joins.
    private record Flat(Map<String, Column> columns, Order order) {}

    private Flat flatten(BoundPlan node) {
        return switch (node) {
            case BoundPlan.Project project when renames(project) -> renamed(project);
            case BoundPlan.Filter filter when isJoined(filter) -> {
                Flat flat = flatten(filter.input());
                Predicates.parts(filter.predicate()).forEach(part -> require(part, flat.columns));
                yield flat;
            }
            case BoundPlan.Join join when isFree(join) -> {
                Flat left = flatten(join.left());
                Flat right = flatten(join.right());
                for (int i = 0; i < join.leftKeys().size(); i++) {
                    links.add(
                            new Link(
                                    column(left.columns, join.leftKeys().get(i)),
                                    column(right.columns, join.rightKeys().get(i))));
                }
                var both = new LinkedHashMap<>(left.columns);
                both.putAll(right.columns);
                BoundExpr condition = join.condition();
                if (condition != null) {
                    require(condition, both);
                }
                yield new Flat(both, new Order.Pair(left.order, right.order));
            }
            default -> table(node);
        };
    }

    /// The columns of a table too are called as they were before, for the eyes of readers.
    private Flat renamed(BoundPlan.Project project) {
        Flat flat = flatten(project.input());
        var columns = new LinkedHashMap<String, Column>();
        for (BoundPlan.Output output : project.outputs()) {
            if (output.expression() instanceof BoundExpr.Ref(String name, _)) {
                columns.put(output.name(), column(flat.columns, name));
            }
        }
        return new Flat(columns, flat.order);
    }

    private Flat table(BoundPlan node) {
        int number = tables.size();
        tables.add(node);
        var columns = new LinkedHashMap<String, Column>();
        for (String name : node.schema().names()) {
            var column = new Column(number, name);
            columns.put(name, column);
            names.put(column, unique(column));
        }
        return new Flat(columns, new Order.Table(number));
    }

    /// The column's own name, unless another table has it.
    private String unique(Column column) {
        String name = column.name;
        for (int i = column.table; !taken.add(name); i++) {
            name = "__" + column.name + i;
        }
        return name;
    }

    private void require(BoundExpr predicate, Map<String, Column> columns) {
        int read = 0;
        for (String name : Columns.of(predicate)) {
            read |= 1 << column(columns, name).table;
        }
        BoundExpr named =
                Rewrite.bottomUp(
                        predicate,
                        e ->
                                e instanceof BoundExpr.Ref(String name, var type)
                                        ? new BoundExpr.Ref(nameOf(column(columns, name)), type)
                                        : e);
        conditions.add(new Condition(named, read));
    }

    private static Column column(Map<String, Column> columns, String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new AssertionError("no column " + name);
        }
        return column;
    }

    BoundPlan root() {
        return root;
    }

    List<BoundPlan> tables() {
        return tables;
    }

    List<Link> links() {
        return links;
    }

    List<Condition> conditions() {
        return conditions;
    }

    /// The columns of the root, by name.
    Map<String, Column> outputs() {
        return outputs;
    }

    /// The order in which the plan has been written.
    Order written() {
        return written;
    }

    /// What a column is called among those of all tables.
    String nameOf(Column column) {
        String name = names.get(column);
        if (name == null) {
            throw new AssertionError(column);
        }
        return name;
    }

    /// The columns that are equal, because links say so of them or of others between them.
    List<List<Column>> classes() {
        Map<Column, List<Column>> classOf = new LinkedHashMap<>();
        for (Link link : links) {
            List<Column> left = classOf.computeIfAbsent(link.left, JoinGraph::alone);
            List<Column> right = classOf.computeIfAbsent(link.right, JoinGraph::alone);
            if (!left.equals(right)) {
                left.addAll(right);
                right.forEach(column -> classOf.put(column, left));
            }
        }
        return classOf.values().stream().distinct().toList();
    }

    private static List<Column> alone(Column column) {
        var columns = new ArrayList<Column>();
        columns.add(column);
        return columns;
    }
}
