package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Which columns of its input an aggregation reads, by their positions.
///
/// @param keys the columns to group by
/// @param inputs the different arguments of the aggregates
/// @param inputOf which of the inputs each aggregate reads
record AggregateColumns(List<Integer> keys, List<Input> inputs, List<Integer> inputOf) {
    private static final int NONE = -1;

    /// An argument and the column that says which rows count; -1 for none.
    record Input(int values, int filter) {}

    AggregateColumns {
        keys = List.copyOf(keys);
        inputs = List.copyOf(inputs);
        inputOf = List.copyOf(inputOf);
    }

    static AggregateColumns of(BoundPlan.Aggregate plan) {
        Schema schema = plan.input().schema();
        var inputs = new ArrayList<Input>();
        var inputOf = new ArrayList<Integer>();
        for (Computed aggregate : plan.aggregates()) {
            String filter = aggregate.filter();
            var input =
                    new Input(
                            aggregate.arguments().isEmpty() ? NONE : schema.indexOf(aggregate.arguments().getFirst()),
                            filter == null ? NONE : schema.indexOf(filter));
            if (!inputs.contains(input)) {
                inputs.add(input);
            }
            inputOf.add(inputs.indexOf(input));
        }
        return new AggregateColumns(plan.keys().stream().map(schema::indexOf).toList(), inputs, inputOf);
    }
}
