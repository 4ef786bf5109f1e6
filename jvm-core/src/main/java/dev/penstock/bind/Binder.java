package dev.penstock.bind;

import dev.penstock.bind.BoundPlan.Key;
import dev.penstock.bind.BoundPlan.Output;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.ConfiguredFunction;
import dev.penstock.function.FunctionRegistry;
import dev.penstock.plan.Expr;
import dev.penstock.plan.ExprText;
import dev.penstock.plan.LogicFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.SortKey;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Resolves every name and type of a plan and brings it into the one form that engines run. Reads no data.
public final class Binder {
    private final Catalog catalog;
    private final FunctionRegistry functions;

    public Binder(Catalog catalog, FunctionRegistry functions) {
        this.catalog = catalog;
        this.functions = functions;
    }

    /// @throws PenstockException for whatever does not fit; its path leads from the root to the node
    public BoundPlan bind(Plan plan) {
        try {
            return bindNode(plan.mapExpressions(expression -> UserFunctions.resolved(expression, functions)));
        } catch (PenstockException e) {
            throw e.at(nameOf(plan));
        }
    }

    /// How a node is called in messages: the method that makes it.
    public static String nameOf(Plan plan) {
        return switch (plan) {
            case Plan.Project _ -> "select";
            case Plan.Extend _ -> "with_columns";
            case Plan.Aggregate _ -> "group_by";
            case Plan.WindowAggregate aggregate -> aggregate.windows().method();
            case Plan.Distinct _ -> "unique";
            case Plan.TableCall call -> call.function();
            default -> plan.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        };
    }

    private BoundPlan bindNode(Plan plan) {
        return switch (plan) {
            case Plan.Scan scan -> new BoundPlan.FileScan(scan, catalog.files(scan));
            case Plan.InMemory(String handle) -> new BoundPlan.FrameScan(handle, catalog.frame(handle));
            case Plan.Stream(String handle) -> new BoundPlan.StreamScan(handle, catalog.stream(handle));
            case Plan.Filter filter -> filter(filter);
            case Plan.Project(Plan input, List<Expr> expressions) -> ProjectBinder.select(bind(input), expressions);
            case Plan.Extend(Plan input, List<Expr> expressions) -> ProjectBinder.extend(bind(input), expressions);
            case Plan.Rename rename -> rename(rename);
            case Plan.Aggregate aggregate -> AggregateBinder.bind(bind(aggregate.input()), aggregate);
            case Plan.WindowAggregate aggregate -> WindowAggregateBinder.bind(bind(aggregate.input()), aggregate);
            case Plan.Join join -> JoinBinder.bind(bind(join.left()), bind(join.right()), join);
            case Plan.JoinWhere join -> JoinBinder.bind(bind(join.left()), bind(join.right()), join);
            case Plan.JoinAsof join -> AsofBinder.bind(bind(join.left()), bind(join.right()), join);
            case Plan.Sort(Plan input, List<SortKey> by, boolean maintainOrder) -> {
                var rows = new RowBinder(new Scope(bind(input)), RowBinder.Group.ALL);
                List<Key> keys = rows.keys(expanded(rows, by));
                if (keys.isEmpty()) {
                    // A selector that picked nothing.
                    yield rows.scope().input();
                }
                yield original(rows, new BoundPlan.Sort(rows.scope().build(), keys, maintainOrder));
            }
            case Plan.TopK(Plan input, long k, List<SortKey> by) -> {
                notNegative("k", k);
                var rows = new RowBinder(new Scope(bind(input)), RowBinder.Group.ALL);
                List<Key> keys =
                        rows.keys(expanded(rows, by)).stream()
                                .map(key -> new Key(key.column(), !key.descending(), true))
                                .toList();
                yield original(rows, new BoundPlan.TopK(rows.scope().build(), k, keys));
            }
            case Plan.Slice(Plan input, long offset, Long length) -> {
                notNegative("length", length == null ? 0 : length);
                yield new BoundPlan.Slice(bind(input), offset, length);
            }
            case Plan.Distinct distinct -> distinct(distinct);
            case Plan.Concat concat ->
                    ConcatBinder.bind(concat.inputs().stream().map(this::bind).toList(), concat.how());
            case Plan.MergeSorted(List<Plan> inputs, List<Expr> keys) ->
                    ConcatBinder.merged(inputs.stream().map(this::bind).toList(), keys);
            case Plan.Pivot pivot -> PivotBinder.bind(bind(pivot.input()), pivot);
            case Plan.Unpivot unpivot -> PivotBinder.bind(bind(unpivot.input()), unpivot);
            case Plan.Explode explode -> explode(explode);
            case Plan.Unnest unnest -> unnest(unnest);
            case Plan.Sample sample -> sample(sample);
            case Plan.RowIndex(Plan input, String name, long offset) -> {
                BoundPlan bound = bind(input);
                var fields = new ArrayList<Field>();
                fields.add(new Field(name, AggregationTypes.INDEX, false));
                fields.addAll(bound.schema().fields());
                yield new BoundPlan.RowIndex(bound, name, offset, new Schema(fields, bound.schema().metadata()));
            }
            case Plan.Sql sql -> sql(TablesInSql.take(sql, functions));
            case Plan.TableCall(String name, var config, List<Plan> inputs) -> {
                ConfiguredFunction<?> function = functions.configure(name, config);
                List<BoundPlan> bound = inputs.stream().map(this::bind).toList();
                yield new BoundPlan.TableCall(
                        function, bound, function.bind(bound.stream().map(BoundPlan::schema).toList()));
            }
            case Plan.Sink(Plan input, Plan.Format format, String path, Options options) -> {
                BoundPlan bound = bind(input);
                if (bound.schema().size() == 0) {
                    throw new PenstockException(ErrorCode.SCHEMA_MISMATCH, "a frame without columns cannot be written")
                            .hint("select at least one column");
                }
                var schema =
                        new Schema(
                                List.of(new Field("rows", Types.INT64, false), new Field("path", Types.UTF8, false)));
                yield new BoundPlan.Sink(bound, format, path, options, schema);
            }
        };
    }

    private BoundPlan sql(TablesInSql.Found query) {
        String text = query.sql().text();
        var bound = new LinkedHashMap<String, BoundPlan>();
        var schemas = new LinkedHashMap<String, Schema>();
        query.sql()
                .tables()
                .forEach((name, table) -> {
                    if (mayName(text, name)) {
                        BoundPlan boundTable = table(table, query.places().get(name));
                        bound.put(name, boundTable);
                        schemas.put(name, boundTable.schema());
                    }
                });
        var parameters = new LinkedHashMap<String, BoundExpr.Constant>();
        query.sql()
                .parameters()
                .forEach((name, value) -> parameters.put(name, new BoundExpr.Constant(value.type(), value.value())));
        return new BoundPlan.Sql(
                text, bound, parameters, catalog.sql(text, schemas, parameters, query.sql().allowSideEffects()));
    }

    /// @param place where a text calls what the table is, if one does
    private BoundPlan table(Plan table, @Nullable String place) {
        try {
            return bind(table);
        } catch (PenstockException e) {
            throw place == null ? e : e.at(place);
        }
    }

    private BoundPlan filter(Plan.Filter filter) {
        var rows = new RowBinder(new Scope(bind(filter.input())), RowBinder.Group.ALL);
        List<Expr> predicates = new Expansion(rows.scope().schema(), Set.of()).expand(filter.predicate());
        BoundExpr condition = null;
        for (Expr predicate : predicates) {
            BoundExpr bound = rows.bind(predicate);
            condition = RowBinder.and(condition, condition(bound, predicate, "filter"));
        }
        if (condition == null) {
            return rows.scope().input();
        }
        if (filter.negated()) {
            BoundExpr known =
                    new BoundExpr.Call(
                            LogicFunction.COALESCE,
                            List.of(condition, new BoundExpr.Constant(Types.BOOL, false)),
                            Options.NONE,
                            Types.BOOL);
            condition = new BoundExpr.Call(LogicFunction.NOT, List.of(known), Options.NONE, Types.BOOL);
        }
        return original(rows, new BoundPlan.Filter(rows.scope().build(), condition));
    }

    /// A bound expression as a condition.
    static BoundExpr condition(BoundExpr bound, Expr written, String owner) {
        try {
            return Operands.condition(bound, owner);
        } catch (PenstockException e) {
            throw e.expression(ExprText.of(written));
        }
    }

    private BoundPlan rename(Plan.Rename rename) {
        BoundPlan input = bind(rename.input());
        if (rename.strict()) {
            rename.names().keySet().forEach(input.schema()::indexOf);
        }
        var outputs = new ArrayList<Output>();
        for (Field field : input.schema().fields()) {
            String name = rename.names().getOrDefault(field.name(), field.name());
            outputs.add(new Output(field.named(name), new BoundExpr.Ref(field.name(), field.type())));
        }
        return Scope.project(input, outputs);
    }

    private BoundPlan distinct(Plan.Distinct distinct) {
        var rows = new RowBinder(new Scope(bind(distinct.input())), RowBinder.Group.ALL);
        Schema schema = rows.scope().schema();
        List<String> on =
                distinct.subset() == null
                        ? schema.names()
                        : new Expansion(schema, Set.of())
                                .expandAll(distinct.subset()).stream().map(rows::column).distinct().toList();
        return original(
                rows, new BoundPlan.Distinct(rows.scope().build(), on, distinct.keep(), distinct.maintainOrder()));
    }

    private BoundPlan explode(Plan.Explode explode) {
        BoundPlan input = bind(explode.input());
        List<String> columns = columns(input.schema(), explode.columns());
        var exploded = new HashSet<>(columns);
        var fields = new ArrayList<Field>();
        for (Field field : input.schema().fields()) {
            if (!exploded.contains(field.name())) {
                fields.add(field);
                continue;
            }
            DataType element =
                    switch (field.type()) {
                        case DataType.ListOf(Field inner, _) -> inner.type();
                        case DataType.FixedSizeListOf(Field inner, _) -> inner.type();
                        default ->
                                throw new PenstockException(
                                                ErrorCode.INVALID_OPERATION,
                                                "explode needs lists, and \"" + field.name() + "\" is " + field.type())
                                        .column(field.name());
                    };
            fields.add(Field.nullable(field.name(), element));
        }
        return new BoundPlan.Explode(
                input,
                columns,
                explode.emptyAsNull(),
                explode.keepNulls(),
                new Schema(fields, input.schema().metadata()));
    }

    private BoundPlan unnest(Plan.Unnest unnest) {
        BoundPlan input = bind(unnest.input());
        var chosen = new HashSet<>(columns(input.schema(), unnest.columns()));
        var outputs = new ArrayList<Output>();
        for (Field field : input.schema().fields()) {
            BoundExpr column = new BoundExpr.Ref(field.name(), field.type());
            if (!chosen.contains(field.name())) {
                outputs.add(new Output(field, column));
                continue;
            }
            if (!(field.type() instanceof DataType.StructOf(List<Field> parts))) {
                throw new PenstockException(
                                ErrorCode.INVALID_OPERATION,
                                "unnest needs structs, and \"" + field.name() + "\" is " + field.type())
                        .column(field.name());
            }
            String prefix = unnest.separator() == null ? "" : field.name() + unnest.separator();
            for (Field part : parts) {
                BoundExpr value =
                        new BoundExpr.Call(
                                StructFunction.FIELD,
                                List.of(column),
                                new Options(Map.of("name", part.name())),
                                part.type());
                outputs.add(new Output(part.named(prefix + part.name()).orNull(), value));
            }
        }
        return new BoundPlan.Project(input, outputs);
    }

    private BoundPlan sample(Plan.Sample sample) {
        BoundPlan input = bind(sample.input());
        Double fraction = sample.fraction();
        if (fraction != null && sample.n() != null) {
            throw new PenstockException(ErrorCode.CONFIG, "sample takes n or fraction, not both");
        }
        Long n = fraction != null ? null : sample.n() == null ? Long.valueOf(1) : sample.n();
        notNegative("n", n == null ? 0 : n);
        if (fraction != null && !(fraction >= 0 && fraction < Double.POSITIVE_INFINITY)) {
            throw new PenstockException(ErrorCode.CONFIG, "the fraction to sample is " + fraction);
        }
        if (fraction != null && fraction > 1 && !sample.withReplacement()) {
            throw new PenstockException(
                            ErrorCode.SHAPE, "a sample without replacement cannot have more rows than there are")
                    .hint("pass with_replacement=True");
        }
        return new BoundPlan.Sample(
                input, n, fraction, sample.withReplacement(), sample.shuffle(), Seeds.of(sample.seed()));
    }

    private static void notNegative(String name, long number) {
        if (number < 0) {
            throw new PenstockException(ErrorCode.CONFIG, name + " is " + number + ", and must not be negative");
        }
    }

    /// Sort keys whose selectors are written out.
    private static List<SortKey> expanded(RowBinder rows, List<SortKey> keys) {
        return new Expansion(rows.scope().schema(), Set.of()).expandKeys(keys);
    }

    /// Plain columns, as some nodes want them.
    static List<String> columns(Schema schema, List<Expr> expressions) {
        var columns = new ArrayList<String>();
        for (Expr expression : new Expansion(schema, Set.of()).expandAll(expressions)) {
            if (!(expression instanceof Expr.Column(String name))) {
                throw new PenstockException(ErrorCode.INVALID_OPERATION, "a plain column is needed here")
                        .expression(ExprText.of(expression));
            }
            columns.add(schema.field(name).name());
        }
        return columns;
    }

    /// The plan with nothing but the columns that the user knows.
    static BoundPlan original(RowBinder rows, BoundPlan plan) {
        return Scope.project(plan, Scope.passed(rows.scope().schema()));
    }

    /// Whether SQL may name a table: a context may know many more, whose files need not be looked at.
    private static boolean mayName(String text, String table) {
        // Quotes are doubled in a text, and what letters beyond ASCII have in common is for the engine to say.
        boolean plain = table.chars().allMatch(c -> c < 128 && c != '"');
        return !plain || text.toLowerCase(Locale.ROOT).contains(table.toLowerCase(Locale.ROOT));
    }
}
