package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.bind.UserFunctions;
import dev.penstock.column.BatchStream;
import dev.penstock.evaluate.RowProgram;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Aggregates of the rows of windows over an index column. The rows of a window stand together, so the groups of some
/// windows are made, turned into rows of the result and forgotten, by many workers side by side: whatever the
/// aggregates are, there is memory for the input and for the windows that are worked on.
///
/// Sums, means, counts, extremes, variances, first and last values take time for the rows and for the windows: see
/// [SlidingMorsels]. As soon as there is another aggregate it takes time for each row of each window: a rolling median
/// of 100 rows looks at 100 numbers for each row. What looks at one window is one thread, also where there are few
/// windows of many rows.
///
/// @param plan the aggregation, by the number of the window
/// @param projects what is computed of the windows' rows, the lowest first
/// @param windows the windows
record WindowAggregateOperator(BoundPlan.Aggregate plan, List<BoundPlan> projects, BoundPlan.WindowRows windows)
        implements Operator {
    /// The operator for an aggregation that stands over nothing but windows and projections of their rows; null for
    /// another one.
    static @Nullable WindowAggregateOperator over(BoundPlan.Aggregate plan) {
        var projects = new ArrayList<BoundPlan>();
        BoundPlan at = plan.input();
        while (at instanceof BoundPlan.Project project) {
            if (project.outputs().stream().anyMatch(WindowAggregateOperator::isUsers)) {
                return null;
            }
            projects.addFirst(project);
            at = project.input();
        }
        if (!(at instanceof BoundPlan.WindowRows windows)
                || !plan.keys().equals(List.of(windows.columns().window()))
                || !plan.maintainOrder()
                || !projects.stream().allMatch(project -> handsOn((BoundPlan.Project) project, windows))) {
            return null;
        }
        return new WindowAggregateOperator(plan, List.copyOf(projects), windows);
    }

    /// How often users' functions are called, and with what, is for the pipeline to say.
    private static boolean isUsers(Output output) {
        return UserFunctions.isImpure(output.expression());
    }

    private static boolean handsOn(BoundPlan.Project project, BoundPlan.WindowRows windows) {
        String window = windows.columns().window();
        return project.outputs().stream()
                .anyMatch(output ->
                        output.name().equals(window)
                                && output.expression() instanceof BoundExpr.Ref(String name, _)
                                && name.equals(window));
    }

    @Override
    public @Nullable String refusal() {
        return new AggregateOperator(plan).refusal();
    }

    /// What is below is run here as well, and must be what this engine can run.
    private boolean runsAll() {
        return new WindowRowsOperator(windows).refusal() == null
                && projects.stream().allMatch(project -> RowProgram.refusal(project) == null);
    }

    @Override
    public BatchStream open(CoreRun run) {
        return runsAll()
                ? run.broken(windows.input(), plan.schema(), breaker(run))
                : new AggregateOperator(plan).open(run);
    }

    @Override
    public Morsels morsels(CoreRun run, List<Partners> above) {
        return runsAll()
                ? run.broken(windows.input(), breaker(run), List.of())
                : new AggregateOperator(plan).morsels(run, above);
    }

    private Breaker breaker(CoreRun run) {
        SlidingPlan sliding = SlidingPlan.of(this);
        return new WindowRowsBreaker(
                windows,
                plan.schema(),
                (found, morselRows) ->
                        sliding == null
                                ? new WindowAggregateMorsels(this, found, morselRows, run)
                                : SlidingMorsels.of(this, sliding, found, morselRows, run),
                run);
    }
}
