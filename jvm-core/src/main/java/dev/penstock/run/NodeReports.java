package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import java.util.IdentityHashMap;
import java.util.Optional;

/// What the nodes of a run's plans did, each told from the others by its identity.
public final class NodeReports {
    /// Nobody counted.
    public static final NodeReports NONE = new NodeReports(new IdentityHashMap<>());

    private final IdentityHashMap<BoundPlan, NodeReport> reports = new IdentityHashMap<>();
    private final IdentityHashMap<BoundPlan, ForeignReport> foreign = new IdentityHashMap<>();

    public NodeReports(IdentityHashMap<BoundPlan, NodeReport> reports) {
        this(reports, new IdentityHashMap<>());
    }

    /// @param foreign what foreign engines say of plans, by the node on top
    public NodeReports(
            IdentityHashMap<BoundPlan, NodeReport> reports, IdentityHashMap<BoundPlan, ForeignReport> foreign) {
        reports.forEach(this.reports::put);
        foreign.forEach(this.foreign::put);
    }

    /// What a foreign engine says of the plan below a node that it ran; empty for others, and when nobody asked.
    public Optional<ForeignReport> foreign(BoundPlan node) {
        return Optional.ofNullable(foreign.get(node));
    }

    /// How much foreign engines had on the disk.
    public long foreignSpilledBytes() {
        return foreign.values().stream().mapToLong(ForeignReport::spilledBytes).sum();
    }

    /// What a node did; empty for one whose engine says nothing of it.
    public Optional<NodeReport> of(BoundPlan node) {
        return Optional.ofNullable(reports.get(node));
    }
}
