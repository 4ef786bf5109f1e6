package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Function;
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
    ///
    /// @param users the arguments of a user's function, which may have several
    record Input(int values, int filter, List<Integer> users) {
        Input(int values, int filter) {
            this(values, filter, List.of());
        }
    }

    /// Something accumulated.
    ///
    /// @param function an [Aggregation] or one of a user's: LEN for rows, NULL_COUNT for nulls, SUM also for what means
    ///   need
    /// @param type of the result
    /// @param argument the type of the argument
    /// @param input which of the inputs
    record State(Function function, Options options, DataType type, DataType argument, int input) {}

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
            return switch (aggregate.function()) {
                case Aggregation.LEN -> List.of(rows(aggregate));
                case Aggregation.COUNT -> List.of(rows(aggregate), nulls(aggregate));
                case Aggregation.MEAN -> List.of(of(Aggregation.SUM, aggregate), rows(aggregate), nulls(aggregate));
                case Aggregation function -> List.of(of(function, aggregate));
                default -> List.of(users(aggregate));
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

        private int users(Computed aggregate) {
            int filter = aggregate.filter() == null ? NONE : schema.indexOf(aggregate.filter());
            List<Integer> arguments = aggregate.arguments().stream().map(schema::indexOf).toList();
            int input = index(inputs, new Input(NONE, filter, arguments));
            return index(states, new State(aggregate.function(), Options.NONE, aggregate.type(), Types.NULL, input));
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
