package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A part of a pipeline whose rows and work are counted.
///
/// Filters and projections that run as one share one account of work, that of the highest. How many rows each of them
/// delivers is known as long as no filter is above it: a projection keeps its rows.
///
/// @param node pays for the work
/// @param before nodes that deliver as many rows as come in
/// @param after nodes that deliver as many rows as go out
record CountedStage(Stage stage, NodeCounter node, List<NodeCounter> before, List<NodeCounter> after) implements Stage {
    CountedStage {
        before.forEach(NodeCounter::expectRows);
        after.forEach(NodeCounter::expectRows);
    }

    /// A stage of one node.
    static CountedStage of(Stage stage, NodeCounter node) {
        return new CountedStage(stage, node, List.of(), List.of(node));
    }

    /// A stage whose rows are counted elsewhere.
    static CountedStage uncounted(Stage stage, NodeCounter node) {
        return new CountedStage(stage, node, List.of(), List.of());
    }

    /// A stage of filters and projections.
    ///
    /// @param nodes the lowest first
    static CountedStage ofRows(Stage stage, List<BoundPlan> nodes, CoreRun run) {
        var before = new ArrayList<NodeCounter>();
        var after = new ArrayList<NodeCounter>();
        int filters = (int) nodes.stream().filter(CountedStage::isFilter).count();
        int below = 0;
        for (BoundPlan node : nodes) {
            below += isFilter(node) ? 1 : 0;
            if (below == filters) {
                after.add(run.counter(node));
            } else if (below == 0) {
                before.add(run.counter(node));
            }
        }
        return new CountedStage(stage, run.counter(nodes.getLast()), List.copyOf(before), List.copyOf(after));
    }

    private static boolean isFilter(BoundPlan node) {
        return node instanceof BoundPlan.Filter;
    }

    @Override
    public void prepare() {
        NodeCounter earlier = WorkClock.turnTo(node);
        try {
            stage.prepare();
        } finally {
            WorkClock.turnTo(earlier);
        }
    }

    @Override
    public @Nullable BatchStream whole(Pipeline below) {
        NodeCounter earlier = WorkClock.turnTo(node);
        try {
            BatchStream whole = stage.whole(below);
            return whole == null ? null : new CountedStream(whole, node, !after.isEmpty());
        } finally {
            WorkClock.turnTo(earlier);
        }
    }

    @Override
    public Step step() {
        return new CountedStep(this, stage.step());
    }

    @Override
    public void close() {
        stage.close();
    }

    private record CountedStep(CountedStage of, Step step) implements Step {
        @Override
        public void apply(Morsel morsel, Consumer<Batch> out) {
            NodeCounter earlier = WorkClock.turnTo(of.node);
            try {
                of.before.forEach(node -> node.add(morsel.rows(), 0));
                step.apply(morsel, counted(out));
            } finally {
                WorkClock.turnTo(earlier);
            }
        }

        @Override
        public boolean more(Consumer<Batch> out) {
            NodeCounter earlier = WorkClock.turnTo(of.node);
            try {
                return step.more(counted(out));
            } finally {
                WorkClock.turnTo(earlier);
            }
        }

        private Consumer<Batch> counted(Consumer<Batch> out) {
            return batch -> {
                long rows = batch.rows();
                // Only the last of them makes columns.
                of.after.forEach(node -> node.add(rows, node == of.node ? QueuedBytes.of(batch) : 0));
                out.accept(batch);
            };
        }

        @Override
        public void close() {
            step.close();
        }
    }
}
