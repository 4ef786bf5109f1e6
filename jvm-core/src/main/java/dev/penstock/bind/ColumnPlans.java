package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Computed;
import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.function.ConfiguredFunction;
import dev.penstock.function.NoSettings;
import dev.penstock.function.SeriesCall;
import dev.penstock.function.SeriesTable;
import dev.penstock.plan.Aggregation;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Function;
import dev.penstock.plan.ListFunction;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.MathFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.ReshapingFunction;
import dev.penstock.plan.SortKey;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Turns an expression that changes the number or order of rows into a plan with one column.
///
/// Such an expression is a chain: each step reads the column that the step before made, so each step is a plan node
/// over the plan of the rest.
final class ColumnPlans {
    private ColumnPlans() {}

    /// A plan with the one column `name`.
    static BoundPlan of(BoundPlan input, Expr expression, String name) {
        return switch (Shape.of(expression)) {
            case SCALAR -> ProjectBinder.scalars(input, List.of(new Expr.Alias(expression, name)));
            case ROWS -> {
                var rows = new RowBinder(new Scope(input), RowBinder.Group.ALL);
                BoundExpr value = rows.value(expression);
                yield rows.scope().build(List.of(new Output(ProjectBinder.field(input.schema(), name, value), value)));
            }
            case FREE -> reshaped(input, expression, name);
        };
    }

    private static BoundPlan reshaped(BoundPlan input, Expr expression, String name) {
        return switch (expression) {
            case Expr.Alias(Expr inner, _) -> of(input, inner, name);
            case Expr.Renamed renamed -> of(input, renamed.input(), name);
            case Expr.Filtered(Expr inner, Expr predicate) when Shape.of(inner) == Shape.ROWS -> {
                var rows = new RowBinder(new Scope(input), RowBinder.Group.ALL);
                String value = rows.column(inner);
                BoundExpr condition = Binder.condition(rows.bind(predicate), predicate, "filter");
                yield single(new BoundPlan.Filter(rows.scope().build(), condition), value, name);
            }
            case Expr.SortedBy(Expr inner, List<SortKey> by) when Shape.of(inner) == Shape.ROWS -> {
                var rows = new RowBinder(new Scope(input), RowBinder.Group.ALL);
                String value = rows.column(inner);
                List<Key> keys = rows.keys(by);
                yield single(new BoundPlan.Sort(rows.scope().build(), keys, true), value, name);
            }
            case Expr.SortedBy(Expr inner, List<SortKey> by)
                    when by.size() == 1 && by.getFirst().expression().equals(inner) -> {
                SortKey key = by.getFirst();
                yield new BoundPlan.Sort(
                        of(input, inner, name), List.of(new Key(name, key.descending(), key.nullsLast())), true);
            }
            case Expr.Call(ReshapingFunction function, List<Expr> arguments, Options options) -> {
                int expected = function == ReshapingFunction.GATHER ? 2 : 1;
                Arity.check(function, arguments.size(), expected, expected);
                if (function == ReshapingFunction.GATHER) {
                    yield gather(input, arguments, name);
                }
                BoundPlan column = of(input, arguments.getFirst(), name);
                yield function == ReshapingFunction.VALUE_COUNTS
                        ? valueCounts(column, options, name, options.text("value_name", Names.of(arguments.getFirst())))
                        : step(column, function, options, name);
            }
            case Expr.Call(Function.OfUserForSeries function, List<Expr> arguments, _) ->
                    series(input, function, arguments, name);
            // What stands in a body or a field speaks of the values at hand.
            case Expr.ListEval(Expr list, Expr body) ->
                    of(of(input, list, name), new Expr.ListEval(new Expr.Column(name), body), name);
            case Expr.ListAgg(Expr list, Expr body) ->
                    of(of(input, list, name), new Expr.ListAgg(new Expr.Column(name), body), name);
            case Expr.WithFields(Expr struct, List<Expr> fields, boolean keep) ->
                    of(of(input, struct, name), new Expr.WithFields(new Expr.Column(name), fields, keep), name);
            default -> onReshaped(input, expression, name);
        };
    }

    /// A user's function of whole columns, which come to it under their names.
    private static BoundPlan series(
            BoundPlan input, Function.OfUserForSeries function, List<Expr> arguments, String name) {
        var named = new ArrayList<Expr>();
        var names = new HashSet<String>();
        for (Expr argument : arguments) {
            String own = Names.of(argument);
            String unique = own;
            for (int i = 0; !names.add(unique); i++) {
                unique = own + "_" + i;
            }
            named.add(new Expr.Alias(argument, unique));
        }
        BoundPlan columns = ProjectBinder.select(input, named);
        SeriesCall call = UserFunctions.series(function, columns.schema().fields().stream().map(Field::type).toList());
        var table = new ConfiguredFunction<>(new SeriesTable(call, name), new NoSettings());
        return new BoundPlan.TableCall(table, List.of(columns), table.bind(List.of(columns.schema())));
    }

    /// An elementwise or ordered expression over reshaped parts, which must agree in length.
    private static BoundPlan onReshaped(BoundPlan input, Expr expression, String name) {
        var plans = new ArrayList<BoundPlan>();
        var children = new ArrayList<Expr>();
        for (Expr child : expression.children()) {
            if (Shape.of(child) == Shape.SCALAR && child instanceof Expr.Literal) {
                children.add(child);
                continue;
            }
            String part = name + "_" + plans.size();
            plans.add(of(input, child, part));
            Expr.Column column = new Expr.Column(part);
            // The names of a struct's fields are those of what it is made of.
            children.add(expression instanceof Expr.StructOf ? new Expr.Alias(column, Names.of(child)) : column);
        }
        BoundPlan parts = plans.size() == 1 ? plans.getFirst() : ProjectBinder.zip(plans, BoundPlan.Heights.BROADCAST);
        return of(parts, expression.withChildren(children), name);
    }

    private static BoundPlan step(BoundPlan column, ReshapingFunction function, Options options, String name) {
        return switch (function) {
            case SLICE -> new BoundPlan.Slice(column, options.integer("offset", 0), options.integer("length"));
            case DROP_NULLS -> new BoundPlan.Filter(column, test(LogicFunction.IS_NOT_NULL, value(column)));
            case DROP_NANS -> {
                BoundExpr number = test(LogicFunction.IS_NOT_NAN, value(column));
                BoundExpr kept =
                        new BoundExpr.Call(
                                LogicFunction.COALESCE,
                                List.of(number, new BoundExpr.Constant(Types.BOOL, true)),
                                Options.NONE,
                                Types.BOOL);
                yield value(column).type().isFloat() ? new BoundPlan.Filter(column, kept) : column;
            }
            case UNIQUE ->
                    new BoundPlan.Distinct(
                            column, List.of(name), Plan.Keep.FIRST, options.flag("maintain_order", false));
            case REVERSE -> {
                Indexed indexed = Indexed.of(column);
                yield single(
                        new BoundPlan.Sort(indexed.plan, List.of(new Key(indexed.index, true, false)), true),
                        name,
                        name);
            }
            case GATHER_EVERY -> {
                Indexed indexed = Indexed.of(column);
                BoundExpr from = integers(MathFunction.SUB, indexed.position(), options.integer("offset", 0));
                BoundExpr step = integers(MathFunction.MOD, from, options.integer("n", 1));
                BoundExpr hit = RowBinder.and(compare(LogicFunction.GE, from), compare(LogicFunction.EQ, step));
                yield single(new BoundPlan.Filter(indexed.plan, hit), name, name);
            }
            case ARG_SORT -> {
                Indexed indexed = Indexed.of(column);
                var key = new Key(name, options.flag("descending", false), options.flag("nulls_last", false));
                yield single(new BoundPlan.Sort(indexed.plan, List.of(key), true), indexed.index, name);
            }
            case ARG_TRUE -> {
                if (!(value(column).type() instanceof DataType.Bool)) {
                    throw Operands.invalid(function.symbol(), List.of(value(column)));
                }
                Indexed indexed = Indexed.of(column);
                yield single(
                        new BoundPlan.Filter(indexed.plan, Operands.as(value(column), Types.BOOL)),
                        indexed.index,
                        name);
            }
            case ARG_UNIQUE -> {
                Indexed indexed = Indexed.of(column);
                yield single(
                        new BoundPlan.Distinct(indexed.plan, List.of(name), Plan.Keep.FIRST, true),
                        indexed.index,
                        name);
            }
            case EXPLODE -> explode(column, options, name);
            case MODE -> mode(column, options, name);
            case VALUE_COUNTS -> valueCounts(column, options, name, name);
            case UNIQUE_COUNTS -> single(counted(column, name, true), name + "_n", name);
            case SAMPLE, SHUFFLE -> {
                boolean all = function == ReshapingFunction.SHUFFLE;
                Double fraction = options.has("fraction") ? (Double) options.number("fraction", 1) : null;
                Long n = options.integer("n");
                yield new BoundPlan.Sample(
                        column,
                        all || fraction != null ? null : n == null ? Long.valueOf(1) : n,
                        all ? Double.valueOf(1.0) : fraction,
                        options.flag("with_replacement", false),
                        all || options.flag("shuffle", false),
                        Seeds.of(options.integer("seed")));
            }
            case GATHER -> throw new AssertionError("gather has two arguments");
        };
    }

    /// The values at positions: a join of the positions with the numbers of the rows. Negative positions count from the
    /// end, a null position gives a null, and one outside of the values is an error.
    private static BoundPlan gather(BoundPlan input, List<Expr> arguments, String name) {
        Indexed values = Indexed.of(of(input, arguments.get(0), name));
        BoundPlan positions = of(input, arguments.get(1), name + "_at");
        if (!positions.schema().field(0).type().isInteger()) {
            throw Operands.invalid("gather", List.of(value(values.plan, name), value(positions)));
        }
        var count =
                new Computed(
                        name + "_all",
                        Aggregation.LEN,
                        List.of(),
                        Options.NONE,
                        null,
                        List.of(),
                        AggregationTypes.INDEX);
        BoundPlan counted = new BoundPlan.Aggregate(values.plan, List.of(), List.of(count), false);
        BoundPlan both = ProjectBinder.zip(List.of(positions, counted), BoundPlan.Heights.BROADCAST);
        BoundExpr at = Operands.as(value(positions), Types.INT64);
        BoundExpr all = Operands.as(new BoundExpr.Ref(count.name(), count.type()), Types.INT64);
        BoundExpr fromEnd = new BoundExpr.Call(MathFunction.ADD, List.of(at, all), Options.NONE, Types.INT64);
        BoundExpr place =
                new BoundExpr.Case(
                        List.of(new BoundExpr.Branch(compare(LogicFunction.LT, at), fromEnd)), at, Types.INT64);
        BoundPlan asked = new BoundPlan.Project(both, List.of(output(name + "_asked", place)));
        BoundPlan numbered =
                new BoundPlan.Project(
                        values.plan,
                        List.of(output(name + "_i", values.position()), output(name, value(values.plan, name))));
        var fields = new ArrayList<>(asked.schema().fields());
        numbered.schema().fields().forEach(field -> fields.add(field.orNull()));
        BoundPlan joined =
                new BoundPlan.Join(
                        asked,
                        numbered,
                        Plan.JoinKind.LEFT,
                        List.of(name + "_asked"),
                        List.of(name + "_i"),
                        false,
                        null,
                        Plan.JoinValidation.MANY_TO_MANY,
                        Plan.JoinOrder.LEFT,
                        new Schema(fields, input.schema().metadata()));
        return single(new BoundPlan.Filter(joined, withinBounds(name)), name, name);
    }

    /// True on every row, and an error of `list.get` where a position was asked for and nothing was found.
    private static BoundExpr withinBounds(String name) {
        BoundExpr asked = test(LogicFunction.IS_NOT_NULL, new BoundExpr.Ref(name + "_asked", Types.INT64));
        BoundExpr missing = test(LogicFunction.IS_NULL, new BoundExpr.Ref(name + "_i", Types.INT64));
        BoundExpr index =
                new BoundExpr.Case(
                        List.of(
                                new BoundExpr.Branch(
                                        RowBinder.and(asked, missing), new BoundExpr.Constant(Types.INT64, 1L))),
                        new BoundExpr.Constant(Types.INT64, 0L),
                        Types.INT64);
        BoundExpr list = new BoundExpr.Constant(DataType.listOf(Types.BOOL), List.of(true));
        return new BoundExpr.Call(ListFunction.GET, List.of(list, index), Options.NONE, Types.BOOL);
    }

    private static BoundPlan explode(BoundPlan column, Options options, String name) {
        DataType element;
        switch (column.schema().field(name).type()) {
            case DataType.ListOf(Field field, _) -> element = field.type();
            case DataType.FixedSizeListOf(Field field, _) -> element = field.type();
            default -> {
                // Polars: what is no list has one element, itself.
                return column;
            }
        }
        var schema = new Schema(List.of(Field.nullable(name, element)), column.schema().metadata());
        return new BoundPlan.Explode(
                column, List.of(name), options.flag("empty_as_null", true), options.flag("keep_nulls", true), schema);
    }

    private static BoundPlan counted(BoundPlan column, String name, boolean maintainOrder) {
        var count =
                new Computed(
                        name + "_n", Aggregation.LEN, List.of(), Options.NONE, null, List.of(), AggregationTypes.INDEX);
        return new BoundPlan.Aggregate(column, List.of(name), List.of(count), maintainOrder);
    }

    private static BoundPlan mode(BoundPlan column, Options options, String name) {
        BoundPlan counted = counted(column, name, options.flag("maintain_order", false));
        var most =
                new Computed(
                        name + "_most",
                        Aggregation.MAX,
                        List.of(name + "_n"),
                        Options.NONE,
                        null,
                        List.of(),
                        AggregationTypes.INDEX);
        BoundPlan windowed = new BoundPlan.Window(counted, List.of(), List.of(most));
        BoundExpr isMost =
                new BoundExpr.Call(
                        LogicFunction.EQ,
                        List.of(
                                new BoundExpr.Ref(name + "_n", most.type()),
                                new BoundExpr.Ref(most.name(), most.type())),
                        Options.NONE,
                        Types.BOOL);
        return single(new BoundPlan.Filter(windowed, isMost), name, name);
    }

    private static BoundPlan valueCounts(BoundPlan column, Options options, String name, String valueName) {
        boolean normalize = options.flag("normalize", false);
        BoundPlan counted = counted(column, name, false);
        if (options.flag("sort", false)) {
            counted = new BoundPlan.Sort(counted, List.of(new Key(name + "_n", true, false)), true);
        }
        BoundExpr count = new BoundExpr.Ref(name + "_n", AggregationTypes.INDEX);
        if (normalize) {
            var total =
                    new Computed(
                            name + "_all",
                            Aggregation.SUM,
                            List.of(name + "_n"),
                            Options.NONE,
                            null,
                            List.of(),
                            AggregationTypes.INDEX);
            counted = new BoundPlan.Window(counted, List.of(), List.of(total));
            count =
                    new BoundExpr.Call(
                            MathFunction.TRUEDIV,
                            List.of(
                                    Operands.as(count, Types.FLOAT64),
                                    Operands.as(new BoundExpr.Ref(total.name(), total.type()), Types.FLOAT64)),
                            Options.NONE,
                            Types.FLOAT64);
        }
        BoundExpr value = value(column);
        String countName = options.text("name", normalize ? "proportion" : "count");
        var type =
                new DataType.StructOf(
                        List.of(Field.nullable(valueName, value.type()), Field.nullable(countName, count.type())));
        return new BoundPlan.Project(counted, List.of(output(name, new BoundExpr.Struct(List.of(value, count), type))));
    }

    /// A one-column plan with its rows numbered.
    private record Indexed(BoundPlan plan, String index) {
        static Indexed of(BoundPlan column) {
            String name = column.schema().field(0).name() + "_i";
            var fields = new ArrayList<Field>();
            fields.add(new Field(name, AggregationTypes.INDEX, false));
            fields.addAll(column.schema().fields());
            return new Indexed(
                    new BoundPlan.RowIndex(column, name, 0, new Schema(fields, column.schema().metadata())), name);
        }

        BoundExpr position() {
            return Operands.as(new BoundExpr.Ref(index, AggregationTypes.INDEX), Types.INT64);
        }
    }

    private static BoundExpr value(BoundPlan column) {
        return value(column, column.schema().field(0).name());
    }

    private static BoundExpr value(BoundPlan plan, String name) {
        return new BoundExpr.Ref(name, plan.schema().field(name).type());
    }

    /// Nothing but `column`, as it is, under another name.
    private static BoundPlan single(BoundPlan plan, String column, String name) {
        Field field = plan.schema().field(column);
        return Scope.project(plan, List.of(new Output(field.named(name), new BoundExpr.Ref(column, field.type()))));
    }

    private static Output output(String name, BoundExpr expression) {
        return new Output(Field.nullable(name, expression.type()), expression);
    }

    private static BoundExpr test(LogicFunction function, BoundExpr value) {
        return new BoundExpr.Call(function, List.of(value), Options.NONE, Types.BOOL);
    }

    private static BoundExpr integers(MathFunction function, BoundExpr left, long right) {
        return new BoundExpr.Call(
                function, List.of(left, new BoundExpr.Constant(Types.INT64, right)), Options.NONE, Types.INT64);
    }

    private static BoundExpr compare(LogicFunction function, BoundExpr left) {
        return new BoundExpr.Call(
                function, List.of(left, new BoundExpr.Constant(Types.INT64, 0L)), Options.NONE, Types.BOOL);
    }
}
