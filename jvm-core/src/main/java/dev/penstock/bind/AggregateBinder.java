package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Binds `group_by(...).agg(...)`.
final class AggregateBinder {
    private AggregateBinder() {}

    static BoundPlan bind(BoundPlan input, Plan.Aggregate aggregate) {
        var scope = new Scope(input);
        var keyRows = new RowBinder(scope, RowBinder.Group.ALL);
        List<Expr> keys = new Expansion(input.schema(), Set.of()).expandAll(aggregate.keys());
        var keyColumns = new ArrayList<String>();
        var outputs = new ArrayList<Output>();
        var keyNames = new HashSet<String>();
        for (Expr key : keys) {
            BoundExpr bound = keyRows.value(key);
            String column = scope.define(bound);
            keyColumns.add(column);
            String name = Names.of(key);
            keyNames.add(name);
            // A key that is a plain column keeps its field, metadata and all.
            Field field =
                    input.schema().contains(column)
                            ? input.schema().field(column).named(name)
                            : Field.nullable(name, bound.type());
            outputs.add(new Output(field, new BoundExpr.Ref(column, bound.type())));
        }
        List<String> distinctKeys = keyColumns.stream().distinct().toList();
        var rows = new RowBinder(scope, new RowBinder.Group(distinctKeys, List.of()));
        var scalars = new ScalarBinder(rows);
        for (Expr expression : new Expansion(input.schema(), keyNames).expandAll(aggregate.aggregations())) {
            BoundExpr bound = Operands.settled(scalars.bind(expression));
            outputs.add(new Output(Field.nullable(Names.of(expression), bound.type()), bound));
        }
        BoundExpr having = having(scalars, aggregate.having());
        BoundPlan plan =
                new BoundPlan.Aggregate(scope.build(), distinctKeys, scalars.aggregates(), aggregate.maintainOrder());
        return Scope.project(having == null ? plan : new BoundPlan.Filter(plan, having), outputs);
    }

    /// Which groups stay, over the columns of the aggregates; null for all of them.
    static @Nullable BoundExpr having(ScalarBinder scalars, @Nullable Expr predicate) {
        if (predicate == null) {
            return null;
        }
        if (Shape.of(predicate) != Shape.SCALAR) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "having needs one value for each group");
        }
        BoundExpr bound = scalars.bind(predicate);
        return Binder.condition(bound, predicate, "having");
    }
}
