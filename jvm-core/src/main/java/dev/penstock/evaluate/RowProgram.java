package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.Column;
import dev.penstock.evaluate.fused.FusedPass;
import dev.penstock.evaluate.fused.FusedProgram;
import dev.penstock.evaluate.fused.Fusing;
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
import java.util.Objects;
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
    private final FusedProgram fused;
    private final List<Predicate> predicates = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final GatheredColumns outputColumns;
    private final Rows rows;
    private final Allocator allocator;
    private @Nullable Block numbers;
    private long truthRooms;

    /// @param nodes filters and projections, the lowest first
    /// @param input the schema of the batches
    /// @param cancellation asked while users' functions run
    public RowProgram(List<BoundPlan> nodes, Schema input, Allocator allocator, Cancellation cancellation) {
        this(nodes, input, allocator, cancellation, Fusing.WHEN_FASTER);
    }

    /// The same, with a say in how it is computed.
    RowProgram(List<BoundPlan> nodes, Schema input, Allocator allocator, Cancellation cancellation, Fusing fusing) {
        this.allocator = allocator;
        fused = FusedProgram.of(nodes, input, fusing);
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
            return filter(count) ? new Batch(schema, rows.total(), columns()) : null;
        } finally {
            rows.leave();
        }
    }

    /// Which of rows `from` to `from + count` of `batch` pass all filters, counted from the first of them on; null when
    /// all do. The selection stays the program's, and lasts until it is used again.
    public @Nullable Selection select(Batch batch, long from, int count) {
        rows.enter(batch, from, count);
        try {
            filter(count);
            return rows.selection();
        } finally {
            rows.leave();
        }
    }

    /// Selects the rows that pass all filters, and says whether there are any; without filters there are.
    private boolean filter(int count) {
        FusedPass selection = fused.selection();
        int done = 0;
        if (selection != null) {
            done = fused.filters();
            boolean withLoop = selection.next(rows::column, count);
            long start = System.nanoTime();
            boolean some = withLoop ? select(selection, count) : filter(predicates.subList(0, done));
            selection.took(withLoop, System.nanoTime() - start, count);
            if (!some) {
                return false;
            }
        }
        return filter(predicates.subList(done, predicates.size()));
    }

    private boolean filter(List<Predicate> those) {
        for (Predicate predicate : those) {
            filter(predicate);
            if (rows.total() == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean select(FusedPass pass, int count) {
        Block room = room(count);
        long selected = (pass.select(count, room.address()) - room.address()) >> 2;
        if (selected < count) {
            rows.select(new Selection(room.address(), selected));
        }
        return selected > 0;
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
        FusedPass values = fused.values();
        boolean withLoop = values != null && values.next(rows::column, total);
        long start = System.nanoTime();
        var columns = new @Nullable Column[outputs.size()];
        var writers = new @Nullable ColumnWriter[outputs.size()];
        try {
            for (int i = 0; i < columns.length; i++) {
                Output output = outputs.get(i);
                if (output.isPassed() && output.node instanceof ColumnNode column) {
                    columns[i] = passed(column, output.type);
                } else {
                    writers[i] = new ColumnWriter(output.type, total, rows);
                }
            }
            compute(writers, withLoop ? values : null);
            for (int i = 0; i < columns.length; i++) {
                ColumnWriter writer = writers[i];
                if (writer != null) {
                    columns[i] = writer.finish();
                }
            }
            if (values != null) {
                values.took(withLoop, System.nanoTime() - start, total);
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
            for (ColumnWriter writer : writers) {
                if (writer != null) {
                    writer.close();
                }
            }
        }
    }

    /// Computes all columns that have a writer, those of `loop` by it and the others by their nodes.
    private void compute(@Nullable ColumnWriter[] writers, @Nullable FusedPass loop) {
        List<Integer> looped = loop == null ? List.of() : fused.columns();
        var others = new ArrayList<Integer>();
        for (int i = 0; i < writers.length; i++) {
            if (writers[i] != null && !looped.contains(i)) {
                others.add(i);
            }
        }
        Selection selection = rows.selection();
        var targets = new long[looped.size()];
        int total = rows.total();
        for (int start = 0; start < total && !(others.isEmpty() && looped.isEmpty()); start += LaneMemory.LANES) {
            int n = Math.min(LaneMemory.LANES, total - start);
            if (loop != null) {
                loop(loop, writers, targets, start, n);
            }
            if (others.isEmpty()) {
                continue;
            }
            rows.chunk(start, n);
            if (selection != null) {
                outputColumns.gather(rows, selection);
            }
            for (int i : others) {
                Objects.requireNonNull(writers[i]).append(outputs.get(i).node, rows);
            }
        }
    }

    private void loop(FusedPass loop, @Nullable ColumnWriter[] writers, long[] targets, int start, int n) {
        Selection selection = rows.selection();
        List<Boolean> truths = fused.truths();
        for (int i = 0; i < targets.length; i++) {
            targets[i] = Objects.requireNonNull(writers[fused.columns().get(i)]).room(n);
        }
        // The loop leaves a byte for a truth value, which is packed into bits afterwards.
        var packed = targets.clone();
        for (int i = 0; i < targets.length; i++) {
            if (truths.get(i)) {
                targets[i] = truthRoom(i);
            }
        }
        loop.compute(selection == null ? 0 : selection.address(), start, n, targets);
        for (int i = 0; i < targets.length; i++) {
            if (truths.get(i)) {
                BitLanes.pack(targets[i], packed[i], n);
            }
        }
    }

    private long truthRoom(int number) {
        if (truthRooms == 0) {
            truthRooms = rows.room((long) fused.columns().size() * LaneMemory.LANES);
        }
        return truthRooms + (long) number * LaneMemory.LANES;
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
