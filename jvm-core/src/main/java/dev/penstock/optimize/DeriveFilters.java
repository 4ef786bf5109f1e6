package dev.penstock.optimize;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A filter above a join says of one side what it does not say outright: if each branch of an `or` wants something of a
/// side, the side's rows must fulfil one of those. What was found goes into the filter beside the rest, and from there
/// below the join.
final class DeriveFilters implements WholeRule {
    /// More branches make a filter that costs more than it saves.
    private static final int MOST_BRANCHES = 16;

    @Override
    public String name() {
        return "predicate_pushdown";
    }

    @Override
    public Moment moment() {
        return Moment.PUSHED;
    }

    @Override
    public Changed apply(BoundPlan plan, Cardinality cardinality) {
        var pass = new Pass();
        BoundPlan derived = pass.of(plan);
        return new Changed(pass.found == 0 ? plan : derived, pass.found);
    }

    private static final class Pass {
        /// Caches share their input, and must share what becomes of it.
        private final IdentityHashMap<BoundPlan, BoundPlan> done = new IdentityHashMap<>();

        private int found;

        BoundPlan of(BoundPlan node) {
            BoundPlan known = done.get(node);
            if (known == null) {
                List<BoundPlan> inputs = node.inputs().stream().map(this::of).toList();
                BoundPlan plan = inputs.isEmpty() ? node : node.withInputs(inputs);
                known = plan instanceof BoundPlan.Filter filter ? derived(filter) : plan;
                done.put(node, known);
            }
            return known;
        }

        private BoundPlan derived(BoundPlan.Filter filter) {
            if (!(filter.input() instanceof BoundPlan.Join join)) {
                return filter;
            }
            var parts = new ArrayList<>(Predicates.parts(filter.predicate()));
            int before = parts.size();
            for (BoundExpr part : List.copyOf(parts)) {
                if (PushFilters.reachesLeft(join)) {
                    add(parts, ofSide(part, new HashSet<>(join.left().schema().names())));
                }
                if (PushFilters.reachesRight(join)) {
                    add(parts, ofSide(part, new HashSet<>(join.right().schema().names())));
                }
            }
            found += parts.size() - before;
            return parts.size() == before ? filter : new BoundPlan.Filter(join, Predicates.all(parts));
        }

        private static void add(List<BoundExpr> parts, @Nullable BoundExpr part) {
            if (part != null && !parts.contains(part)) {
                parts.add(part);
            }
        }
    }

    /// What a disjunction wants of some columns; null when one of its branches wants nothing, or the whole reads no
    /// others.
    private static @Nullable BoundExpr ofSide(BoundExpr part, Set<String> columns) {
        var branches = new ArrayList<BoundExpr>();
        split(part, branches);
        if (branches.size() < 2 || branches.size() > MOST_BRANCHES || columns.containsAll(Columns.of(part))) {
            return null;
        }
        var wanted = new ArrayList<BoundExpr>();
        for (BoundExpr branch : branches) {
            List<BoundExpr> own =
                    Predicates.parts(branch).stream()
                            .filter(p -> Predicates.isTotal(p) && columns.containsAll(Columns.of(p)))
                            .toList();
            if (own.isEmpty()) {
                return null;
            }
            wanted.add(Predicates.all(own));
        }
        return wanted.stream()
                .distinct()
                .reduce((a, b) -> new BoundExpr.Call(LogicFunction.OR, List.of(a, b), Options.NONE, Types.BOOL))
                .orElse(null);
    }

    /// The branches of an `or` of booleans; integers know a bitwise one.
    private static void split(BoundExpr expression, List<BoundExpr> branches) {
        if (expression instanceof BoundExpr.Call call
                && call.function() == LogicFunction.OR
                && call.type().equals(Types.BOOL)) {
            call.arguments().forEach(argument -> split(argument, branches));
        } else {
            branches.add(expression);
        }
    }
}
