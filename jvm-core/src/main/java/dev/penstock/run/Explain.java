package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Optimizer;
import dev.penstock.plan.Plan;
import org.jspecify.annotations.Nullable;

/// A plan at its stages, as text for people or as JSON.
///
/// @param statistics what the run did; null before it
public record Explain(
        Plan written,
        BoundPlan bound,
        Optimizer.Optimized optimized,
        Fragment root,
        @Nullable RunStatistics statistics) {
    /// The stages.
    public enum Level {
        LOGICAL,
        OPTIMIZED,
        PHYSICAL
    }

    /// The looks.
    public enum Format {
        PLAIN,
        TREE,
        JSON
    }

    /// The text.
    public String text(Level level, Format format) {
        return level + " " + format + "\n" + optimized.plan();
    }
}
