package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.BatchStream;
import dev.penstock.optimize.Cardinality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that runs bound plans. All engines give the same answer to the same plan.
public interface PlanEngine {
    /// The name by which users force it: `core`, `duckdb`.
    String name();

    /// Why this engine cannot run `node`, not counting its inputs; null when it can. Written for users: "has no joins
    /// yet".
    @Nullable String refusal(BoundPlan node);

    /// Whether this engine runs `node` only where no other one can, or where it is asked for: so slowly that rows had
    /// better change hands.
    default boolean isSlow(BoundPlan node) {
        return false;
    }

    /// Whether `node`, which this engine runs, had better read the files below it by this engine's own reader. Asked
    /// only where another engine would read them, and true only where both give the same rows.
    default boolean readsFiles(BoundPlan node, BoundPlan.FileScan files) {
        return false;
    }

    /// Starts the plan. Its leaves are scans and exchanges; its nodes are such that [#refusal] is null.
    ///
    /// @return batches of exactly the plan's schema; the caller closes the stream, which stops the work
    BatchStream run(BoundPlan plan, RunContext context);

    /// Whether rows that several parts of a plan read are kept for them, rather than left for the engine to find by
    /// itself that it is asked for the same twice.
    default boolean keepsShared() {
        return false;
    }

    /// What a reader should know of how the engine would run a node, in a few words each.
    ///
    /// @param cardinality of this node and those below
    default List<String> notes(BoundPlan node, Cardinality cardinality) {
        return List.of();
    }

    /// How the engine would run the plan, as text for people: operators, or SQL.
    String describe(BoundPlan plan);
}
