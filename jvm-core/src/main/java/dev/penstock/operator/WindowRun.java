package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.window.Sequence;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Windows over a table that is in memory in one piece.
///
/// @param table stays the caller's
record WindowRun(BoundPlan.Window plan, Batch table, Tasks tasks, RunContext context) {
    /// The table with a column for each window, for the caller.
    BatchStream run() {
        var columns = new ArrayList<List<Column>>();
        try {
            table.columns().forEach(column -> columns.add(List.of(column.share())));
            columns.addAll(windows());
            return new WindowStream(plan.schema(), columns, table.rows(), context.batchRows());
        } catch (Throwable e) {
            columns.forEach(Column::closeAll);
            throw e;
        }
    }

    private List<List<Column>> windows() {
        List<Computed> accumulated =
                plan.windows().stream()
                        .filter(window -> WindowFunctions.isAccumulated(window, table.schema()))
                        .map(WindowFunctions::unordered)
                        .toList();
        var made = new ArrayList<List<Column>>();
        var sequences = new HashMap<List<Key>, WindowSequence>();
        try (var partitions = new Partitions(plan, plan.partitionBy(), accumulated, table, tasks, context)) {
            int next = 0;
            for (Computed window : plan.windows()) {
                if (WindowFunctions.isAccumulated(window, table.schema())) {
                    made.add(partitions.rows(next++));
                } else {
                    made.add(ordered(window, partitions, sequences));
                }
            }
            return made;
        } catch (Throwable e) {
            made.forEach(Column::closeAll);
            throw e;
        } finally {
            sequences.values().forEach(WindowSequence::close);
        }
    }

    private List<Column> ordered(Computed window, Partitions partitions, Map<List<Key>, WindowSequence> sequences) {
        if (window.function() instanceof OrderedFunction function && DistinctWindows.handles(function)) {
            return List.of(distinct(window, function));
        }
        SequencedRows rows = rows(order(window), partitions, sequences);
        return switch (window.function()) {
            case OrderedFunction.RANK -> List.of(new RankWindows(table, rows).ranks(window));
            case OrderedFunction.RLE_ID -> List.of(new RankWindows(table, rows).runs(window));
            case OrderedFunction function ->
                    new OrderedWindows(table, rows, tasks, context.allocator()).column(window, function);
            default -> ofPartitions(window, partitions, rows);
        };
    }

    /// The order in which the window wants to see the rows.
    private static List<Key> order(Computed window) {
        boolean rank = window.function() == OrderedFunction.RANK;
        if (!rank && !WindowFunctions.isQuantile(window)) {
            return window.orderBy();
        }
        var keys = new ArrayList<Key>();
        keys.add(new Key(window.arguments().getFirst(), rank && window.options().flag("descending", false), true));
        if (rank) {
            keys.addAll(window.orderBy());
        }
        return keys;
    }

    /// @param sequences those that other windows needed already; windows of one order share it
    private SequencedRows rows(List<Key> order, Partitions partitions, Map<List<Key>, WindowSequence> sequences) {
        WindowSequence sequence =
                sequences.computeIfAbsent(order, keys -> new WindowSequence(partitions, keys, table, tasks, context));
        return new SequencedRows(sequence.sequence(), tasks, context.allocator());
    }

    private Column distinct(Computed window, OrderedFunction function) {
        var by = new ArrayList<>(plan.partitionBy());
        by.addAll(window.arguments());
        List<String> all = by.stream().distinct().toList();
        try (var agreeing = new Partitions(plan, all, List.of(), table, tasks, context)) {
            var rows = new SequencedRows(Sequence.plain(table.rows()), tasks, context.allocator());
            return new DistinctWindows(agreeing, rows).column(window.type(), function);
        }
    }

    private List<Column> ofPartitions(Computed window, Partitions partitions, SequencedRows rows) {
        var ranks = new RankWindows(table, rows);
        try (Column values = WindowFunctions.isQuantile(window) ? ranks.quantiles(window) : ranks.edges(window)) {
            return partitions.rows(values);
        }
    }
}
