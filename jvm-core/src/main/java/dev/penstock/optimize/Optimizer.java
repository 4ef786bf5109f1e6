package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Applies rules bottom-up until none has anything to say, at most twenty times.
///
/// Identity says whether a pass changed anything: rules return new nodes, and comparing plans by value would cost a
/// walk each.
@SuppressWarnings("ReferenceEquality")
public final class Optimizer {
    private static final int MOST_PASSES = 20;

    private final List<Rule> rules;

    /// @param rules in the order in which they are tried
    public Optimizer(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// A better plan and how often each rule was applied.
    public record Optimized(BoundPlan plan, Map<String, Integer> applied) {}

    /// @param disabled names of rules to leave out; `*` for all
    public Optimized optimize(BoundPlan plan, Set<String> disabled) {
        List<Rule> active =
                disabled.contains("*")
                        ? List.of()
                        : rules.stream().filter(rule -> !disabled.contains(rule.name())).toList();
        var applied = new LinkedHashMap<String, Integer>();
        BoundPlan current = plan;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            BoundPlan next = pass(current, active, applied);
            if (next == current) {
                break;
            }
            current = next;
        }
        return new Optimized(current, applied);
    }

    private static BoundPlan pass(BoundPlan node, List<Rule> rules, Map<String, Integer> applied) {
        List<BoundPlan> inputs = node.inputs();
        List<BoundPlan> better = inputs.stream().map(input -> pass(input, rules, applied)).toList();
        boolean changed = false;
        for (int i = 0; i < inputs.size(); i++) {
            changed |= inputs.get(i) != better.get(i);
        }
        BoundPlan current = changed ? node.withInputs(better) : node;
        for (Rule rule : rules) {
            BoundPlan next = rule.apply(current);
            if (next != null) {
                assert next.schema().equals(current.schema()) : rule.name() + " changed the schema";
                applied.merge(rule.name(), 1, Integer::sum);
                current = next;
            }
        }
        return current;
    }
}
