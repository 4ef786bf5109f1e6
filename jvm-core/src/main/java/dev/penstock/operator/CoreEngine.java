package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.optimize.Cardinality;
import dev.penstock.run.PlanEngine;
import dev.penstock.run.RunContext;
import dev.penstock.source.parquet.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The engine of our own operators.
public final class CoreEngine implements PlanEngine, AutoCloseable {
    private final WorkerThreads pool;

    /// @param threads how many threads compute
    public CoreEngine(int threads) {
        pool = new WorkerThreads(threads);
    }

    @Override
    public String name() {
        return "core";
    }

    @Override
    public @Nullable String refusal(BoundPlan node) {
        return Operator.of(node).refusal();
    }

    @Override
    public BatchStream run(BoundPlan plan, RunContext context) {
        return new CoreRun(context, pool).open(plan);
    }

    @Override
    public boolean keepsShared() {
        return true;
    }

    @Override
    public List<String> notes(BoundPlan node, Cardinality cardinality) {
        return switch (node) {
            case BoundPlan.Join join ->
                    List.of(
                            "builds the "
                                    + (JoinShape.of(join, cardinality).buildsLeft() ? "left" : "right")
                                    + " side");
            case BoundPlan.AsofJoin _ -> List.of("builds the right side");
            case BoundPlan.Filter filter when FilteredScan.isOne(filter) ->
                    Conditions.of(filter.predicate(), filter.schema()) instanceof Condition.Unknown
                            ? List.of("done by the scan")
                            : List.of("done by the scan, which leaves out row groups and pages");
            default -> List.of();
        };
    }

    @Override
    public String describe(BoundPlan plan) {
        return "";
    }

    @Override
    public void close() {
        pool.close();
    }
}
