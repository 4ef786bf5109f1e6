package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import java.util.IdentityHashMap;
import java.util.Optional;

/// What the nodes of a run's plans did, each told from the others by its identity.
public final class NodeReports {
    /// Nobody counted.
    public static final NodeReports NONE = new NodeReports(new IdentityHashMap<>());

    private final IdentityHashMap<BoundPlan, NodeReport> reports = new IdentityHashMap<>();

    public NodeReports(IdentityHashMap<BoundPlan, NodeReport> reports) {
        reports.forEach(this.reports::put);
    }

    /// What a node did; empty for one that another engine ran.
    public Optional<NodeReport> of(BoundPlan node) {
        return Optional.ofNullable(reports.get(node));
    }
}
