package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;
import java.util.IdentityHashMap;
import java.util.List;

/// Inner joins in a row take place in the order that makes the fewest rows on the way. Only where nobody was promised
/// an order of rows, and only where the estimates say that it is clearly better: they may be wrong.
final class JoinOrder implements WholeRule {
    /// The new order must cost at most this share of the old one.
    private static final double CLEARLY = 0.8;

    @Override
    public String name() {
        return "join_order";
    }

    @Override
    public Moment moment() {
        return Moment.FILTERED;
    }

    @Override
    public Changed apply(BoundPlan plan, Cardinality cardinality) {
        var pass = new Pass(cardinality);
        BoundPlan ordered = pass.of(plan);
        return new Changed(pass.changed == 0 ? plan : ordered, pass.changed);
    }

    private static final class Pass {
        private final Cardinality cardinality;

        /// Caches share their input, and must share what becomes of it.
        private final IdentityHashMap<BoundPlan, BoundPlan> done = new IdentityHashMap<>();

        private int changed;

        Pass(Cardinality cardinality) {
            this.cardinality = cardinality;
        }

        BoundPlan of(BoundPlan node) {
            BoundPlan known = done.get(node);
            if (known == null) {
                known = JoinGraph.isJoined(node) ? joined(node) : inputs(node);
                done.put(node, known);
            }
            return known;
        }

        private BoundPlan inputs(BoundPlan node) {
            List<BoundPlan> inputs = node.inputs().stream().map(this::of).toList();
            return inputs.isEmpty() ? node : node.withInputs(inputs);
        }

        private BoundPlan joined(BoundPlan root) {
            JoinGraph graph = JoinGraph.of(root);
            if (graph.tables().size() > 2 && graph.tables().size() <= JoinSearch.MOST_TABLES) {
                JoinSearch search = JoinSearch.of(graph, cardinality);
                if (search != null && search.bestCost() < CLEARLY * search.cost(graph.written())) {
                    changed++;
                    return new JoinTree(graph, this::of).plan(search.best());
                }
            }
            return below(root);
        }

        /// The same joins over tables that were looked at.
        private BoundPlan below(BoundPlan node) {
            if (!JoinGraph.isJoined(node)) {
                return of(node);
            }
            return node.withInputs(node.inputs().stream().map(this::below).toList());
        }
    }
}
