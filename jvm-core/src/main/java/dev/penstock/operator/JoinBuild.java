package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.kernel.join.Runner;
import dev.penstock.kernel.sort.MovedRows;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Budget;
import dev.penstock.memory.Native;
import dev.penstock.optimize.Columns;
import dev.penstock.plan.Plan.JoinValidation;
import dev.penstock.run.RunContext;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The built side of a join: its rows, in one piece, and the table that finds them by their keys. All of the workers
/// that probe share it.
final class JoinBuild implements AutoCloseable {
    /// A row in the table of words, with its number and its mark.
    private static final long TABLE_BYTES = 32;

    private final JoinShape shape;
    private final Schema schema;
    private final Tasks tasks;
    private final Budget budget;
    private final Allocator allocator;
    private final PartedRows collected;
    private final BatchStream feeding;
    private @Nullable PlacedParts parts;
    private @Nullable GatheredRows rows;
    private @Nullable JoinTable table;
    private @Nullable Block marks;
    private boolean closed;

    JoinBuild(JoinShape shape, CoreRun run) {
        this.shape = shape;
        tasks = run.tasks();
        Allocator whole = run.context().allocator();
        budget = whole.budget().child(shape.name(), Long.MAX_VALUE);
        allocator = new Allocator(whole.pool(), budget);
        schema = read(shape);
        collected = collected(shape, schema, run.context());
        try {
            feeding = run.feeding(shape.build(), new Collecting());
        } catch (Throwable e) {
            budget.close();
            throw e;
        }
    }

    /// Keys tell where rows go that do not fit; without any, and when that was of no use before, they stay.
    private static PartedRows collected(JoinShape shape, Schema schema, RunContext context) {
        List<Integer> keys = shape.buildKeys().stream().map(schema::indexOf).toList();
        boolean divisible = !keys.isEmpty() && (shape.level() == 0 || PlacedParts.isDivisible(shape.level() - 1));
        boolean apart = !shape.join().nullsEqual();
        PlacedParts parts =
                divisible ? new PlacedParts(shape.name(), schema, keys, apart, shape.level(), context) : null;
        List<DataType> types = schema.fields().stream().map(Field::type).toList();
        return new PartedRows(
                schema, parts, rows -> MovedRows.bytes(types, rows) + rows * TABLE_BYTES, _ -> {}, context);
    }

    /// The columns that anybody will read: a semi join keeps the keys alone.
    private static Schema read(JoinShape shape) {
        BoundPlan.Join join = shape.join();
        Set<String> read = new HashSet<>(shape.buildKeys());
        BoundExpr condition = join.condition();
        if (condition != null) {
            read.addAll(Columns.of(condition));
        }
        if (shape.readsBuild()) {
            read.addAll(join.schema().names());
        }
        Schema all = shape.build().schema();
        List<Field> fields = all.fields().stream().filter(field -> read.contains(field.name())).toList();
        return new Schema(fields, all.metadata());
    }

    /// Takes the rows in as the workers bring them.
    private final class Collecting implements Breaker {
        private final int[] columns =
                schema.names().stream().mapToInt(name -> shape.build().schema().indexOf(name)).toArray();

        @Override
        public void consume(int worker, long morsel, Batch batch) {
            try (batch) {
                collected.add(worker, morsel, batch.select(schema, columns));
            }
        }

        @Override
        public BatchStream finish() {
            return BatchStream.of(schema, collected.held().take());
        }

        @Override
        public void close() {
            collected.close();
        }
    }

    /// The rows in parts on the disk, which stay the build's; null when they are all in memory.
    synchronized @Nullable PlacedParts parts() {
        return parts;
    }

    /// Memory that counts as this join's.
    Allocator allocator() {
        return allocator;
    }

    /// The columns that were kept.
    Schema schema() {
        return schema;
    }

    /// Reads the side to its end and makes the table, unless that was done.
    ///
    /// @throws PenstockException with code COMPUTE when a key that may come once comes twice, MEMORY_LIMIT
    void prepare() {
        if (rows != null || parts != null) {
            return;
        }
        Batch none = feeding.next();
        assert none == null : "the build let a batch through";
        synchronized (this) {
            if (closed) {
                return;
            }
            feeding.close();
            parts = collected.parts();
            if (parts != null) {
                return;
            }
            GatheredRows all = GatheredRows.of(collected.held(), schema, tasks, allocator);
            rows = all;
            if (!shape.buildKeys().isEmpty()) {
                // A semi join need not know more than the first row of a key.
                boolean first = !shape.readsBuild() && !shape.checksBuild();
                table = table(all, first);
            }
            if (shape.hasRest()) {
                marks = allocator.allocateZeroed(all.count());
            }
        }
    }

    private JoinTable table(GatheredRows all, boolean first) {
        List<ArrayData> keys = shape.buildKeys().stream().map(key -> all.column(schema.indexOf(key)).data()).toList();
        Runner runner = work -> tasks.run(work.stream().<Runnable>map(task -> () -> run(task)).toList());
        JoinTable made = JoinTable.of(keys, shape.join().nullsEqual(), first, allocator, runner);
        if (shape.checksBuild() && made.hasRuns()) {
            made.close();
            throw repeated(shape.join().validate());
        }
        return made;
    }

    private void run(Runnable task) {
        tasks.check();
        task.run();
    }

    static PenstockException repeated(JoinValidation validation) {
        String kind =
                switch (validation) {
                    case MANY_TO_MANY -> "m:m";
                    case MANY_TO_ONE -> "m:1";
                    case ONE_TO_MANY -> "1:m";
                    case ONE_TO_ONE -> "1:1";
                };
        return new PenstockException(ErrorCode.COMPUTE, "the join keys do not fulfil the validation " + kind);
    }

    long rowCount() {
        return rows().count();
    }

    private GatheredRows rows() {
        if (rows == null) {
            throw new AssertionError("the side was not built");
        }
        return rows;
    }

    /// Column `index` of all rows, which stays the build's.
    Column column(int index) {
        return rows().column(index);
    }

    /// Rows of column `index` as they are handed on, for the caller.
    Column gathered(int index, Selection selection) {
        return rows().gathered(index, selection, allocator);
    }

    /// Null when every row has the same key, because there is none.
    @Nullable JoinTable table() {
        return table;
    }

    /// Notes that a row has a partner. Many workers may note the same.
    void mark(long row) {
        if (marks != null) {
            Native.putByte(marks.address() + row, (byte) 1);
        }
    }

    boolean isMarked(long row) {
        return marks != null && Native.getByte(marks.address() + row) != 0;
    }

    /// What `action` makes of the build, or null when it was closed meanwhile.
    synchronized @Nullable Batch ifOpen(Supplier<@Nullable Batch> action) {
        return closed ? null : action.get();
    }

    @Override
    public void close() {
        feeding.close();
        synchronized (this) {
            closed = true;
            collected.close();
            if (table != null) {
                table.close();
                table = null;
            }
            if (marks != null) {
                marks.close();
                marks = null;
            }
            if (rows != null) {
                rows.close();
                rows = null;
            }
            budget.close();
        }
    }
}
