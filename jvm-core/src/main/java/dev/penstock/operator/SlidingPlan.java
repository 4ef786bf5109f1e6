package dev.penstock.operator;

import dev.penstock.bind.BoundExpr;
import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.bind.Rewrite;
import dev.penstock.bind.WindowColumns;
import dev.penstock.kernel.group.Widening;
import dev.penstock.optimize.Columns;
import dev.penstock.optimize.Predicates;
import dev.penstock.plan.Aggregation;
import dev.penstock.type.DataType;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Aggregates of windows that need not look at each row of each window: what they read is computed once for each row of
/// the input, and what comes to a window follows from what came to the one before it.
///
/// @param projects what is computed of the input's rows, the lowest first
/// @param accumulated what is accumulated of those, as an aggregation without keys
/// @param parts how each aggregate of the plan is made
record SlidingPlan(List<BoundPlan> projects, BoundPlan.Aggregate accumulated, List<Part> parts) {
    /// How a column of the result is made.
    sealed interface Part {}

    /// What is the same on all rows of a window.
    record OfWindow(Special what) implements Part {}

    /// A column's value on the first or the last row of each window.
    ///
    /// @param column of the input's rows, when all is computed
    /// @param counted whether a window without rows has none; else it has that of the row that stands for it
    record End(int column, boolean last, boolean counted) implements Part {}

    /// Number `index` of what is accumulated.
    record Accumulated(int index) implements Part {}

    /// What windows put behind the input's columns.
    enum Special {
        WINDOW,
        LABEL,
        LOWER,
        UPPER,
        COUNTED
    }

    /// How the aggregates of `operator` are found this way; null when one of them is not.
    static @Nullable SlidingPlan of(WindowAggregateOperator operator) {
        var builder = new Builder(operator.windows());
        boolean fits = operator.projects().stream().allMatch(project -> builder.project((BoundPlan.Project) project));
        return fits && operator.plan().aggregates().stream().allMatch(builder::aggregate) ? builder.plan() : null;
    }

    /// The schema of what the aggregates read.
    Schema schema() {
        return accumulated.input().schema();
    }

    private static final class Builder {
        private final List<BoundPlan> projects = new ArrayList<>();
        private final List<Computed> accumulated = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private BoundPlan rows;
        private Map<String, Special> specials;

        Builder(BoundPlan.WindowRows windows) {
            rows = windows.input();
            specials = specials(windows.columns());
        }

        private static Map<String, Special> specials(WindowColumns columns) {
            var specials = new HashMap<String, Special>();
            specials.put(columns.window(), Special.WINDOW);
            specials.put(columns.label(), Special.LABEL);
            if (columns.bounds() != null) {
                specials.put(columns.bounds().lower(), Special.LOWER);
                specials.put(columns.bounds().upper(), Special.UPPER);
            }
            if (columns.counted() != null) {
                specials.put(columns.counted(), Special.COUNTED);
            }
            return specials;
        }

        SlidingPlan plan() {
            var aggregate = new BoundPlan.Aggregate(rows, List.of(), accumulated, false);
            return new SlidingPlan(List.copyOf(projects), aggregate, List.copyOf(parts));
        }

        /// Adds a projection, without what windows put into it; says whether it can be computed before there are
        /// windows.
        boolean project(BoundPlan.Project project) {
            var outputs = new ArrayList<Output>();
            var handedOn = new HashMap<String, Special>();
            for (Output output : project.outputs()) {
                if (output.expression() instanceof BoundExpr.Ref(String name, _) && specials.containsKey(name)) {
                    handedOn.put(output.name(), Objects.requireNonNull(specials.get(name)));
                    continue;
                }
                BoundExpr expression = Rewrite.bottomUp(output.expression(), this::ofCounted);
                // A row that is in no window must not fail, and one that counts for none is read by nobody.
                if (!Predicates.isTotal(expression)
                        || Columns.of(expression).stream().anyMatch(specials::containsKey)) {
                    return false;
                }
                outputs.add(new Output(output.field(), expression));
            }
            var made = new BoundPlan.Project(rows, outputs);
            projects.add(made);
            rows = made;
            specials = handedOn;
            return true;
        }

        /// Rows that are read are in a window.
        private BoundExpr ofCounted(BoundExpr part) {
            return part instanceof BoundExpr.Ref(String name, _) && specials.get(name) == Special.COUNTED
                    ? new BoundExpr.Constant(Types.BOOL, true)
                    : part;
        }

        boolean aggregate(Computed aggregate) {
            Part part = part(aggregate);
            if (part != null) {
                parts.add(part);
            }
            return part != null;
        }

        private @Nullable Part part(Computed aggregate) {
            String filter = aggregate.filter();
            boolean counted = filter != null && specials.get(filter) == Special.COUNTED;
            if (!(aggregate.function() instanceof Aggregation function)
                    || AggregateFunctions.isNothing(aggregate)
                    || (filter != null && !counted && specials.containsKey(filter))) {
                return null;
            }
            if (function == Aggregation.FIRST || function == Aggregation.LAST) {
                boolean plain = aggregate.orderBy().isEmpty() && !aggregate.options().flag("ignore_nulls", false);
                return plain && (filter == null || counted) ? end(aggregate, function, counted) : null;
            }
            if (aggregate.arguments().stream().anyMatch(specials::containsKey) || !slides(function, aggregate)) {
                return null;
            }
            accumulated.add(counted ? unfiltered(aggregate) : aggregate);
            return new Accumulated(accumulated.size() - 1);
        }

        private @Nullable Part end(Computed aggregate, Aggregation function, boolean counted) {
            String argument = aggregate.arguments().getFirst();
            Special special = specials.get(argument);
            if (special != null) {
                return counted || special == Special.COUNTED ? null : new OfWindow(special);
            }
            int column = rows.schema().indexOf(argument);
            boolean same = rows.schema().field(column).type().equals(aggregate.type());
            return same ? new End(column, function == Aggregation.LAST, counted) : null;
        }

        private static Computed unfiltered(Computed a) {
            return new Computed(a.name(), a.function(), a.arguments(), a.options(), null, List.of(), a.type());
        }

        private boolean slides(Aggregation function, Computed aggregate) {
            return switch (function) {
                case LEN, COUNT, NULL_COUNT, HAS_NULLS -> true;
                case SUM, MEAN, MIN, MAX, STD, VAR -> {
                    DataType type = rows.schema().field(aggregate.arguments().getFirst()).type();
                    yield (type.isFloat() || Widening.isLong(type))
                            && AggregateFunctions.refusal(aggregate, rows.schema()) == null;
                }
                default -> false;
            };
        }
    }
}
