package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a plan that one engine runs alone.
///
/// @param id the number under which other fragments read this one's rows
/// @param engine null when the part is a table function, which needs none
/// @param plan leaves that are exchanges name the fragments in `inputs` by their ids
/// @param reason why this engine, for people
public record Fragment(int id, @Nullable PlanEngine engine, BoundPlan plan, List<Fragment> inputs, String reason) {
    /// The engine's name, or `function`.
    public String engineName() {
        return engine == null ? "function" : engine.name();
    }
}
