package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.SeriesCall;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.DerivedFunction;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.Function;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.OrderedFunction;
import dev.penstock.plan.SortKey;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Binds expressions that have a value on each row of a scope: elementwise ones directly, aggregates and ordered
/// functions as windows of the scope.
final class RowBinder {
    /// Which rows belong together, and in which order functions that care see them.
    record Group(List<String> partitionBy, List<Key> orderBy) {
        /// All rows in input order.
        static final Group ALL = new Group(List.of(), List.of());
    }

    /// What names mean that are no columns.
    ///
    /// @param element what `element()` is
    /// @param struct what `field()` is a field of
    /// @param derives whether the scope may hold what is computed from these, or from its columns
    /// @param within columns that each partition has, whatever it is by
    private record Context(
            @Nullable BoundExpr element, @Nullable BoundExpr struct, boolean derives, List<String> within) {
        static final Context NONE = new Context(null, null, true, List.of());
    }

    private final Scope scope;
    private final Group group;
    private final Context context;

    RowBinder(Scope scope, Group group) {
        this(scope, group, Context.NONE);
    }

    private RowBinder(Scope scope, Group group, Context context) {
        this.scope = scope;
        this.group = group;
        this.context = context;
    }

    /// A binder of rows that nothing is computed below: its scope only names the columns.
    static RowBinder ofColumns(BoundPlan columns) {
        return new RowBinder(new Scope(columns), Group.ALL, new Context(null, null, false, List.of()));
    }

    /// A binder of the elements of lists that the scope has as rows.
    ///
    /// @param list the column that tells the lists apart
    /// @param element the column of the elements
    static RowBinder ofElements(Scope scope, String list, BoundExpr.Ref element) {
        List<String> lists = List.of(list);
        return new RowBinder(scope, new Group(lists, List.of()), new Context(element, null, true, lists));
    }

    /// The same binder in which `element()` means `expression` over the scope's columns.
    RowBinder withElement(BoundExpr expression) {
        return new RowBinder(scope, group, new Context(expression, context.struct, context.derives, context.within));
    }

    /// The same binder in which `element()` means the element of a list at hand, which is no column of the scope.
    RowBinder withElementOfList(BoundExpr.Ref element) {
        return new RowBinder(scope, group, new Context(element, context.struct, false, context.within));
    }

    /// The same binder in which `field()` means a field of `struct`.
    RowBinder withStruct(BoundExpr struct) {
        return new RowBinder(scope, group, new Context(context.element, struct, context.derives, context.within));
    }

    /// Whether what is bound here may need more plan nodes below.
    boolean mayAddPlans() {
        return context.derives;
    }

    /// The expression as something that may be said several times: a column of the scope that holds it, if it may.
    BoundExpr held(BoundExpr expression) {
        return context.derives && !expression.children().isEmpty()
                ? new BoundExpr.Ref(scope.hold(expression), expression.type())
                : expression;
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
            // These name their argument once for each field.
            case Expr.Call(StructFunction function, List<Expr> arguments, Options options)
                    when function == StructFunction.DROP || function == StructFunction.RENAME_FIELDS ->
                    ElementwiseTypes.bind(
                            function, arguments.stream().map(this::bind).map(this::held).toList(), options);
            case Expr.Call(DerivedFunction function, List<Expr> arguments, Options options)
                    when CategoryBinder.numbers(function) && arguments.size() == 1 ->
                    new CategoryBinder(this).bind(function, arguments.getFirst(), options);
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
            case Expr.WithFields with -> new StructBinder(this).withFields(with);
            case Expr.StructFields(List<String> names) -> field(names.getFirst());
            case Expr.ListEval eval -> new ListBinder(this).eval(eval);
            case Expr.ListAgg agg -> new ListBinder(this).agg(agg);
            case Expr.RowCount _ -> scope.window(group.partitionBy(), rowCount());
            case Expr.Element _ -> {
                if (context.element == null) {
                    throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "element() has a meaning only inside of list.eval, list.agg and pivot");
                }
                yield context.element;
            }
            case Expr.Columns _, Expr.Unnest _, Expr.Apply _ ->
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
        List<String> partition =
                Stream.concat(context.within.stream(), over.partitionBy().stream().map(this::column))
                        .distinct()
                        .toList();
        var inner = new RowBinder(scope, new Group(partition, keys(over.orderBy())), context);
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

    private BoundExpr field(String name) {
        if (context.struct == null) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION,
                    "field() has a meaning only inside of struct.with_fields and struct.eval");
        }
        return StructTypes.field(context.struct, name);
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
