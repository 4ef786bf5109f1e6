package dev.penstock.operator;

import dev.penstock.kernel.join.JoinProbe;

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
    public Step step() {
        int rows = Math.min(run.morselRows(), JoinProbe.MOST_ROWS);
        return new JoinStep(shape, build, rows, build.allocator(), run.context().cancellation());
    }

    @Override
    public void close() {
        build.close();
    }
}
