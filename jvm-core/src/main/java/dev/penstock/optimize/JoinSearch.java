package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.JoinGraph.Column;
import dev.penstock.optimize.JoinGraph.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The cheapest order of joins, found among all of them by dynamic programming over sets of tables.
///
/// A join costs the rows that it looks up, more when the table that they are looked up in leaves the processor's
/// caches, twice the rows that it builds, and the rows that it makes.
final class JoinSearch {
    /// Among more tables the search would take longer than it saves.
    static final int MOST_TABLES = 12;

    /// What a condition over several tables lets pass.
    private static final double PASSED = 0.3;

    private final JoinGraph graph;
    private final Origins origins;
    private final double[] tableRows;
    private final List<Key> keys;
    private final double[] rows;
    private final double[] costs;
    private final @Nullable Order[] orders;

    /// Columns that are equal to one another.
    ///
    /// @param values how many different ones there may be
    private record Key(List<Column> columns, double values) {
        boolean isIn(int tables) {
            return columns.stream().anyMatch(column -> (tables & 1 << column.table()) != 0);
        }

        /// A column of one of the tables.
        Column in(int tables) {
            return columns.stream().filter(column -> (tables & 1 << column.table()) != 0).findFirst().orElseThrow();
        }
    }

    private JoinSearch(JoinGraph graph, Cardinality cardinality, double[] tableRows) {
        this.graph = graph;
        this.origins = cardinality.origins();
        this.tableRows = tableRows;
        keys = graph.classes().stream().map(this::key).toList();
        int sets = 1 << tableRows.length;
        rows = new double[sets];
        costs = new double[sets];
        orders = new Order[sets];
    }

    /// The search, done; null when it is not known how many rows the tables have, or when columns of one table must be
    /// equal, which a join of others could not say.
    static @Nullable JoinSearch of(JoinGraph graph, Cardinality cardinality) {
        if (graph.classes().stream()
                .anyMatch(equal -> equal.stream().map(Column::table).distinct().count() < equal.size())) {
            return null;
        }
        double[] rows = new double[graph.tables().size()];
        for (int i = 0; i < rows.length; i++) {
            OptionalLong known = cardinality.of(graph.tables().get(i));
            if (known.isEmpty()) {
                return null;
            }
            rows[i] = Math.max(1, known.getAsLong());
        }
        var search = new JoinSearch(graph, cardinality, rows);
        search.run();
        return search;
    }

    private Key key(List<Column> columns) {
        double least = Double.MAX_VALUE;
        double most = 1;
        for (Column column : columns) {
            BoundPlan table = graph.tables().get(column.table());
            OptionalDouble values = origins.combinations(table, List.of(column.name()));
            least = Math.min(least, values.orElse(Double.MAX_VALUE));
            most = Math.max(most, tableRows[column.table()]);
        }
        return new Key(columns, least == Double.MAX_VALUE ? most : Math.max(1, least));
    }

    private void run() {
        for (int set = 1; set < orders.length; set++) {
            if (Integer.bitCount(set) == 1) {
                int table = Integer.numberOfTrailingZeros(set);
                rows[set] = tableRows[table];
                orders[set] = new Order.Table(table);
                continue;
            }
            rows[set] = joined(set);
            costs[set] = Double.MAX_VALUE;
            // Each pair of sides once.
            for (int left = (set - 1) & set; left > (set ^ left); left = (left - 1) & set) {
                split(set, left, set ^ left);
            }
        }
    }

    private void split(int set, int left, int right) {
        Order ofLeft = orders[left];
        Order ofRight = orders[right];
        if (ofLeft == null || ofRight == null || !areLinked(left, right)) {
            return;
        }
        double cost = costs[left] + costs[right] + cost(rows[left], rows[right], rows[set]);
        if (cost < costs[set]) {
            costs[set] = cost;
            orders[set] = new Order.Pair(ofLeft, ofRight);
        }
    }

    private static double cost(double left, double right, double made) {
        double built = Math.min(left, right);
        double probed = Math.max(left, right);
        double miss = Math.max(0, Math.log10(built) - 4) / 2;
        return probed * (1 + miss) + 2 * built + made;
    }

    private boolean areLinked(int left, int right) {
        return keys.stream().anyMatch(key -> key.isIn(left) && key.isIn(right));
    }

    /// How many rows a set of tables has: those of the one that has the lowest number, joined with the others one by
    /// one.
    private double joined(int set) {
        int done = Integer.lowestOneBit(set);
        double all = tableRows[Integer.numberOfTrailingZeros(done)];
        while (done != set) {
            int next = next(done, set ^ done);
            all = Math.max(1, all * tableRows[Integer.numberOfTrailingZeros(next)] / values(done, next));
            done |= next;
        }
        for (JoinGraph.Condition condition : graph.conditions()) {
            if ((condition.tables() & ~set) == 0) {
                all *= PASSED;
            }
        }
        return Math.max(1, all);
    }

    /// The first of `left` that is linked with `done`, or the first of all.
    private int next(int done, int left) {
        for (int rest = left; rest != 0; rest &= rest - 1) {
            if (areLinked(done, Integer.lowestOneBit(rest))) {
                return Integer.lowestOneBit(rest);
            }
        }
        return Integer.lowestOneBit(left);
    }

    /// How many combinations of values the keys have that link a set of tables with another table.
    private double values(int done, int next) {
        double values = 1;
        var mine = new ArrayList<String>();
        Map<Integer, List<String>> theirs = new LinkedHashMap<>();
        for (Key key : keys) {
            if (key.isIn(done) && key.isIn(next)) {
                values *= key.values;
                mine.add(key.in(next).name());
                Column column = key.in(done);
                theirs.computeIfAbsent(column.table(), _ -> new ArrayList<>()).add(column.name());
            }
        }
        if (mine.size() > 1) {
            values = Math.min(values, combinations(Integer.numberOfTrailingZeros(next), mine));
            double other = 1;
            for (Map.Entry<Integer, List<String>> table : theirs.entrySet()) {
                other *= combinations(table.getKey(), table.getValue());
            }
            values = Math.min(values, other);
        }
        return Math.max(1, values);
    }

    private double combinations(int table, List<String> columns) {
        return origins.combinations(graph.tables().get(table), columns).orElse(Double.MAX_VALUE);
    }

    Order best() {
        Order best = orders[orders.length - 1];
        if (best == null) {
            throw new AssertionError("joins that do not hang together");
        }
        return best;
    }

    double bestCost() {
        return costs[costs.length - 1];
    }

    /// What an order costs.
    double cost(Order order) {
        return switch (order) {
            case Order.Table _ -> 0;
            case Order.Pair(Order left, Order right) ->
                    cost(left) + cost(right) + cost(rows[left.tables()], rows[right.tables()], rows[order.tables()]);
        };
    }
}
