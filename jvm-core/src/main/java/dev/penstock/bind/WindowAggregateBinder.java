package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Binds `group_by_dynamic(...).agg(...)` and `rolling(...).agg(...)`: an aggregation by the number of the window over
/// [BoundPlan.WindowRows].
final class WindowAggregateBinder {
    private static final String LOWER = "_lower_boundary";
    private static final String UPPER = "_upper_boundary";

    private final Plan.WindowAggregate written;
    private final BoundPlan input;
    private final String index;
    private final List<Output> outputs = new ArrayList<>();
    private final List<Computed> ofWindows = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();

    private WindowAggregateBinder(Plan.WindowAggregate written, BoundPlan input, String index) {
        this.written = written;
        this.input = input;
        this.index = index;
    }

    static BoundPlan bind(BoundPlan input, Plan.WindowAggregate written) {
        List<Expr> index = new Expansion(input.schema(), Set.of()).expandAll(List.of(written.index()));
        if (index.size() != 1) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION, "one index column is needed, not %d".formatted(index.size()))
                    .expression(ExprText.of(written.index()));
        }
        // What is computed becomes a column that the aggregations may name.
        BoundPlan rows =
                index.getFirst() instanceof Expr.Column(String name) && input.schema().contains(name)
                        ? input
                        : ProjectBinder.extend(input, index);
        return new WindowAggregateBinder(written, rows, Names.of(index.getFirst())).bind();
    }

    private BoundPlan bind() {
        var below = new Scope(input);
        var keyColumns = new ArrayList<String>();
        var keyFields = new ArrayList<Field>();
        var names = new HashSet<String>();
        for (Expr key : new Expansion(input.schema(), Set.of()).expandAll(written.keys())) {
            BoundExpr bound = new RowBinder(below, RowBinder.Group.ALL).value(key);
            String column = below.define(bound);
            String name = Names.of(key);
            names.add(name);
            keyColumns.add(column);
            keyFields.add(
                    input.schema().contains(column)
                            ? input.schema().field(column).named(name)
                            : Field.nullable(name, bound.type()));
        }
        DataType type = input.schema().field(index).type();
        BoundPlan.WindowRows windows = windows(below.build(), type, keyColumns.stream().distinct().toList());
        for (int i = 0; i < keyColumns.size(); i++) {
            ofWindow(windows, keyColumns.get(i), keyFields.get(i));
        }
        WindowColumns.Bounds bounds = windows.columns().bounds();
        if (bounds != null) {
            DataType boundType = WindowSpans.boundType(type);
            ofWindow(windows, bounds.lower(), Field.nullable(LOWER, boundType));
            ofWindow(windows, bounds.upper(), Field.nullable(UPPER, boundType));
        }
        ofWindow(windows, windows.columns().label(), input.schema().field(index));
        names.add(index);
        return aggregated(windows, names);
    }

    private BoundPlan.WindowRows windows(BoundPlan rows, DataType type, List<String> keys) {
        WindowSpans spans;
        try {
            spans = WindowSpans.of(written.windows(), type);
        } catch (PenstockException e) {
            throw e.column(index);
        }
        boolean bounded = written.windows() instanceof IndexWindows.Dynamic dynamic && dynamic.boundaries();
        var columns =
                new WindowColumns(
                        fresh(rows),
                        fresh(rows),
                        bounded ? new WindowColumns.Bounds(fresh(rows), fresh(rows)) : null,
                        WindowColumns.mayBeEmpty(written.windows(), spans) ? fresh(rows) : null);
        return new BoundPlan.WindowRows(rows, keys, index, written.windows(), columns);
    }

    /// A name that neither the columns of `plan` have nor anything here.
    private String fresh(BoundPlan plan) {
        int next = 0;
        String name = "__w0";
        while (plan.schema().contains(name) || !taken.add(name)) {
            name = "__w" + ++next;
        }
        return name;
    }

    /// A column of the result that has the same value on each row of a window.
    private void ofWindow(BoundPlan.WindowRows windows, String column, Field field) {
        DataType type = windows.schema().field(column).type();
        String name = fresh(windows);
        ofWindows.add(new Computed(name, Aggregation.FIRST, List.of(column), Options.NONE, null, List.of(), type));
        outputs.add(new Output(field, new BoundExpr.Ref(name, type)));
    }

    private BoundPlan aggregated(BoundPlan.WindowRows windows, Set<String> names) {
        String window = windows.columns().window();
        var scope = new Scope(windows);
        var scalars = new ScalarBinder(new RowBinder(scope, new RowBinder.Group(List.of(window), List.of())));
        for (Expr expression : new Expansion(input.schema(), names).expandAll(written.aggregations())) {
            BoundExpr bound = Operands.settled(scalars.bind(expression));
            outputs.add(new Output(Field.nullable(Names.of(expression), bound.type()), bound));
        }
        BoundExpr having = AggregateBinder.having(scalars, written.having());
        var aggregates = new ArrayList<>(ofWindows);
        scalars.aggregates().forEach(aggregate -> aggregates.add(counted(scope, aggregate, windows.columns())));
        BoundPlan plan = new BoundPlan.Aggregate(scope.build(), List.of(window), aggregates, true);
        return Scope.project(having == null ? plan : new BoundPlan.Filter(plan, having), outputs);
    }

    /// The aggregate over the rows that are in the window.
    private static Computed counted(Scope scope, Computed a, WindowColumns columns) {
        if (columns.counted() == null) {
            return a;
        }
        BoundExpr counted = new BoundExpr.Ref(columns.counted(), Types.BOOL);
        String filter = columns.counted();
        if (a.filter() != null) {
            filter = scope.define(RowBinder.and(new BoundExpr.Ref(a.filter(), Types.BOOL), counted));
        }
        return new Computed(a.name(), a.function(), a.arguments(), a.options(), filter, a.orderBy(), a.type());
    }
}
