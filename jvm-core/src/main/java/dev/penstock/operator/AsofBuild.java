package dev.penstock.operator;

import dev.penstock.bind.BoundPlan.AsofJoin;
import dev.penstock.column.ArrayData;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.join.AsofProbe;
import dev.penstock.kernel.join.AsofTable;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Budget;
import dev.penstock.type.Schema;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The right side of an as-of join: its rows in one piece, and the table that finds them. All of the workers share it.
/// It is held in memory.
final class AsofBuild implements AutoCloseable {
    private final AsofJoin join;
    private final Schema schema;
    private final Tasks tasks;
    private final Budget budget;
    private final Allocator allocator;
    private final CollectedRows collected;
    private final BatchStream feeding;
    private @Nullable GatheredRows rows;
    private @Nullable AsofTable table;
    private boolean closed;

    AsofBuild(AsofJoin join, CoreRun run) {
        this.join = join;
        tasks = run.tasks();
        Allocator whole = run.context().allocator();
        budget = whole.budget().child("join_asof", Long.MAX_VALUE);
        allocator = new Allocator(whole.pool(), budget);
        schema = read(join);
        collected = new CollectedRows(schema, run.context().threads());
        try {
            feeding = run.feeding(join.right(), new Collecting());
        } catch (Throwable e) {
            budget.close();
            throw e;
        }
    }

    /// The columns that anybody will read.
    private static Schema read(AsofJoin join) {
        var read = new HashSet<>(join.schema().names());
        read.addAll(join.rightBy());
        read.add(join.rightOn());
        Schema all = join.right().schema();
        return new Schema(all.fields().stream().filter(field -> read.contains(field.name())).toList(), all.metadata());
    }

    /// Takes the rows in as the workers bring them.
    private final class Collecting implements Breaker {
        private final int[] columns =
                schema.names().stream().mapToInt(name -> join.right().schema().indexOf(name)).toArray();

        @Override
        public void consume(int worker, long morsel, Batch batch) {
            try (batch) {
                collected.add(worker, morsel, batch.select(schema, columns));
            }
        }

        @Override
        public BatchStream finish() {
            return BatchStream.of(schema, collected.take());
        }

        @Override
        public void close() {
            collected.close();
        }
    }

    /// The columns that were kept.
    Schema schema() {
        return schema;
    }

    /// Reads the side to its end and makes the table, unless that was done.
    ///
    /// @throws PenstockException with code SORT_REQUIRED when keys are not in order and must be, MEMORY_LIMIT
    void prepare() {
        if (rows != null) {
            return;
        }
        Batch none = feeding.next();
        assert none == null : "the build let a batch through";
        synchronized (this) {
            if (closed) {
                return;
            }
            feeding.close();
            GatheredRows all = GatheredRows.of(collected, schema, tasks, allocator);
            rows = all;
            List<ArrayData> by = join.rightBy().stream().map(key -> data(all, key)).toList();
            AsofTable made = AsofTable.of(by, data(all, join.rightOn()), allocator, tasks::run, tasks::check);
            table = made;
            if (join.checked() && made.firstUnsorted() >= 0) {
                throw new PenstockException(ErrorCode.SORT_REQUIRED, AsofJoin.unsorted("right") + made.firstUnsorted());
            }
        }
    }

    private ArrayData data(GatheredRows all, String column) {
        return all.column(schema.indexOf(column)).data();
    }

    /// How many rows there are.
    long rowCount() {
        return rows().count();
    }

    private GatheredRows rows() {
        if (rows == null) {
            throw new AssertionError("the side was not built");
        }
        return rows;
    }

    /// Rows of column `index` as they are handed on, for the caller.
    Column gathered(int index, Selection selection) {
        return rows().gathered(index, selection, allocator);
    }

    /// What a worker looks rows up with; the caller owns it.
    AsofProbe probe() {
        if (table == null) {
            throw new AssertionError("the side was not built");
        }
        return table.probe(AsofJoinOperator.search(join), allocator);
    }

    Allocator allocator() {
        return allocator;
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
            if (rows != null) {
                rows.close();
                rows = null;
            }
            budget.close();
        }
    }
}
