package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import org.jspecify.annotations.Nullable;

/// One way to make a plan better without changing its answer. A rule looks at one node and what is below it.
public interface Rule {
    /// The name by which users switch the rule off; Polars' name where Polars has the rule.
    String name();

    /// The better node, or null when the rule has nothing to say here. Its schema is the same.
    @Nullable BoundPlan apply(BoundPlan node);
}
