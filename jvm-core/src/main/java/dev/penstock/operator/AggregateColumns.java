package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// What an aggregation reads and keeps: columns of its input by their positions, and what is accumulated of them.
/// Aggregates share what they have in common: a sum, a mean and a count need one pass for the sum and one for the rows.
///
/// @param keys the columns to group by
/// @param inputs the different arguments of what is accumulated
/// @param states what is accumulated
/// @param aggregates for each aggregate the states that it is made of
record AggregateColumns(List<Integer> keys, List<Input> inputs, List<State> states, List<List<Integer>> aggregates) {
    static final int NONE = -1;

    /// An argument and the column that says which rows count; -1 for none.
    record Input(int values, int filter) {}

    /// Something accumulated.
    ///
    /// @param function LEN for rows, NULL_COUNT for nulls, SUM also for what means need
    /// @param type of the result
    /// @param argument the type of the argument
    /// @param input which of the inputs
    record State(Aggregation function, Options options, DataType type, DataType argument, int input) {}

    AggregateColumns {
        keys = List.copyOf(keys);
        inputs = List.copyOf(inputs);
        states = List.copyOf(states);
        aggregates = List.copyOf(aggregates);
    }

    static AggregateColumns of(BoundPlan.Aggregate plan) {
        return new Builder(plan.input().schema()).of(plan);
    }

    private static final class Builder {
        private final Schema schema;
        private final List<Input> inputs = new ArrayList<>();
        private final List<State> states = new ArrayList<>();

        Builder(Schema schema) {
            this.schema = schema;
        }

        AggregateColumns of(BoundPlan.Aggregate plan) {
            var aggregates = new ArrayList<List<Integer>>();
            plan.aggregates().forEach(aggregate -> aggregates.add(states(aggregate)));
            return new AggregateColumns(plan.keys().stream().map(schema::indexOf).toList(), inputs, states, aggregates);
        }

        private List<Integer> states(Computed aggregate) {
            var function = (Aggregation) aggregate.function();
            return switch (function) {
                case LEN -> List.of(rows(aggregate));
                case COUNT -> List.of(rows(aggregate), nulls(aggregate));
                case MEAN -> List.of(of(Aggregation.SUM, aggregate), rows(aggregate), nulls(aggregate));
                default -> List.of(of(function, aggregate));
            };
        }

        private int rows(Computed aggregate) {
            int filter = input(aggregate).filter();
            return index(
                    states,
                    new State(
                            Aggregation.LEN,
                            Options.NONE,
                            Types.UINT32,
                            Types.NULL,
                            index(inputs, new Input(NONE, filter))));
        }

        private int nulls(Computed aggregate) {
            int input = index(inputs, input(aggregate));
            return index(states, new State(Aggregation.NULL_COUNT, Options.NONE, Types.UINT32, Types.NULL, input));
        }

        private int of(Aggregation function, Computed aggregate) {
            Input input = input(aggregate);
            DataType argument = input.values() == NONE ? Types.NULL : schema.field(input.values()).type();
            return index(
                    states, new State(function, aggregate.options(), aggregate.type(), argument, index(inputs, input)));
        }

        private Input input(Computed aggregate) {
            String filter = aggregate.filter();
            return new Input(
                    aggregate.arguments().isEmpty() ? NONE : schema.indexOf(aggregate.arguments().getFirst()),
                    filter == null ? NONE : schema.indexOf(filter));
        }

        private static <T> int index(List<T> known, T wanted) {
            if (!known.contains(wanted)) {
                known.add(wanted);
            }
            return known.indexOf(wanted);
        }
    }
}
