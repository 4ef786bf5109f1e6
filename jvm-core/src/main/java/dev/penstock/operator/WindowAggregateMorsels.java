package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.evaluate.RowProgram;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.RunContext;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/// A row of aggregates for each window, in pieces that are computed by whoever asks for them: each of windows that have
/// about as many rows together as a morsel.
final class WindowAggregateMorsels implements Morsels {
    private final WindowAggregateOperator operator;
    private final BoundPlan.Aggregate plan;
    private final AggregateColumns columns;
    private final FoundWindows found;
    private final WindowTable windows;
    private final int morselRows;
    private final RunContext context;
    private final List<NodeCounter> below = new ArrayList<>();

    /// Programs that nobody uses at the moment.
    private final Deque<RowProgram> programs = new ConcurrentLinkedDeque<>();

    private long next;
    private long number;
    private boolean closed;

    /// Adopts what was found.
    WindowAggregateMorsels(WindowAggregateOperator operator, FoundWindows found, int morselRows, CoreRun run) {
        this.operator = operator;
        // Windows come in order, and so do their groups.
        this.plan =
                new BoundPlan.Aggregate(
                        operator.plan().input(), operator.plan().keys(), operator.plan().aggregates(), false);
        this.columns = AggregateColumns.of(plan);
        this.found = found;
        this.windows = found.windows();
        this.morselRows = morselRows;
        this.context = run.context();
        below.add(run.counter(operator.windows()));
        operator.projects().forEach(project -> below.add(run.counter(project)));
        below.forEach(NodeCounter::expectRows);
    }

    @Override
    public @Nullable Morsel next() {
        long place;
        long from;
        long to;
        synchronized (this) {
            if (closed || next >= windows.rows()) {
                return null;
            }
            from = next;
            to = windows.end(windows.windowOf(Math.min(from + morselRows, windows.rows()) - 1));
            next = to;
            place = number++;
            found.enter();
        }
        try {
            Batch batch = aggregated(from, to);
            return new Morsel(place, batch, 0, Math.toIntExact(batch.rows()), new Morsel.Cuts(batch::close));
        } finally {
            found.leave();
        }
    }

    /// What the rows `from` to `to` of all windows come to.
    private Batch aggregated(long from, long to) {
        Allocator allocator = context.allocator();
        try (GroupedRows groups = new GroupedRows(plan, columns, null, context.functions())) {
            for (long at = from; at < to; at += morselRows) {
                add(at, (int) Math.min(morselRows, to - at), at - from, groups);
            }
            groups.arrange(1, context.cancellation()::check).forEach(Runnable::run);
            groups.prepare(1, context.cancellation()::check).forEach(Runnable::run);
            try (Block all = PartitionRange.all(groups.count(), allocator)) {
                return groups.result(plan.schema(), new Selection(all.address(), groups.count()));
            }
        }
    }

    private void add(long from, int count, long sequence, GroupedRows groups) {
        try (Batch rows = found.rows(from, count)) {
            below.forEach(node -> node.add(count, 0));
            if (operator.projects().isEmpty()) {
                groups.add(rows, sequence);
                return;
            }
            RowProgram program = programs.poll();
            if (program == null) {
                program =
                        new RowProgram(
                                operator.projects(),
                                operator.windows().schema(),
                                context.allocator(),
                                context.cancellation());
            }
            try (Batch computed = program.run(rows, 0, count)) {
                if (computed != null) {
                    groups.add(computed, sequence);
                }
            } finally {
                giveBack(program);
            }
        }
    }

    private void giveBack(RowProgram program) {
        programs.add(program);
        boolean over;
        synchronized (this) {
            over = closed;
        }
        if (over) {
            closePrograms();
        }
    }

    private void closePrograms() {
        for (RowProgram program = programs.poll(); program != null; program = programs.poll()) {
            program.close();
        }
    }

    @Override
    public boolean isPrompt() {
        return true;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                found.leave();
            }
        }
        closePrograms();
    }
}
