package dev.penstock.operator;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.kernel.group.RowOrdering;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Function;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an aggregation reads and keeps: columns of its input by their positions, and what is accumulated of them.
/// Aggregates share what they have in common: a sum, a mean and a count need one pass for the sum and one for the rows.
///
/// @param keys the columns to group by
/// @param inputs the different arguments of what is accumulated
/// @param states what is accumulated
/// @param aggregates for each aggregate the states that it is made of
/// @param passes how all states see the rows
record AggregateColumns(
        List<Integer> keys, List<Input> inputs, List<State> states, List<List<Integer>> aggregates, List<Pass> passes) {
    static final int NONE = -1;

    /// An argument and the column that says which rows count; -1 for none.
    ///
    /// @param whole columns that are handed on as they are: all arguments of what has several, or keeps rows
    record Input(int values, int filter, List<Integer> whole) {
        Input(int values, int filter) {
            this(values, filter, List.of());
        }
    }

    /// Something accumulated.
    ///
    /// @param function an [Aggregation] or one of a user's: LEN for rows, NULL_COUNT for nulls, SUM also for what means
    ///   need, SKEW also for kurtosis, COV also for correlation, IMPLODE for all that needs the rows themselves
    /// @param type of the result
    /// @param arguments the types of the arguments
    /// @param input which of the inputs
    /// @param orders how the last of its columns order the rows
    record State(
            Function function,
            Options options,
            DataType type,
            List<DataType> arguments,
            int input,
            List<RowOrdering> orders) {
        State(Function function, Options options, DataType type, List<DataType> arguments, int input) {
            this(function, options, type, arguments, input, List.of());
        }

        DataType argument() {
            return arguments.isEmpty() ? Types.NULL : arguments.getFirst();
        }
    }

    /// One look at some rows.
    ///
    /// @param state what sees them
    /// @param counts what counts the same rows, and may do so in the same pass; -1 for none
    record Pass(int state, int counts) {}

    AggregateColumns {
        keys = List.copyOf(keys);
        inputs = List.copyOf(inputs);
        states = List.copyOf(states);
        aggregates = List.copyOf(aggregates);
        passes = List.copyOf(passes);
    }

    /// All columns of the input that are looked at.
    Set<Integer> wanted() {
        var wanted = new HashSet<Integer>(keys);
        for (Input input : inputs) {
            wanted.add(input.values);
            wanted.add(input.filter);
            wanted.addAll(input.whole);
        }
        wanted.remove(NONE);
        return wanted;
    }

    /// Where the arguments of aggregate `index` stand among the columns that its first state is handed whole.
    List<Integer> places(int index, Computed aggregate, Schema schema) {
        if (aggregates.get(index).isEmpty()) {
            return List.of();
        }
        List<Integer> whole = inputs.get(states.get(aggregates.get(index).getFirst()).input()).whole();
        return aggregate.arguments().stream().map(name -> whole.indexOf(schema.indexOf(name))).toList();
    }

    static AggregateColumns of(BoundPlan.Aggregate plan) {
        return new Builder(plan.input().schema()).of(plan);
    }

    private static final class Builder {
        private final Schema schema;
        private final List<Input> inputs = new ArrayList<>();
        private final List<State> states = new ArrayList<>();

        /// Which rows an aggregate needs, and in which order.
        private record Gathered(int filter, List<Key> orderBy) {}

        /// The columns of aggregates that need the same rows, which are put side by side once for all.
        private final Map<Gathered, Set<Integer>> gathered = new HashMap<>();

        Builder(Schema schema) {
            this.schema = schema;
        }

        AggregateColumns of(BoundPlan.Aggregate plan) {
            plan.aggregates().forEach(this::gather);
            var aggregates = new ArrayList<List<Integer>>();
            plan.aggregates().forEach(aggregate -> aggregates.add(states(aggregate)));
            List<Integer> keys = plan.keys().stream().map(schema::indexOf).toList();
            return new AggregateColumns(keys, inputs, states, aggregates, passes());
        }

        private List<Pass> passes() {
            var counts = new ArrayList<Integer>();
            var passes = new ArrayList<Pass>();
            for (int state = 0; state < states.size(); state++) {
                int rows = states.get(state).function() == Aggregation.SUM ? rowsOf(state) : NONE;
                if (rows != NONE && !counts.contains(rows)) {
                    counts.add(rows);
                    passes.add(new Pass(state, rows));
                } else {
                    passes.add(new Pass(state, NONE));
                }
            }
            passes.removeIf(pass -> pass.counts == NONE && counts.contains(pass.state));
            return passes;
        }

        /// What counts the rows of which a state is a sum.
        private int rowsOf(int sum) {
            int filter = inputs.get(states.get(sum).input()).filter();
            for (int state = 0; state < states.size(); state++) {
                boolean rows = states.get(state).function() == Aggregation.LEN;
                if (rows && inputs.get(states.get(state).input()).filter() == filter) {
                    return state;
                }
            }
            return NONE;
        }

        private void gather(Computed aggregate) {
            if (!AggregateFunctions.isNothing(aggregate) && AggregateFunctions.needsRows(aggregate, schema)) {
                gathered.computeIfAbsent(rowsOf(aggregate), _ -> new LinkedHashSet<>()).addAll(arguments(aggregate));
            }
        }

        private Gathered rowsOf(Computed aggregate) {
            boolean ordered = AggregateFunctions.caresForOrder(aggregate);
            return new Gathered(filter(aggregate), ordered ? aggregate.orderBy() : List.of());
        }

        /// The rows that the aggregate needs: the arguments of all aggregates that need them, then what orders them.
        private int rowsByGroup(Computed aggregate) {
            Gathered rows = rowsOf(aggregate);
            var columns = new ArrayList<>(gathered.getOrDefault(rows, Set.of()));
            rows.orderBy.forEach(key -> columns.add(schema.indexOf(key.column())));
            List<RowOrdering> orders =
                    rows.orderBy.stream().map(key -> new RowOrdering(key.descending(), key.nullsLast())).toList();
            return whole(Aggregation.IMPLODE, Types.NULL, columns, rows.filter, orders);
        }

        private List<Integer> states(Computed aggregate) {
            if (AggregateFunctions.isNothing(aggregate)) {
                return List.of();
            }
            if (AggregateFunctions.needsRows(aggregate, schema)) {
                return List.of(rowsByGroup(aggregate));
            }
            return switch (aggregate.function()) {
                case Aggregation.LEN -> List.of(rows(aggregate));
                case Aggregation.COUNT -> List.of(rows(aggregate), nulls(aggregate));
                case Aggregation.MEAN -> List.of(total(aggregate), rows(aggregate), nulls(aggregate));
                case Aggregation.SKEW, Aggregation.KURTOSIS ->
                        List.of(of(Aggregation.SKEW, Options.NONE, Types.FLOAT64, aggregate));
                case Aggregation.COV -> List.of(whole(Aggregation.COV, aggregate));
                case Aggregation.CORR -> List.of(whole(Aggregation.COV, aggregate), rows(aggregate));
                case Aggregation.APPROX_N_UNIQUE ->
                        List.of(of(Aggregation.N_UNIQUE, Options.NONE, aggregate.type(), aggregate));
                case Aggregation function -> List.of(of(function, aggregate.options(), aggregate.type(), aggregate));
                default -> List.of(whole(aggregate.function(), aggregate));
            };
        }

        private int rows(Computed aggregate) {
            int input = index(inputs, new Input(NONE, input(aggregate).filter()));
            return index(states, new State(Aggregation.LEN, Options.NONE, Types.UINT32, List.of(), input));
        }

        private int nulls(Computed aggregate) {
            int input = index(inputs, input(aggregate));
            return index(states, new State(Aggregation.NULL_COUNT, Options.NONE, Types.UINT32, List.of(), input));
        }

        /// What a mean is made of: the sum of the argument, or of what it is as a float.
        private int total(Computed aggregate) {
            DataType total =
                    switch (types(aggregate).getFirst()) {
                        case DataType.Decimal(_, _, int scale) -> new DataType.Decimal(128, 38, scale);
                        default -> aggregate.type().isFloat() ? aggregate.type() : Types.FLOAT64;
                    };
            return of(Aggregation.SUM, Options.NONE, total, aggregate);
        }

        /// What sees its arguments as they are.
        private int whole(Function function, Computed aggregate) {
            DataType type = function instanceof Aggregation ? Types.NULL : aggregate.type();
            return whole(function, type, arguments(aggregate), filter(aggregate), List.of());
        }

        private int whole(
                Function function, DataType type, List<Integer> columns, int filter, List<RowOrdering> orders) {
            int input = index(inputs, new Input(NONE, filter, columns));
            List<DataType> types = columns.stream().map(column -> schema.field(column).type()).toList();
            return index(states, new State(function, Options.NONE, type, types, input, orders));
        }

        private List<Integer> arguments(Computed aggregate) {
            return aggregate.arguments().stream().map(schema::indexOf).toList();
        }

        private int filter(Computed aggregate) {
            return aggregate.filter() == null ? NONE : schema.indexOf(aggregate.filter());
        }

        private int of(Aggregation function, Options options, DataType type, Computed aggregate) {
            int input = index(inputs, input(aggregate));
            return index(states, new State(function, options, type, types(aggregate), input));
        }

        private List<DataType> types(Computed aggregate) {
            return aggregate.arguments().stream().map(name -> schema.field(name).type()).toList();
        }

        private Input input(Computed aggregate) {
            int values = aggregate.arguments().isEmpty() ? NONE : arguments(aggregate).getFirst();
            return new Input(values, filter(aggregate));
        }

        private static <T> int index(List<T> known, T wanted) {
            if (!known.contains(wanted)) {
                known.add(wanted);
            }
            return known.indexOf(wanted);
        }
    }
}
