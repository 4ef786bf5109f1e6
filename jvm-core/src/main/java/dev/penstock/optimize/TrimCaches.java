package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import dev.penstock.type.Schema;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Caches keep the columns that somebody reads, and those that have one reader left go.
final class TrimCaches implements WholeRule {
    @Override
    public String name() {
        return "comm_subplan_elim";
    }

    @Override
    public Moment moment() {
        return Moment.LAST;
    }

    @Override
    public Changed apply(BoundPlan plan, Cardinality cardinality) {
        Map<Integer, Set<String>> wanted = new HashMap<>();
        Map<Integer, Integer> readers = new HashMap<>();
        look(plan, wanted, readers);
        return new Changed(wanted.isEmpty() ? plan : trimmed(plan, wanted, readers, new HashMap<>()), 0);
    }

    private static void look(BoundPlan plan, Map<Integer, Set<String>> wanted, Map<Integer, Integer> readers) {
        if (plan instanceof BoundPlan.Cache(BoundPlan input, int id, Schema schema)) {
            wanted.computeIfAbsent(id, _ -> new LinkedHashSet<>()).addAll(schema.names());
            if (readers.merge(id, 1, Integer::sum) == 1) {
                look(input, wanted, readers);
            }
        } else {
            plan.inputs().forEach(input -> look(input, wanted, readers));
        }
    }

    private static BoundPlan trimmed(
            BoundPlan plan,
            Map<Integer, Set<String>> wanted,
            Map<Integer, Integer> readers,
            Map<Integer, BoundPlan> inputs) {
        if (plan instanceof BoundPlan.Cache cache) {
            BoundPlan input = inputs.get(cache.id());
            if (input == null) {
                input = trimmed(cache.input(), wanted, readers, inputs);
                Set<String> names = wanted.getOrDefault(cache.id(), Set.of());
                Schema all = input.schema();
                if (names.size() < all.size()) {
                    var narrow =
                            new Schema(
                                    all.fields().stream().filter(field -> names.contains(field.name())).toList(),
                                    all.metadata());
                    input = new BoundPlan.Cache(input, cache.id(), narrow).transparent();
                }
                inputs.put(cache.id(), input);
            }
            var same = new BoundPlan.Cache(input, cache.id(), cache.schema());
            return readers.getOrDefault(cache.id(), 0) > 1 ? same : same.transparent();
        }
        List<BoundPlan> changed = plan.inputs().stream().map(p -> trimmed(p, wanted, readers, inputs)).toList();
        return changed.isEmpty() ? plan : plan.withInputs(changed);
    }
}
