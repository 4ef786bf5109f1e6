package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Frame;
import dev.penstock.type.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of one projection after the other, all of the same input: a frame is read as often as there are columns,
/// anything else is collected first.
final class UnpivotStream implements BatchStream {
    private final BoundPlan.Unpivot unpivot;
    private final CoreRun run;
    private final Deque<BoundPlan.Project> left;
    private final @Nullable BatchStream input;
    private @Nullable Frame frame;
    private @Nullable BatchStream current;
    private boolean closed;

    UnpivotStream(BoundPlan.Unpivot unpivot, List<BoundPlan.Project> columns, CoreRun run) {
        this.unpivot = unpivot;
        this.run = run;
        left = new ArrayDeque<>(columns);
        if (unpivot.input() instanceof BoundPlan.FrameScan(String handle, _)) {
            input = null;
            frame = run.context().frame(handle).share();
        } else {
            input = run.open(unpivot.input());
        }
    }

    @Override
    public Schema schema() {
        return unpivot.schema();
    }

    @Override
    public @Nullable Batch next() {
        if (input != null && frame == null) {
            keep(Frame.collect(input));
        }
        for (BatchStream stream = stream(); stream != null; stream = stream()) {
            Batch batch = stream.next();
            if (batch != null) {
                return batch;
            }
            drop(stream);
        }
        return null;
    }

    private synchronized void keep(Frame collected) {
        if (closed) {
            collected.close();
        } else {
            frame = collected;
        }
    }

    private synchronized @Nullable BatchStream stream() {
        Frame rows = frame;
        if (current == null && rows != null) {
            BoundPlan.Project column = left.poll();
            if (column != null) {
                Stage stage = RowsOperator.stage(List.of(column), rows.schema(), run);
                var pipeline = new Pipeline(List.of(stage), new FrameMorsels(rows.share(), run.morselRows()));
                current = run.ordered(schema(), pipeline);
            }
        }
        return current;
    }

    private synchronized void drop(BatchStream stream) {
        stream.close();
        current = null;
    }

    @Override
    public void close() {
        if (input != null) {
            input.close();
        }
        synchronized (this) {
            closed = true;
            if (current != null) {
                current.close();
                current = null;
            }
            if (frame != null) {
                frame.close();
                frame = null;
            }
        }
    }
}
