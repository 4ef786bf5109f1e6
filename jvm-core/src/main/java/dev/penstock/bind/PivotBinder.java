package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Binds `pivot`, which is an aggregation with one filtered aggregate for each new column, and `unpivot`.
final class PivotBinder {
    private PivotBinder() {}

    static BoundPlan bind(BoundPlan input, Plan.Pivot pivot) {
        Schema schema = input.schema();
        List<String> on = Binder.columns(schema, pivot.on());
        List<String> index = pivot.index() == null ? null : Binder.columns(schema, pivot.index());
        List<String> values = pivot.values() == null ? null : Binder.columns(schema, pivot.values());
        List<String> keys = index != null ? index : rest(schema, on, given(values));
        List<String> cells = values != null ? values : rest(schema, on, given(index));
        var aggregations = new ArrayList<Expr>();
        for (String cell : cells) {
            for (List<Expr.Literal> column : pivot.onColumns()) {
                if (column.size() != on.size()) {
                    throw new PenstockException(
                            ErrorCode.SHAPE,
                            "a column of pivot has " + column.size() + " values for " + on.size() + " columns");
                }
                String name = columnName(column);
                String full = cells.size() == 1 ? name : cell + pivot.separator() + name;
                aggregations.add(new Expr.Alias(cellOf(pivot.aggregate(), cell, on, column), full));
            }
        }
        List<Expr> keyColumns = keys.stream().<Expr>map(Expr.Column::new).toList();
        return AggregateBinder.bind(
                input, new Plan.Aggregate(pivot.input(), keyColumns, aggregations, null, pivot.maintainOrder()));
    }

    private static Expr cellOf(@Nullable Expr aggregate, String cell, List<String> on, List<Expr.Literal> column) {
        Expr predicate = null;
        for (int i = 0; i < on.size(); i++) {
            Expr equal =
                    new Expr.Call(
                            LogicFunction.EQ_MISSING, List.of(new Expr.Column(on.get(i)), column.get(i)), Options.NONE);
            predicate =
                    predicate == null
                            ? equal
                            : new Expr.Call(LogicFunction.AND, List.of(predicate, equal), Options.NONE);
        }
        Expr values = predicate == null ? new Expr.Column(cell) : new Expr.Filtered(new Expr.Column(cell), predicate);
        return aggregate == null
                ? new Expr.Call(Aggregation.ITEM, List.of(values), new Options(Map.of("allow_empty", true)))
                : replaceElement(aggregate, values);
    }

    /// The aggregate with the cell's values for `element()`, and their number for `len()`.
    private static Expr replaceElement(Expr expression, Expr values) {
        switch (expression) {
            case Expr.Element _ -> {
                return values;
            }
            case Expr.RowCount _ -> {
                return new Expr.Call(Aggregation.LEN, List.of(values), Options.NONE);
            }
            case Expr.ListEval(Expr list, Expr body) -> {
                return new Expr.ListEval(replaceElement(list, values), body);
            }
            case Expr.ListAgg(Expr list, Expr body) -> {
                return new Expr.ListAgg(replaceElement(list, values), body);
            }
            default -> {}
        }
        List<Expr> children = expression.children();
        return children.isEmpty()
                ? expression
                : expression.withChildren(children.stream().map(child -> replaceElement(child, values)).toList());
    }

    /// Polars: the value itself, or `{"a","b"}` for several columns.
    private static String columnName(List<Expr.Literal> column) {
        if (column.size() == 1) {
            return String.valueOf(column.getFirst().value());
        }
        return column.stream()
                .map(literal ->
                        literal.value() instanceof String text ? "\"" + text + "\"" : String.valueOf(literal.value()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> given(@Nullable List<String> columns) {
        if (columns == null) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "pivot needs index or values");
        }
        return columns;
    }

    private static List<String> rest(Schema schema, List<String> on, List<String> others) {
        return schema.names().stream().filter(name -> !on.contains(name) && !others.contains(name)).toList();
    }

    static BoundPlan bind(BoundPlan input, Plan.Unpivot unpivot) {
        Schema schema = input.schema();
        List<String> index = Binder.columns(schema, unpivot.index());
        List<String> on =
                unpivot.on() == null
                        ? schema.names().stream().filter(name -> !index.contains(name)).toList()
                        : Binder.columns(schema, unpivot.on());
        DataType type = Types.NULL;
        for (String name : on) {
            type = Supertype.require(type, schema.field(name).type());
        }
        var outputs = new ArrayList<Output>();
        var fields = new ArrayList<Field>();
        for (String name : index) {
            Field field = schema.field(name);
            fields.add(field);
            outputs.add(new Output(field, new BoundExpr.Ref(name, field.type())));
        }
        for (String name : Set.copyOf(on)) {
            if (index.contains(name)) {
                throw new PenstockException(ErrorCode.DUPLICATE, "\"" + name + "\" is both in on and in index")
                        .column(name);
            }
        }
        for (String name : on) {
            BoundExpr value = Operands.as(new BoundExpr.Ref(name, schema.field(name).type()), type);
            outputs.add(new Output(Field.nullable(name, type), value));
        }
        fields.add(new Field(unpivot.variableName(), Types.UTF8, false));
        fields.add(Field.nullable(unpivot.valueName(), type));
        return new BoundPlan.Unpivot(
                Scope.project(input, outputs),
                on,
                index,
                unpivot.variableName(),
                unpivot.valueName(),
                new Schema(fields, schema.metadata()));
    }
}
