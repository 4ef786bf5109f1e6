package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.BatchStream;
import dev.penstock.run.NodeCounter;
import dev.penstock.run.WorkClock;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The upper nodes of a plan that work on rows as they come, which every worker runs over its own morsels, and the
/// morsels of the plan below them.
///
/// @param stages the lowest first
record Pipeline(List<Stage> stages, Morsels source) {
    Pipeline {
        stages = List.copyOf(stages);
    }

    static Pipeline open(BoundPlan plan, CoreRun run) {
        return open(plan, run, List.of());
    }

    /// @param above joins above the plan that drop rows of it
    static Pipeline open(BoundPlan plan, CoreRun run, List<Partners> above) {
        var stages = new ArrayList<Stage>();
        List<Partners> partners = above;
        try {
            var rows = new ArrayList<BoundPlan>();
            BoundPlan at = plan;
            while (!FilteredScan.isOne(at) && run.operator(at) instanceof StreamingOperator streaming) {
                if (streaming instanceof RowsOperator) {
                    if (isBarrier(at) && rows.stream().anyMatch(node -> node instanceof BoundPlan.Filter)) {
                        // In one stage its functions would see no row that a filter above takes away.
                        addRows(rows, at.schema(), stages, run);
                    }
                    rows.addFirst(at);
                    partners = Partners.below(partners, at);
                } else {
                    addRows(rows, at.schema(), stages, run);
                    NodeCounter node = run.counter(at);
                    Stage stage = WorkClock.during(node, () -> streaming.stage(run));
                    stages.addFirst(CountedStage.of(stage, node));
                    partners = stage instanceof JoinStage join ? below(partners, join) : List.of();
                }
                at = streaming.stream();
            }
            if (FilteredScan.isOne(at) || (FilteredScan.isParquet(at) && !partners.isEmpty())) {
                FilteredScan scan = FilteredScan.below(rows, at, partners);
                addRows(rows, scan.schema(), stages, run);
                return new Pipeline(stages, new CountedMorsels(scan.morsels(run), run.counter(at)));
            }
            addRows(rows, at.schema(), stages, run);
            return new Pipeline(stages, run.morsels(at, partners));
        } catch (Throwable e) {
            stages.forEach(Stage::close);
            throw e;
        }
    }

    /// The lowest join is asked first.
    private static List<Partners> below(List<Partners> partners, JoinStage stage) {
        var lower = new ArrayList<Partners>();
        Partners own = Partners.of(stage);
        if (own != null) {
            lower.add(own);
        }
        for (Partners join : partners) {
            Partners below = join.below(stage.shape());
            if (below != null) {
                lower.add(below);
            }
        }
        return lower;
    }

    private static boolean isBarrier(BoundPlan plan) {
        return plan instanceof BoundPlan.Project project
                && project.outputs().stream().anyMatch(output -> UserFunctions.isImpure(output.expression()));
    }

    /// This pipeline with another stage at its end, which it adopts.
    Pipeline with(Stage last) {
        var more = new ArrayList<>(stages);
        more.add(last);
        return new Pipeline(more, source);
    }

    /// Makes one stage of the filters and projections right above rows of `below`.
    private static void addRows(List<BoundPlan> rows, Schema below, List<Stage> stages, CoreRun run) {
        if (!rows.isEmpty()) {
            List<BoundPlan> nodes = List.copyOf(rows);
            stages.addFirst(CountedStage.ofRows(RowsOperator.stage(nodes, below, run), nodes, run));
            rows.clear();
        }
    }

    /// Prepares the stages, and returns the pipeline whose steps and morsels are to be used: what is above a stage that
    /// turns out to need all rows at once reads what comes of that stage. This pipeline moves into that one.
    Pipeline prepared(int morselRows) {
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            stage.prepare();
            BatchStream whole = stage.whole(new Pipeline(stages.subList(0, i), source));
            if (whole != null) {
                var kept = new ArrayList<Stage>(stages.subList(i + 1, stages.size()));
                return new Pipeline(kept, new StreamMorsels(whole, morselRows)).prepared(morselRows);
            }
        }
        return this;
    }

    /// A worker's own step.
    Step step() {
        @Nullable Step step = null;
        try {
            for (Stage stage : stages) {
                Step next = stage.step();
                step = step == null ? next : step.then(next);
            }
            return step == null ? Step.NOTHING : step;
        } catch (Throwable e) {
            if (step != null) {
                step.close();
            }
            throw e;
        }
    }

    void closeStages() {
        stages.forEach(Stage::close);
    }
}
