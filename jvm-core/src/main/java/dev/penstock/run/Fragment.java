package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Tables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A part of a plan that one engine runs alone.
///
/// @param id the number under which other fragments read this one's rows
/// @param engine null when the part is a table function, which needs none
/// @param plan leaves that are exchanges name the fragments in `inputs` by their ids
/// @param reason why this engine, for people
/// @param shared whether several others read its rows, which are kept for them
public record Fragment(
        int id, @Nullable PlanEngine engine, BoundPlan plan, List<Fragment> inputs, String reason, boolean shared) {
    /// A fragment with one reader.
    public Fragment(int id, @Nullable PlanEngine engine, BoundPlan plan, List<Fragment> inputs, String reason) {
        this(id, engine, plan, inputs, reason, false);
    }

    /// What is known of the tables of this fragment and of those that it reads.
    ///
    /// @param leaves what is known of the tables of the uncut plan
    public Tables tables(Tables leaves) {
        var fragments = new HashMap<Integer, Fragment>();
        gather(fragments);
        return new FragmentTables(leaves, fragments);
    }

    private void gather(Map<Integer, Fragment> fragments) {
        fragments.put(id, this);
        inputs.forEach(input -> input.gather(fragments));
    }

    /// The engine's name, or `function`.
    public String engineName() {
        return engine == null ? "function" : engine.name();
    }
}
