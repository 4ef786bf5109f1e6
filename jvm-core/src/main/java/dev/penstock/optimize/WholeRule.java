package dev.penstock.optimize;

import dev.penstock.bind.BoundPlan;

/// One way to make a plan better that must see all of it, or knows when it has been tried: it is applied once.
public interface WholeRule {
    /// When the rule is applied. After each moment the other rules go on until they have nothing to say.
    enum Moment {
        /// The plan is as it was written.
        WRITTEN,
        /// Filters are as low as they get.
        PUSHED,
        /// So are those that were derived from others.
        FILTERED,
        /// The plan is as it will run, but for columns that this leaves without a reader.
        LAST
    }

    /// A plan and how often the rule found something to do.
    record Changed(BoundPlan plan, int times) {}

    /// The name by which users switch the rule off; Polars' name where Polars has the rule.
    String name();

    Moment moment();

    /// The better plan, of the same schema, or the same plan.
    ///
    /// @param cardinality of this plan
    Changed apply(BoundPlan plan, Cardinality cardinality);

    /// What has to be done to the plan even if the rule is off, because its rows could be wrong without.
    default Changed need(BoundPlan plan, Cardinality cardinality) {
        return new Changed(plan, 0);
    }
}
