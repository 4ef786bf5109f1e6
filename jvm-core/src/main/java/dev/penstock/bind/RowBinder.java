package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.SeriesCall;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.Function;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.plan.SortKey;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Binds expressions that have a value on each row of a scope: elementwise ones directly, aggregates and ordered
/// functions as windows of the scope.
final class RowBinder {
    /// Which rows belong together, and in which order functions that care see them.
    record Group(List<String> partitionBy, List<Key> orderBy) {
        /// All rows in input order.
        static final Group ALL = new Group(List.of(), List.of());
    }

    private final Scope scope;
    private final Group group;
    private final @Nullable BoundExpr element;

    RowBinder(Scope scope, Group group) {
        this(scope, group, null);
    }

    private RowBinder(Scope scope, Group group, @Nullable BoundExpr element) {
        this.scope = scope;
        this.group = group;
        this.element = element;
    }

    /// The same binder in which `element()` means `expression`.
    RowBinder withElement(BoundExpr expression) {
        return new RowBinder(scope, group, expression);
    }

    Scope scope() {
        return scope;
    }

    Group group() {
        return group;
    }

    /// The expression, with columns that stand for its aggregates and windows.
    ///
    /// @throws PenstockException that shows the innermost expression that does not fit
    BoundExpr bind(Expr expression) {
        try {
            return bindNode(expression);
        } catch (PenstockException e) {
            throw e.expression() == null ? e.expression(ExprText.of(expression)) : e;
        }
    }

    /// Like [#bind(Expr)], with a plain number settled on a type of its own.
    BoundExpr value(Expr expression) {
        return Operands.settled(bind(expression));
    }

    /// A column of the scope that holds the expression.
    String column(Expr expression) {
        return scope.define(value(expression));
    }

    /// Columns of the scope that hold the keys' expressions.
    List<Key> keys(List<SortKey> keys) {
        var bound = new ArrayList<Key>();
        keys.forEach(key -> bound.add(new Key(column(key.expression()), key.descending(), key.nullsLast())));
        return bound;
    }

    private BoundExpr bindNode(Expr expression) {
        return switch (expression) {
            case Expr.Column(String name) -> new BoundExpr.Ref(name, scope.schema().field(name).type());
            case Expr.Literal(DataType type, Object value, boolean dynamic) ->
                    new BoundExpr.Constant(type, value, dynamic);
            case Expr.Alias(Expr input, _) -> bind(input);
            case Expr.Renamed renamed -> bind(renamed.input());
            case Expr.Cast(Expr input, DataType type, boolean strict, boolean wrap) ->
                    cast(bind(input), type, strict, wrap);
            case Expr.Call(Function.Elementwise function, List<Expr> arguments, Options options) ->
                    ElementwiseTypes.bind(function, arguments.stream().map(this::bind).toList(), options);
            case Expr.Call(Aggregation function, List<Expr> arguments, Options options) ->
                    scope.window(group.partitionBy(), aggregate(function, arguments, options));
            case Expr.Call(Function.OfUserForGroups function, List<Expr> arguments, _) ->
                    scope.window(group.partitionBy(), aggregate(function, arguments));
            case Expr.Call(Function.OfUserForSeries function, List<Expr> arguments, _) ->
                    scope.window(group.partitionBy(), rows(function, arguments));
            case Expr.Call(OrderedFunction function, List<Expr> arguments, Options options) ->
                    ordered(function, arguments, options);
            case Expr.Call(Function.Reshaping _, _, _), Expr.SortedBy _, Expr.Filtered _ ->
                    throw changesRows(expression);
            case Expr.When when -> caseOf(when);
            case Expr.Over over -> over(over);
            case Expr.StructOf(List<Expr> parts) -> struct(parts);
            case Expr.ListEval eval -> listEval(eval);
            case Expr.RowCount _ -> scope.window(group.partitionBy(), rowCount());
            case Expr.Element _ -> {
                if (element == null) {
                    throw new PenstockException(
                            ErrorCode.INVALID_OPERATION, "element() has a meaning only inside of list.eval and pivot");
                }
                yield element;
            }
            case Expr.Columns _, Expr.Apply _ ->
                    throw new AssertionError("selectors and names are resolved before expressions are bound");
        };
    }

    private static BoundExpr cast(BoundExpr input, DataType type, boolean strict, boolean wrap) {
        ElementwiseTypes.refuseUnion(input, "cast");
        CastTypes.check(input.type(), type);
        return input.type().equals(type)
                ? Operands.as(input, type)
                : new BoundExpr.Cast(Operands.settled(input), type, strict, wrap);
    }

    /// An aggregate of this group's rows, without a name.
    Computed aggregate(Aggregation function, List<Expr> arguments, Options options) {
        if (arguments.isEmpty()) {
            return new Computed(
                    "", function, List.of(), options, null, List.of(), AggregationTypes.of(function, List.of()));
        }
        RowSet rows = AggregationTypes.prepared(function, rows(arguments.getFirst()));
        var columns = new ArrayList<String>();
        var types = new ArrayList<DataType>();
        columns.add(scope.define(rows.value()));
        types.add(rows.value().type());
        for (Expr argument : arguments.subList(1, arguments.size())) {
            BoundExpr value = value(argument);
            columns.add(scope.define(value));
            types.add(value.type());
        }
        DataType type = AggregationTypes.of(function, types);
        return new Computed("", function, columns, options, rows.filter(), rows.orderBy(), type);
    }

    /// A user's aggregate of this group's rows, without a name.
    Computed aggregate(Function.OfUserForGroups function, List<Expr> arguments) {
        return user(arguments, types -> UserFunctions.groups(function, types));
    }

    /// The list that a user's function of whole columns makes of this group's rows, without a name.
    Computed list(Function.OfUserForSeries function, List<Expr> arguments) {
        return user(arguments, types -> UserFunctions.list(UserFunctions.series(function, types)));
    }

    /// What a user's function of whole columns makes of this group's rows, row by row, without a name.
    private Computed rows(Function.OfUserForSeries function, List<Expr> arguments) {
        return user(
                arguments,
                types -> {
                    SeriesCall call = UserFunctions.series(function, types);
                    return new UserFunctions.Typed(
                            new UserFunctions.Rows(call), call.signature(), call.signature().result());
                });
    }

    /// The rows are those of the first argument; the others are looked at on the same rows.
    private Computed user(List<Expr> arguments, java.util.function.Function<List<DataType>, UserFunctions.Typed> bind) {
        RowSet rows = arguments.isEmpty() ? null : rows(arguments.getFirst());
        var values = new ArrayList<BoundExpr>();
        for (Expr argument : arguments) {
            values.add(values.isEmpty() && rows != null ? Operands.settled(rows.value()) : value(argument));
        }
        UserFunctions.Typed typed = bind.apply(values.stream().map(BoundExpr::type).toList());
        List<String> columns = UserFunctions.as(typed.signature(), values).stream().map(scope::define).toList();
        return new Computed(
                "",
                typed.function(),
                columns,
                Options.NONE,
                rows == null ? null : rows.filter(),
                rows == null ? List.of() : rows.orderBy(),
                typed.type());
    }

    private Computed rowCount() {
        return new Computed("", Aggregation.LEN, List.of(), Options.NONE, null, List.of(), AggregationTypes.INDEX);
    }

    /// All values of a group as a list, without a name.
    Computed implode(Expr expression) {
        RowSet rows = rows(expression);
        DataType type = DataType.listOf(rows.value().type());
        return new Computed(
                "",
                Aggregation.IMPLODE,
                List.of(scope.define(rows.value())),
                Options.NONE,
                rows.filter(),
                rows.orderBy(),
                type);
    }

    /// The rows of the group that `expression` keeps, in its order.
    RowSet rows(Expr expression) {
        return new RowSetBinder(this).bind(expression);
    }

    /// An ordered function over columns of the scope.
    BoundExpr ordered(OrderedFunction function, List<Expr> arguments, Options options) {
        var columns = new ArrayList<String>();
        var types = new ArrayList<DataType>();
        for (Expr argument : arguments) {
            BoundExpr value = types.isEmpty() ? value(argument) : Operands.as(bind(argument), types.getFirst());
            columns.add(scope.define(value));
            types.add(value.type());
        }
        return ordered(function, columns, types, options);
    }

    BoundExpr.Ref ordered(OrderedFunction function, List<String> columns, List<DataType> types, Options options) {
        DataType type = OrderedTypes.of(function, types, options);
        return scope.window(
                group.partitionBy(), new Computed("", function, columns, options, null, group.orderBy(), type));
    }

    private BoundExpr caseOf(Expr.When when) {
        var values = new ArrayList<BoundExpr>();
        var conditions = new ArrayList<BoundExpr>();
        for (Expr.Branch branch : when.branches()) {
            BoundExpr condition = bind(branch.condition());
            conditions.add(Binder.condition(condition, branch.condition(), "when"));
            values.add(bind(branch.value()));
        }
        values.add(when.otherwise() == null ? new BoundExpr.Constant(Types.NULL, null) : bind(when.otherwise()));
        DataType type = Operands.resultType(values);
        var branches = new ArrayList<BoundExpr.Branch>();
        for (int i = 0; i < conditions.size(); i++) {
            branches.add(new BoundExpr.Branch(conditions.get(i), Operands.as(values.get(i), type)));
        }
        return new BoundExpr.Case(branches, Operands.as(values.getLast(), type), type);
    }

    private BoundExpr over(Expr.Over over) {
        List<String> partition = over.partitionBy().stream().map(this::column).distinct().toList();
        var inner = new RowBinder(scope, new Group(partition, keys(over.orderBy())), element);
        if (over.mapping() == Expr.Mapping.JOIN && Shape.of(over.input()) != Shape.SCALAR) {
            return scope.window(partition, inner.implode(over.input()));
        }
        return inner.bind(over.input());
    }

    private BoundExpr struct(List<Expr> parts) {
        var fields = new ArrayList<Field>();
        var values = new ArrayList<BoundExpr>();
        for (Expr part : parts) {
            BoundExpr value = value(part);
            values.add(value);
            fields.add(Field.nullable(Names.of(part), value.type()));
        }
        new dev.penstock.type.Schema(fields);
        return new BoundExpr.Struct(values, new DataType.StructOf(fields));
    }

    private BoundExpr listEval(Expr.ListEval eval) {
        BoundExpr list = value(eval.list());
        DataType type =
                switch (list.type()) {
                    case DataType.ListOf(Field item, _) -> item.type();
                    case DataType.FixedSizeListOf(Field item, _) -> item.type();
                    default -> throw Operands.invalid("list.eval", List.of(list));
                };
        requireElementwise(eval.body());
        String name = scope.freshName();
        BoundExpr body = withElement(new BoundExpr.Ref(name, type)).value(eval.body());
        DataType result =
                list.type() instanceof DataType.FixedSizeListOf(_, int size)
                        ? new DataType.FixedSizeListOf(Field.nullable("item", body.type()), size)
                        : DataType.listOf(body.type());
        return new BoundExpr.Transform(list, name, body, result);
    }

    /// What `list.eval` computes may look at the element alone.
    private static void requireElementwise(Expr body) {
        switch (body) {
            case Expr.Column _, Expr.Columns _ ->
                    throw new PenstockException(
                                    ErrorCode.INVALID_OPERATION, "list.eval looks at element(), not at columns")
                            .expression(ExprText.of(body));
            case Expr.Call(Function.Elementwise _, _, _),
                    Expr.Literal _,
                    Expr.Alias _,
                    Expr.Renamed _,
                    Expr.Cast _,
                    Expr.When _,
                    Expr.StructOf _,
                    Expr.ListEval _,
                    Expr.Element _ -> {}
            case Expr.Call _, Expr.Apply _, Expr.Over _, Expr.SortedBy _, Expr.Filtered _, Expr.RowCount _ ->
                    throw new PenstockException(
                                    ErrorCode.UNSUPPORTED_OPERATION,
                                    "list.eval computes each element by itself; it has no aggregates, order or filters")
                            .expression(ExprText.of(body))
                            .hint("explode the lists, compute in groups, and implode them again");
        }
        body.children().forEach(RowBinder::requireElementwise);
    }

    /// `left` and `right`, where null means true.
    static BoundExpr and(@Nullable BoundExpr left, BoundExpr right) {
        return left == null
                ? right
                : new BoundExpr.Call(LogicFunction.AND, List.of(left, right), Options.NONE, Types.BOOL);
    }

    static PenstockException changesRows(Expr expression) {
        return new PenstockException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "an expression that changes the number or order of rows cannot stand here")
                .expression(ExprText.of(expression))
                .hint("put an aggregate around it, select it alone, or use the frame's method of that name");
    }
}
