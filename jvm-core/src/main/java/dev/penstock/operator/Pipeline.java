package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.UserFunctions;
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
        var stages = new ArrayList<Stage>();
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
                } else {
                    addRows(rows, at.schema(), stages, run);
                    stages.addFirst(streaming.stage(run));
                }
                at = streaming.stream();
            }
            if (FilteredScan.isOne(at)) {
                FilteredScan scan = FilteredScan.below(rows, (BoundPlan.Filter) at);
                addRows(rows, scan.schema(), stages, run);
                return new Pipeline(stages, scan.morsels(run));
            }
            addRows(rows, at.schema(), stages, run);
            return new Pipeline(stages, run.operator(at).morsels(run));
        } catch (Throwable e) {
            stages.forEach(Stage::close);
            throw e;
        }
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
            stages.addFirst(RowsOperator.stage(List.copyOf(rows), below, run));
            rows.clear();
        }
    }

    void prepare() {
        stages.forEach(Stage::prepare);
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
