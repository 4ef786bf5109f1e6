package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.ListOf;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// What an expression makes of the elements of each list, as a plan: a row for each element, in groups.
///
/// @param list the type of the lists
/// @param body over [Expr.Element]; it has no columns
record ListGroups(ListOf list, Expr body) {
    private static final String ROW = "row";
    private static final String ELEMENT = "element";

    /// Whether the row stands for an element. One of nothing holds the place of a list that is empty or null.
    private static final String REAL = "real";

    /// The type of the result: that of the one value for all elements, or a list.
    DataType type() {
        var lists = new BoundPlan.FrameScan("", new Schema(List.of(Field.nullable(ELEMENT, list))));
        return over(lists, ELEMENT, ELEMENT).schema().field(0).type();
    }

    /// A plan of one column and as many rows as `input`.
    ///
    /// @param column the lists, a column of `input`
    /// @param name that of the result, which for null lists is open
    BoundPlan over(BoundPlan input, String column, String name) {
        var scope = new Scope(elements(input, column));
        DataType element = scope.schema().field(ELEMENT).type();
        var scalars = new ScalarBinder(RowBinder.ofElements(scope, ROW, new BoundExpr.Ref(ELEMENT, element)));
        BoundExpr value = Operands.settled(scalars.bind(body));
        var aggregates = new ArrayList<Computed>();
        scalars.aggregates().forEach(aggregate -> aggregates.add(ofReal(aggregate, scope)));
        var groups = new BoundPlan.Aggregate(scope.build(), List.of(ROW), aggregates, true);
        return new BoundPlan.Project(groups, List.of(new Output(Field.nullable(name, value.type()), value)));
    }

    /// A row for each element, and one for each list without any, in the order of the lists.
    private BoundPlan elements(BoundPlan input, String column) {
        var lists = new BoundExpr.Ref(column, list);
        BoundExpr size = new BoundExpr.Call(ListFunction.LEN, List.of(lists), Options.NONE, Types.UINT32);
        BoundExpr some =
                new BoundExpr.Call(
                        LogicFunction.GT,
                        List.of(size, new BoundExpr.Constant(Types.UINT32, 0L)),
                        Options.NONE,
                        Types.BOOL);
        BoundExpr real =
                new BoundExpr.Call(
                        LogicFunction.COALESCE,
                        List.of(some, new BoundExpr.Constant(Types.BOOL, false)),
                        Options.NONE,
                        Types.BOOL);
        var projected =
                new BoundPlan.Project(
                        input,
                        List.of(
                                new Output(Field.nullable(ELEMENT, list), lists),
                                new Output(Field.nullable(REAL, Types.BOOL), real)));
        var fields = new ArrayList<Field>();
        fields.add(new Field(ROW, AggregationTypes.INDEX, false));
        fields.addAll(projected.schema().fields());
        var numbered = new BoundPlan.RowIndex(projected, ROW, 0, new Schema(fields, input.schema().metadata()));
        fields.set(1, Field.nullable(ELEMENT, list.element().type()));
        return new BoundPlan.Explode(
                numbered, List.of(ELEMENT), true, true, new Schema(fields, input.schema().metadata()));
    }

    /// The same aggregate without the rows that stand for no element.
    private static Computed ofReal(Computed aggregate, Scope scope) {
        var real = new BoundExpr.Ref(REAL, Types.BOOL);
        String filter =
                aggregate.filter() == null
                        ? REAL
                        : scope.define(RowBinder.and(new BoundExpr.Ref(aggregate.filter(), Types.BOOL), real));
        return new Computed(
                aggregate.name(),
                aggregate.function(),
                aggregate.arguments(),
                aggregate.options(),
                filter,
                aggregate.orderBy(),
                aggregate.type());
    }
}
