package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The rows that probe, none of which is handed on before it is known that no key comes twice among them.
final class UniqueRows implements BatchStream {
    private static final long PIECE_ROWS = 1L << 17;

    private final JoinShape shape;
    private final CoreRun run;
    private final CollectedRows collected;
    private final BatchStream feeding;
    private @Nullable GatheredRows rows;
    private long handedOn;
    private boolean checked;
    private boolean closed;

    UniqueRows(JoinShape shape, CoreRun run) {
        this.shape = shape;
        this.run = run;
        collected = new CollectedRows(schema(), run.context().threads());
        feeding = run.feeding(shape.probe(), new Collecting());
    }

    private final class Collecting implements Breaker {
        @Override
        public void consume(int worker, long morsel, Batch batch) {
            collected.add(worker, morsel, batch);
        }

        @Override
        public BatchStream finish() {
            return BatchStream.of(schema(), collected.take());
        }

        @Override
        public void close() {
            collected.close();
        }
    }

    @Override
    public Schema schema() {
        return shape.probe().schema();
    }

    @Override
    public @Nullable Batch next() {
        if (!checked) {
            checked = true;
            Batch none = feeding.next();
            assert none == null : "the rows were let through";
        }
        synchronized (this) {
            return closed ? null : piece(rows == null ? check() : rows);
        }
    }

    private GatheredRows check() {
        Allocator allocator = run.context().allocator();
        Tasks tasks = run.tasks();
        GatheredRows all = GatheredRows.of(collected, schema(), tasks, allocator);
        try {
            check(all, tasks, allocator);
        } catch (Throwable e) {
            // Other workers ask as well, and must not get what has not passed.
            closed = true;
            all.close();
            throw e;
        }
        rows = all;
        return all;
    }

    private void check(GatheredRows all, Tasks tasks, Allocator allocator) {
        Schema schema = schema();
        var keys = shape.probeKeys().stream().map(key -> all.column(schema.indexOf(key)).data()).toList();
        try (JoinTable table = JoinTable.of(keys, shape.join().nullsEqual(), false, allocator, tasks::run)) {
            if (table.hasRuns()) {
                throw JoinBuild.repeated(shape.join().validate());
            }
        }
    }

    private @Nullable Batch piece(GatheredRows all) {
        long count = Math.min(PIECE_ROWS, all.count() - handedOn);
        if (count == 0) {
            return null;
        }
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < schema().size(); i++) {
                columns.add(all.slice(i, handedOn, count, run.context().allocator()));
            }
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
        handedOn += count;
        return new Batch(schema(), count, columns);
    }

    @Override
    public void close() {
        feeding.close();
        synchronized (this) {
            closed = true;
            collected.close();
            if (rows != null) {
                rows.close();
                rows = null;
            }
        }
    }
}
