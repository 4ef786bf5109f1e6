package dev.penstock.operator;

import dev.penstock.column.BatchStream;
import dev.penstock.kernel.join.JoinProbe;
import org.jspecify.annotations.Nullable;

/// The part of a pipeline that probes: holds the built side.
record JoinStage(JoinShape shape, JoinBuild build, CoreRun run) implements Stage {
    JoinStage(JoinShape shape, CoreRun run) {
        this(shape, new JoinBuild(shape, run), run);
    }

    @Override
    public void prepare() {
        build.prepare();
    }

    @Override
    public @Nullable BatchStream whole(Pipeline below) {
        PlacedParts parts = build.parts();
        return parts == null ? null : new PartedJoin(shape, build, parts, below, run);
    }

    @Override
    public Step step() {
        int rows = Math.min(run.morselRows(), JoinProbe.MOST_ROWS);
        return new JoinStep(shape, build, rows, build.allocator(), run.context().cancellation());
    }

    @Override
    public void close() {
        build.close();
    }
}
