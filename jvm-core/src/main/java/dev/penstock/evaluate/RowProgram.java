package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.function.Cancellation;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Gather;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Relayout;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Filters and projections, compiled into one pass over a batch.
///
/// Each filter leaves a selection of row numbers; values are computed on selected rows only, so that a cast that fails
/// on a row that was filtered out is no error, and columns are materialised once, at the end. A program belongs to one
/// worker.
public final class RowProgram implements AutoCloseable {
    private record Predicate(Node node, GatheredColumns columns) {}

    private record Output(DataType type, Node node) {
        /// Whether this is a column of the input, which is not computed.
        boolean isPassed() {
            return node instanceof ColumnNode column && column.type().sameValues(type);
        }
    }

    private final Schema schema;
    private final List<Predicate> predicates = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final GatheredColumns outputColumns;
    private final Rows rows;
    private final Allocator allocator;
    private @Nullable Block numbers;

    /// @param nodes filters and projections, the lowest first
    /// @param input the schema of the batches
    /// @param cancellation asked while users' functions run
    public RowProgram(List<BoundPlan> nodes, Schema input, Allocator allocator, Cancellation cancellation) {
        this.allocator = allocator;
        rows = new Rows(allocator, cancellation);
        var compiler = new Compiler(input);
        Schema at = input;
        for (BoundPlan node : nodes) {
            switch (node) {
                case BoundPlan.Filter filter -> {
                    Node predicate = compiler.compile(filter.predicate());
                    predicates.add(new Predicate(predicate, GatheredColumns.of(List.of(predicate))));
                }
                case BoundPlan.Project project -> compiler.project(project);
                default -> throw new AssertionError(node);
            }
            at = node.schema();
        }
        schema = at;
        for (Field field : schema.fields()) {
            outputs.add(new Output(field.type(), compiler.named(field.name())));
        }
        outputColumns =
                GatheredColumns.of(outputs.stream().filter(output -> !output.isPassed()).map(Output::node).toList());
    }

    /// Why there is no program for `node`, a filter or a projection; null when there is one.
    public static @Nullable String refusal(BoundPlan node) {
        try {
            var compiler = new Compiler(node.inputs().getFirst().schema());
            switch (node) {
                case BoundPlan.Filter filter -> compiler.compile(filter.predicate());
                case BoundPlan.Project project -> compiler.project(project);
                default -> throw new AssertionError(node);
            }
            return null;
        } catch (NoKernel e) {
            return "has " + e.getMessage();
        }
    }

    /// Why there is no program for an expression; null when there is one.
    public static @Nullable String refusal(BoundExpr expression, Schema input) {
        try {
            new Compiler(input).compile(expression);
            return null;
        } catch (NoKernel e) {
            return "has " + e.getMessage();
        }
    }

    /// What comes of rows `from` to `from + count` of `batch`, which stays the caller's, as does the result; null when
    /// no row is left.
    public @Nullable Batch run(Batch batch, long from, int count) {
        rows.enter(batch, from, count);
        try {
            for (Predicate predicate : predicates) {
                filter(predicate);
                if (rows.total() == 0) {
                    return null;
                }
            }
            return new Batch(schema, rows.total(), columns());
        } finally {
            rows.leave();
        }
    }

    /// Which of rows `from` to `from + count` of `batch` pass all filters, counted from the first of them on; null when
    /// all do. The selection stays the program's, and lasts until it is used again.
    public @Nullable Selection select(Batch batch, long from, int count) {
        rows.enter(batch, from, count);
        try {
            for (Predicate predicate : predicates) {
                filter(predicate);
                if (rows.total() == 0) {
                    break;
                }
            }
            return rows.selection();
        } finally {
            rows.leave();
        }
    }

    private void filter(Predicate predicate) {
        Block room = room(rows.total());
        Selection known = rows.selection();
        long end = room.address();
        int total = rows.total();
        for (int start = 0; start < total; start += LaneMemory.LANES) {
            int n = Math.min(LaneMemory.LANES, total - start);
            rows.chunk(start, n);
            if (known != null) {
                predicate.columns.gather(rows, known);
            }
            Lanes lanes = predicate.node.of(rows);
            long kept = lanes.values();
            if (lanes.nulls()) {
                kept = lanes.mask(0);
                BitLanes.and(lanes.values(), lanes.valid(), kept, n);
            }
            end = known == null ? BitLanes.select(kept, n, start, end) : BitLanes.select(kept, n, known, start, end);
        }
        long selected = (end - room.address()) >> 2;
        if (selected < total || known != null) {
            rows.select(new Selection(room.address(), selected));
        }
    }

    /// Room for that many row numbers and the slack that [BitLanes#select] wants.
    private Block room(int count) {
        long bytes = Selection.bytes(count + 64L);
        Block room = numbers;
        if (room == null || room.capacityBytes() < bytes) {
            close(room);
            room = allocator.allocate(bytes);
            numbers = room;
        }
        return room;
    }

    private List<Column> columns() {
        int total = rows.total();
        var columns = new @Nullable Column[outputs.size()];
        var writers = new ArrayList<ColumnWriter>();
        try {
            var computed = new ArrayList<Node>();
            var places = new ArrayList<Integer>();
            for (int i = 0; i < columns.length; i++) {
                Output output = outputs.get(i);
                if (output.isPassed() && output.node instanceof ColumnNode column) {
                    columns[i] = passed(column, output.type);
                } else {
                    writers.add(new ColumnWriter(output.type, total, rows));
                    computed.add(output.node);
                    places.add(i);
                }
            }
            for (int start = 0; start < total && !computed.isEmpty(); start += LaneMemory.LANES) {
                int n = Math.min(LaneMemory.LANES, total - start);
                rows.chunk(start, n);
                Selection selection = rows.selection();
                if (selection != null) {
                    outputColumns.gather(rows, selection);
                }
                for (int i = 0; i < computed.size(); i++) {
                    writers.get(i).append(computed.get(i), rows);
                }
            }
            for (int i = 0; i < writers.size(); i++) {
                columns[places.get(i)] = writers.get(i).finish();
            }
            return List.of(columns);
        } catch (Throwable e) {
            for (Column column : columns) {
                if (column != null) {
                    column.close();
                }
            }
            throw e;
        } finally {
            writers.forEach(ColumnWriter::close);
        }
    }

    /// A column of the input, on the selected rows.
    private Column passed(ColumnNode node, DataType type) {
        Selection selection = rows.selection();
        try (Column column = rows.range(node.index())) {
            Column kept = selection == null ? column.share() : Gather.column(column, selection, allocator);
            if (kept.type().equals(type)) {
                return kept;
            }
            try (kept) {
                return Relayout.column(kept, type, allocator);
            }
        }
    }

    private static void close(@Nullable Block block) {
        if (block != null) {
            block.close();
        }
    }

    @Override
    public void close() {
        rows.close();
        close(numbers);
    }
}
