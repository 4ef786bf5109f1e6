package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.plan.Expr;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Binds `select` and `with_columns`.
final class ProjectBinder {
    private ProjectBinder() {}

    /// The expressions and nothing else. One row when all of them are scalars; a scalar among others is repeated.
    static BoundPlan select(BoundPlan input, List<Expr> expressions) {
        List<Expr> expanded = new Expansion(input.schema(), Set.of()).expandAll(expressions);
        if (expanded.isEmpty()) {
            return new BoundPlan.Slice(new BoundPlan.Project(input, List.of()), 0, 0L);
        }
        if (expanded.stream().allMatch(e -> Shape.of(e) == Shape.SCALAR)) {
            return scalars(input, expanded);
        }
        if (expanded.stream().noneMatch(e -> Shape.of(e) == Shape.FREE)) {
            var rows = new RowBinder(new Scope(input), RowBinder.Group.ALL);
            return rows.scope().build(outputs(rows, expanded));
        }
        return sideBySide(input, expanded);
    }

    /// The input's columns and the expressions; an expression whose name the input has takes that column's place.
    static BoundPlan extend(BoundPlan input, List<Expr> expressions) {
        List<Expr> expanded = new Expansion(input.schema(), Set.of()).expandAll(expressions);
        var rowWise = new ArrayList<Expr>();
        var free = new ArrayList<Expr>();
        expanded.forEach(e -> (Shape.of(e) == Shape.FREE ? free : rowWise).add(e));
        var rows = new RowBinder(new Scope(input), RowBinder.Group.ALL);
        List<Output> added = outputs(rows, rowWise);
        Map<String, Output> outputs = new LinkedHashMap<>();
        Scope.passed(input.schema()).forEach(output -> outputs.put(output.name(), output));
        new Schema(expanded.stream().map(e -> Field.nullable(Names.of(e), Types.NULL)).toList());
        added.forEach(output -> outputs.put(output.name(), output));
        BoundPlan extended = rows.scope().build(List.copyOf(outputs.values()));
        if (free.isEmpty()) {
            return extended;
        }
        var plans = new ArrayList<BoundPlan>();
        var names = new HashMap<String, String>();
        plans.add(extended);
        for (Expr expression : free) {
            String part = "__free" + names.size();
            names.put(Names.of(expression), part);
            plans.add(ColumnPlans.of(input, expression, part));
        }
        BoundPlan zipped = zip(plans, BoundPlan.Heights.EQUAL);
        var order = new LinkedHashMap<String, String>();
        extended.schema().names().forEach(name -> order.put(name, names.getOrDefault(name, name)));
        free.forEach(e -> order.put(Names.of(e), names.get(Names.of(e))));
        Map<String, Expr> made = new HashMap<>();
        free.forEach(e -> made.put(Names.of(e), e));
        var renamed = new ArrayList<Output>();
        order.forEach((name, column) -> {
            Field field = zipped.schema().field(column);
            Expr expression = made.get(name);
            Field named = expression == null ? field : Extensions.field(expression, field);
            renamed.add(new Output(named.named(name), new BoundExpr.Ref(column, field.type())));
        });
        return Scope.project(zipped, renamed);
    }

    /// One row of scalars.
    static BoundPlan scalars(BoundPlan input, List<Expr> expressions) {
        var rows = new RowBinder(new Scope(input), RowBinder.Group.ALL);
        var scalars = new ScalarBinder(rows);
        var outputs = new ArrayList<Output>();
        for (Expr expression : expressions) {
            BoundExpr bound = Operands.settled(scalars.bind(expression));
            Field field = Field.nullable(Names.of(expression), bound.type());
            outputs.add(new Output(Extensions.field(expression, field), bound));
        }
        var aggregate = new BoundPlan.Aggregate(rows.scope().build(), List.of(), scalars.aggregates(), false);
        return Scope.project(aggregate, outputs);
    }

    /// Plans of equal height (or of one row) side by side.
    static BoundPlan zip(List<BoundPlan> plans, BoundPlan.Heights heights) {
        var fields = new ArrayList<Field>();
        for (BoundPlan plan : plans) {
            for (Field field : plan.schema().fields()) {
                fields.add(heights == BoundPlan.Heights.PAD ? field.orNull() : field);
            }
        }
        return new BoundPlan.Zip(plans, heights, new Schema(fields, plans.getFirst().schema().metadata()));
    }

    private static List<Output> outputs(RowBinder rows, List<Expr> expressions) {
        var outputs = new ArrayList<Output>();
        for (Expr expression : expressions) {
            BoundExpr bound = rows.value(expression);
            Field field = field(rows.scope().schema(), Names.of(expression), bound);
            outputs.add(new Output(Extensions.field(expression, field), bound));
        }
        return outputs;
    }

    /// A column that is passed through keeps its field: nullability, metadata and all.
    static Field field(Schema schema, String name, BoundExpr expression) {
        return expression instanceof BoundExpr.Ref(String column, _) && schema.contains(column)
                ? schema.field(column).named(name)
                : Field.nullable(name, expression.type());
    }

    /// Rows, scalars and reshaped columns are plans of their own, put side by side.
    private static BoundPlan sideBySide(BoundPlan input, List<Expr> expressions) {
        var rowWise = new ArrayList<Expr>();
        var scalar = new ArrayList<Expr>();
        var plans = new ArrayList<BoundPlan>();
        for (int i = 0; i < expressions.size(); i++) {
            Expr expression = new Expr.Alias(expressions.get(i), "__c" + i);
            switch (Shape.of(expression)) {
                case SCALAR -> scalar.add(expression);
                case ROWS -> rowWise.add(expression);
                case FREE -> plans.add(ColumnPlans.of(input, expression, "__c" + i));
            }
        }
        if (!rowWise.isEmpty()) {
            plans.add(select(input, rowWise));
        }
        // Scalars are repeated; all else must be equally high, even when it happens to have one row.
        BoundPlan zipped = plans.size() == 1 ? plans.getFirst() : zip(plans, BoundPlan.Heights.EQUAL);
        if (!scalar.isEmpty()) {
            zipped = zip(List.of(zipped, scalars(input, scalar)), BoundPlan.Heights.BROADCAST);
        }
        var outputs = new ArrayList<Output>();
        for (int i = 0; i < expressions.size(); i++) {
            Expr expression = expressions.get(i);
            Field field = zipped.schema().field("__c" + i);
            Field named = Extensions.field(expression, field).named(Names.of(expression));
            outputs.add(new Output(named, new BoundExpr.Ref(field.name(), field.type())));
        }
        return Scope.project(zipped, outputs);
    }
}
