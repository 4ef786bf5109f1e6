package dev.penstock.run;

import dev.penstock.bind.BoundPlan;
import dev.penstock.optimize.Tables;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What is known of the tables of a plan that was cut: an exchange has the rows of the fragment behind it.
///
/// @param tables what is known of the uncut plan's
record FragmentTables(Tables tables, Map<Integer, Fragment> fragments) implements Tables {
    @Override
    public OptionalLong rows(BoundPlan leaf) {
        return tables.rows(leaf);
    }

    @Override
    public @Nullable Range range(BoundPlan leaf, String column) {
        return tables.range(leaf, column);
    }

    @Override
    public OptionalInt columns(BoundPlan leaf) {
        return tables.columns(leaf);
    }

    @Override
    public OptionalDouble width(BoundPlan leaf, String column) {
        return tables.width(leaf, column);
    }

    @Override
    public @Nullable BoundPlan behind(BoundPlan.Exchange exchange) {
        Fragment fragment = fragments.get(exchange.id());
        return fragment == null ? null : fragment.plan();
    }
}
