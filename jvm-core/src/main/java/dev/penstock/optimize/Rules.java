package dev.penstock.optimize;

import java.util.List;

/// The rules that every plan goes through, in order.
public final class Rules {
    /// All rules. Several may share a name, by which they are switched off together.
    public static final List<Rule> ALL =
            List.of(
                    new SimplifyExpressions(),
                    new BoundDistincts(),
                    new MergeFilters(),
                    new PushFilters(),
                    new PushSlices(),
                    new CollapseSorts(),
                    new DropOrders(),
                    new MergeProjects(),
                    new NarrowColumns(),
                    new NarrowStructs(),
                    new DropIdle());

    /// The rules that look at a whole plan, in order.
    public static final List<WholeRule> WHOLE =
            List.of(new ShareParts(), new DeriveFilters(), new JoinOrder(), new TrimCaches());

    private Rules() {}
}
