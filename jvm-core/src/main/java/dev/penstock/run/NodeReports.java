package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/// What the nodes of a run's plans did, each told from the others by its identity.
public final class NodeReports {
    /// Nobody counted.
    public static final NodeReports NONE = new NodeReports(Map.of());

    private final Map<BoundPlan, NodeReport> reports = new IdentityHashMap<>();

    public NodeReports(Map<BoundPlan, NodeReport> reports) {
        this.reports.putAll(reports);
    }

    /// What a node did; empty for one that another engine ran.
    public Optional<NodeReport> of(BoundPlan node) {
        return Optional.ofNullable(reports.get(node));
    }
}
