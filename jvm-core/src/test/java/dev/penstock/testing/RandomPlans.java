package dev.penstock.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Function;
import dev.penstock.plan.Functions;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Selector;
import dev.penstock.plan.SortKey;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Plans of every kind of node, drawn at random. They are well formed, and mean nothing.
public final class RandomPlans {
    private static final List<Function> FUNCTIONS =
            Functions.all().stream().sorted(Comparator.comparing(Function::symbol)).toList();

    private final RandomGenerator random;
    private final RandomTypes types;
    private final RandomValues values;

    public RandomPlans(RandomGenerator random) {
        this.random = random;
        this.types = new RandomTypes(random);
        this.values = new RandomValues(random.nextLong());
    }

    private IndexWindows windows() {
        IndexWindows.Closed closed = types.one(List.of(IndexWindows.Closed.values()));
        return flag()
                ? new IndexWindows.Rolling(types.name(), maybe(types::name), closed)
                : new IndexWindows.Dynamic(
                        types.name(),
                        maybe(types::name),
                        maybe(types::name),
                        closed,
                        types.one(List.of(IndexWindows.Label.values())),
                        types.one(List.of(IndexWindows.StartBy.values())),
                        flag());
    }

    /// A plan of at most `depth` levels.
    public Plan plan(int depth) {
        if (depth <= 1) {
            return switch (random.nextInt(3)) {
                case 0 -> scan();
                case 1 -> new Plan.InMemory(types.name());
                default -> new Plan.Stream(types.name());
            };
        }
        Plan input = plan(depth - 1);
        return switch (random.nextInt(24)) {
            case 0 -> new Plan.Filter(input, expression(3), flag());
            case 1 -> new Plan.Project(input, some(() -> expression(3)));
            case 2 -> new Plan.Extend(input, some(() -> expression(3)));
            case 3 -> new Plan.Rename(input, names(), flag());
            case 4 -> new Plan.Aggregate(input, expressions(), expressions(), maybe(() -> expression(2)), flag());
            case 5 -> join(input, depth);
            case 6 -> new Plan.JoinWhere(input, plan(depth - 1), expressions(), types.name());
            case 7 -> new Plan.Sort(input, some(this::key), flag());
            case 8 -> new Plan.TopK(input, random.nextLong(), some(this::key));
            case 9 -> new Plan.Slice(input, random.nextLong(), maybe(random::nextLong));
            case 10 ->
                    new Plan.Distinct(input, maybe(this::expressions), types.one(List.of(Plan.Keep.values())), flag());
            case 11 -> new Plan.Concat(some(() -> plan(depth - 1)), types.one(List.of(Plan.ConcatKind.values())));
            case 12 -> pivot(input);
            case 13 -> new Plan.Unpivot(input, maybe(this::expressions), expressions(), types.name(), types.name());
            case 14 -> new Plan.Explode(input, expressions(), flag(), flag());
            case 15 -> new Plan.Unnest(input, expressions(), maybe(types::name));
            case 16 ->
                    new Plan.Sample(
                            input,
                            maybe(random::nextLong),
                            maybe(random::nextDouble),
                            flag(),
                            flag(),
                            maybe(random::nextLong));
            case 17 -> new Plan.RowIndex(input, types.name(), random.nextLong());
            case 18 -> sql(depth);
            case 19 -> tableCall(depth);
            case 20 -> joinAsof(input, depth);
            case 21 -> new Plan.MergeSorted(some(() -> plan(depth - 1)), expressions());
            case 22 ->
                    new Plan.WindowAggregate(
                            input, expression(2), windows(), expressions(), expressions(), maybe(() -> expression(2)));
            default -> new Plan.Sink(input, types.one(List.of(Plan.Format.values())), types.name(), options());
        };
    }

    private Plan scan() {
        var overrides = new HashMap<String, DataType>();
        some(types::name).forEach(name -> overrides.put(name, types.any(2)));
        return new Plan.Scan(
                types.one(List.of(Plan.Format.values())),
                some(types::name),
                maybe(() -> types.fields(random.nextInt(3), 2)),
                overrides,
                options());
    }

    private Plan join(Plan left, int depth) {
        return new Plan.Join(
                left,
                plan(depth - 1),
                types.one(List.of(Plan.JoinKind.values())),
                expressions(),
                expressions(),
                types.name(),
                types.one(List.of(Plan.JoinValidation.values())),
                flag(),
                maybe(this::flag),
                types.one(List.of(Plan.JoinOrder.values())));
    }

    private Plan joinAsof(Plan left, int depth) {
        return new Plan.JoinAsof(
                left,
                plan(depth - 1),
                expression(2),
                expression(2),
                expressions(),
                expressions(),
                types.one(List.of(Plan.AsofStrategy.values())),
                maybe(() -> new Expr.Literal(Types.INT64, random.nextLong(), flag())),
                types.name(),
                flag(),
                flag(),
                flag());
    }

    private Plan pivot(Plan input) {
        return new Plan.Pivot(
                input,
                expressions(),
                some(() -> some(this::literal)),
                maybe(this::expressions),
                maybe(this::expressions),
                maybe(() -> expression(2)),
                flag(),
                types.name());
    }

    private Plan sql(int depth) {
        var tables = new LinkedHashMap<String, Plan>();
        some(types::name).forEach(name -> tables.put(name, plan(depth - 1)));
        Map<String, Expr.Literal> parameters =
                random.nextBoolean()
                        ? Map.of()
                        : Map.of("größe", new Expr.Literal(Types.INT64, random.nextLong(), false));
        return new Plan.Sql("select 'größe'", tables, parameters, random.nextBoolean());
    }

    private Plan tableCall(int depth) {
        return new Plan.TableCall(types.name(), config(), some(() -> plan(depth - 1)));
    }

    private ObjectNode config() {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put(types.name(), random.nextInt())
                .put("ratio", random.nextDouble())
                .putArray("list")
                .add(types.name())
                .addNull();
        return config;
    }

    private Map<String, String> names() {
        var names = new LinkedHashMap<String, String>();
        some(types::name).forEach(name -> names.put(name, types.name()));
        return names;
    }

    /// An expression of at most `depth` levels.
    public Expr expression(int depth) {
        if (depth <= 1) {
            return switch (random.nextInt(7)) {
                case 6 -> new Expr.StructFields(some(types::name));
                case 0 -> new Expr.Columns(selector(3));
                case 1, 2 -> literal();
                case 3 -> new Expr.Element();
                case 4 -> new Expr.RowCount();
                default -> new Expr.Column(types.name());
            };
        }
        Expr input = expression(depth - 1);
        return switch (random.nextInt(16)) {
            case 11 -> new Expr.ListAgg(input, expression(depth - 1));
            case 12 -> new Expr.WithFields(input, some(() -> expression(depth - 1)), flag());
            case 13 -> new Expr.Unnest(input, selector(3));
            case 8 -> new Expr.ListEval(input, expression(depth - 1));
            case 9 -> new Expr.Apply(types.name(), config(), some(() -> expression(depth - 1)));
            case 0 -> new Expr.Alias(input, types.name());
            case 1 ->
                    new Expr.Renamed(
                            input, types.one(List.of(Expr.NameRule.values())), types.name(), types.name(), flag());
            case 2 -> new Expr.Cast(input, types.any(2), flag(), flag());
            case 3 ->
                    new Expr.When(
                            some(() -> new Expr.Branch(expression(depth - 1), expression(depth - 1))),
                            maybe(() -> expression(depth - 1)));
            case 4 -> new Expr.Over(input, expressions(), some(this::key), types.one(List.of(Expr.Mapping.values())));
            case 5 -> new Expr.SortedBy(input, some(this::key));
            case 6 -> new Expr.Filtered(input, expression(depth - 1));
            case 7 -> new Expr.StructOf(some(() -> expression(depth - 1)));
            default -> new Expr.Call(types.one(FUNCTIONS), some(() -> expression(depth - 1)), options());
        };
    }

    private Expr.Literal literal() {
        if (random.nextInt(4) == 0) {
            DataType type = types.one(List.of(Types.INT64, Types.UINT64, Types.FLOAT64));
            return new Expr.Literal(type, values.value(type), true);
        }
        DataType type = types.any(2);
        return isConstant(type) ? new Expr.Literal(type, values.values(type, 1, 0.2).getFirst(), false) : literal();
    }

    /// Whether there are constants of the type.
    private static boolean isConstant(DataType type) {
        return switch (type) {
            case DataType.Interval _, DataType.MapOf _, DataType.RunEndEncoded _, DataType.Union _ -> false;
            case DataType.Dictionary(_, DataType inner, _) -> isConstant(inner);
            default -> ArrowFormat.children(type).stream().allMatch(field -> isConstant(field.type()));
        };
    }

    private SortKey key() {
        return new SortKey(expression(2), flag(), flag());
    }

    private Selector selector(int depth) {
        return switch (random.nextInt(depth <= 1 ? 6 : 11)) {
            case 0 -> new Selector.All();
            case 1 -> new Selector.Names(some(types::name), flag());
            case 2 -> new Selector.Positions(some(random::nextInt), flag());
            case 3 -> new Selector.Matching(types.name());
            case 4 -> new Selector.OfClass(some(() -> types.one(List.of(Selector.TypeClass.values()))));
            case 5 -> new Selector.OfType(some(() -> types.any(2)));
            case 6 -> new Selector.Not(selector(depth - 1));
            case 7 -> new Selector.ListsOf(selector(depth - 1));
            case 8 -> new Selector.ArraysOf(selector(depth - 1), flag() ? random.nextInt() : null);
            case 9 -> new Selector.Or(selector(depth - 1), selector(depth - 1));
            default -> new Selector.And(selector(depth - 1), selector(depth - 1));
        };
    }

    private Options options() {
        var values = new HashMap<String, Object>();
        for (String name : some(types::name)) {
            values.put(
                    name,
                    switch (random.nextInt(7)) {
                        case 0 -> random.nextInt();
                        case 1 -> random.nextLong();
                        case 2 -> types.one(List.of(Double.NaN, -0.0, Double.NEGATIVE_INFINITY, 1e300, 0.1));
                        case 3 -> types.name();
                        case 4 -> flag();
                        case 5 -> some(() -> (Object) random.nextLong());
                        default -> Map.of(types.name(), some(types::name));
                    });
        }
        return new Options(values);
    }

    private List<Expr> expressions() {
        return some(() -> expression(2));
    }

    private boolean flag() {
        return random.nextBoolean();
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextInt(3) == 0 ? null : value.get();
    }

    private <T> List<T> some(Supplier<? extends T> value) {
        var values = new ArrayList<T>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            values.add(value.get());
        }
        return random.nextInt(5) == 0 ? List.of() : values;
    }
}
