package dev.penstock.operator;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.kernel.join.JoinTable;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// The rows that probe, none of which is handed on before it is known that no key comes twice among them.
final class UniqueRows implements BatchStream {
    private final JoinShape shape;
    private final CoreRun run;
    private final CollectedRows collected;
    private final BatchStream feeding;
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
        if (checked) {
            return null;
        }
        checked = true;
        Batch none = feeding.next();
        assert none == null : "the rows were let through";
        synchronized (this) {
            return closed ? null : check();
        }
    }

    private Batch check() {
        var allocator = run.context().allocator();
        Tasks tasks = run.tasks();
        Schema schema = schema();
        try (GatheredRows rows = GatheredRows.of(collected, schema, tasks, allocator)) {
            var keys = shape.probeKeys().stream().map(key -> rows.column(schema.indexOf(key)).data()).toList();
            try (JoinTable table = JoinTable.of(keys, shape.join().nullsEqual(), false, allocator, tasks::run)) {
                if (table.hasRuns()) {
                    throw JoinBuild.repeated(shape.join().validate());
                }
            }
            var columns = new ArrayList<Column>();
            for (int i = 0; i < schema.size(); i++) {
                columns.add(rows.column(i).share());
            }
            return new Batch(schema, rows.count(), columns);
        }
    }

    @Override
    public void close() {
        feeding.close();
        synchronized (this) {
            closed = true;
            collected.close();
        }
    }
}
