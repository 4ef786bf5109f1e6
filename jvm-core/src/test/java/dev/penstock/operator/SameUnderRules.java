package dev.penstock.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.column.Frame;
import dev.penstock.error.PenstockException;
import dev.penstock.optimize.Optimizer;
import dev.penstock.optimize.Rule;
import dev.penstock.optimize.Rules;
import dev.penstock.optimize.Tables;
import dev.penstock.optimize.WholeRule;
import dev.penstock.run.Fragment;
import dev.penstock.run.FragmentPlanner;
import dev.penstock.run.PlanEngine;
import dev.penstock.testing.RandomValues;
import dev.penstock.testing.Rows;
import dev.penstock.testing.TestRun;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// That a plan gives the same answer whichever rules of the optimiser are on.
///
/// @param ours how the core engine runs
/// @param duckdb for what the core engine lacks
record SameUnderRules(TestRun ours, PlanEngine duckdb, Map<String, Frame> frames) {
    private static final List<String> NAMES =
            Stream.concat(Rules.ALL.stream().map(Rule::name), Rules.WHOLE.stream().map(WholeRule::name))
                    .distinct()
                    .toList();

    /// Runs the plan with all rules, without one of them, or with one of them alone.
    ///
    /// @param expected the rows without any rule
    /// @param ordered whether the rows have an order
    void check(BoundPlan plan, Rows expected, boolean ordered, double tolerance) {
        // Whoever drew the plan draws the next ones as ever.
        var random = new RandomValues(plan.toString().length());
        Set<String> disabled = choice(random);
        Optimizer.Optimized optimized = new Optimizer(Rules.ALL, Rules.WHOLE).optimize(plan, disabled, tables());
        assertThat(optimized.plan().schema()).isEqualTo(plan.schema());
        Fragment root = new FragmentPlanner(List.of(ours.engine(), duckdb)).plan(optimized.plan(), null);
        try {
            Rows found = ours.rows(root, frames);
            (ordered ? found : found.sorted()).assertClose(ordered ? expected : expected.sorted(), tolerance);
        } catch (PenstockException | AssertionError e) {
            throw new AssertionError("without " + disabled + ": " + optimized + "\n" + e.getMessage(), e);
        }
    }

    /// One for each plan, because there are thousands of plans.
    private static Set<String> choice(RandomValues random) {
        String one = random.oneOf(NAMES);
        return switch (random.below(3)) {
            case 0 -> Set.of();
            case 1 -> Set.of(one);
            default -> {
                var others = new HashSet<>(NAMES);
                others.remove(one);
                yield others;
            }
        };
    }

    private Tables tables() {
        return leaf ->
                leaf instanceof BoundPlan.FrameScan(String handle, _)
                        ? OptionalLong.of(frames.get(handle).rows())
                        : OptionalLong.empty();
    }
}
