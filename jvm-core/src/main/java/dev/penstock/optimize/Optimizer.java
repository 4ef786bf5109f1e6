package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes plans better in three steps: finds what a plan says twice, applies rules bottom-up until none has anything to
/// say, and then looks at the plan as a whole, which may give the rules something to do again. Rules have twenty passes
/// in all.
///
/// Identity says whether a pass changed anything: rules return new nodes, and comparing plans by value would cost a
/// walk each.
@SuppressWarnings("ReferenceEquality")
public final class Optimizer {
    private static final int MOST_PASSES = 20;

    private final List<Rule> rules;
    private final List<WholeRule> wholes;

    /// @param rules in the order in which they are tried
    public Optimizer(List<Rule> rules) {
        this(rules, List.of());
    }

    /// @param rules in the order in which they are tried
    /// @param wholes those that look at a whole plan once
    public Optimizer(List<Rule> rules, List<WholeRule> wholes) {
        this.rules = List.copyOf(rules);
        this.wholes = List.copyOf(wholes);
    }

    /// A better plan and how often each rule was applied.
    public record Optimized(BoundPlan plan, Map<String, Integer> applied) {}

    /// @param disabled names of rules to leave out; `*` for all
    public Optimized optimize(BoundPlan plan, Set<String> disabled) {
        return optimize(plan, disabled, Tables.UNKNOWN);
    }

    /// @param disabled names of rules to leave out; `*` for all
    /// @param tables what is known of the tables that the plan reads
    public Optimized optimize(BoundPlan plan, Set<String> disabled, Tables tables) {
        var run = new Run(disabled);
        BoundPlan current = plan;
        for (WholeRule.Moment moment : WholeRule.Moment.values()) {
            for (WholeRule whole : wholes) {
                if (whole.moment() == moment) {
                    var cardinality = new Cardinality(tables);
                    WholeRule.Changed changed =
                            run.isDisabled(whole.name())
                                    ? whole.need(current, cardinality)
                                    : whole.apply(current, cardinality);
                    run.count(whole.name(), changed.times());
                    current = changed.plan();
                }
            }
            current = run.rules(current);
        }
        return new Optimized(current, run.applied);
    }

    private final class Run {
        private final Set<String> disabled;
        private final List<Rule> active;
        private final Map<String, Integer> applied = new LinkedHashMap<>();
        private int passes;

        Run(Set<String> disabled) {
            this.disabled = disabled;
            active = rules.stream().filter(rule -> !isDisabled(rule.name())).toList();
        }

        boolean isDisabled(String name) {
            return disabled.contains("*") || disabled.contains(name);
        }

        void count(String name, int times) {
            if (times > 0) {
                applied.merge(name, times, Integer::sum);
            }
        }

        BoundPlan rules(BoundPlan plan) {
            BoundPlan current = plan;
            while (passes < MOST_PASSES) {
                passes++;
                BoundPlan next = pass(current, new HashMap<>());
                if (next == current) {
                    break;
                }
                current = next;
            }
            return current;
        }

        /// @param cached the inputs of caches that this pass has seen: the others with their numbers stay the same
        private BoundPlan pass(BoundPlan node, Map<Integer, BoundPlan> cached) {
            List<BoundPlan> inputs = node.inputs();
            List<BoundPlan> better =
                    node instanceof BoundPlan.Cache cache
                            ? List.of(cached(cache, cached))
                            : inputs.stream().map(input -> pass(input, cached)).toList();
            boolean changed = false;
            for (int i = 0; i < inputs.size(); i++) {
                changed |= inputs.get(i) != better.get(i);
            }
            BoundPlan current = changed ? node.withInputs(better) : node;
            for (Rule rule : active) {
                BoundPlan next = rule.apply(current);
                if (next != null) {
                    assert next.schema().equals(current.schema()) : rule.name() + " changed the schema";
                    count(rule.name(), 1);
                    current = next;
                }
            }
            return current;
        }

        private BoundPlan cached(BoundPlan.Cache cache, Map<Integer, BoundPlan> cached) {
            BoundPlan known = cached.get(cache.id());
            if (known == null) {
                known = pass(cache.input(), cached);
                cached.put(cache.id(), known);
            }
            return known;
        }
    }
}
