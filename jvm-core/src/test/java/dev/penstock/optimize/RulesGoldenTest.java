package dev.penstock.optimize;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.desc;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.over;
import static dev.penstock.testing.Exprs.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.explain.Explain;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.StructFunction;
import dev.penstock.testing.Frames;
import dev.penstock.testing.Golden;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What each rule makes of plans, alone and then together with all others, kept as text.
class RulesGoldenTest {
    private static final DataType PLACE =
            new DataType.StructOf(
                    List.of(
                            Field.nullable("x", Types.INT64),
                            Field.nullable("y", Types.INT64),
                            Field.nullable(
                                    "at",
                                    new DataType.StructOf(
                                            List.of(
                                                    Field.nullable("zone", Types.UTF8),
                                                    Field.nullable("hour", Types.INT8))))));

    private static final Frames FRAMES =
            new Frames()
                    .with("nested.parquet", "id", Types.INT64, "place", PLACE)
                    .with("t", "id", Types.INT64, "city", Types.UTF8, "price", Types.FLOAT64, "n", Types.INT8)
                    .with("u", "key", Types.INT64, "city", Types.UTF8, "rate", Types.FLOAT64)
                    .with("lists", "id", Types.INT64, "tags", DataType.listOf(Types.UTF8));

    private static final Plan T = new Plan.InMemory("t");
    private static final Plan U = new Plan.InMemory("u");
    private static final Plan FILE =
            new Plan.Scan(
                    Plan.Format.PARQUET,
                    List.of("trades.parquet"),
                    List.of(
                            Field.nullable("id", Types.INT64),
                            Field.nullable("city", Types.UTF8),
                            Field.nullable("price", Types.FLOAT64),
                            Field.nullable("n", Types.INT8)),
                    Map.of(),
                    Options.NONE);

    private static Plan nested(Map<String, DataType> overrides) {
        return new Plan.Scan(Plan.Format.PARQUET, List.of("nested.parquet"), null, overrides, Options.NONE);
    }

    private static Expr field(Expr struct, String name) {
        return new Expr.Call(StructFunction.FIELD, List.of(struct), new Options(Map.of("name", name)));
    }

    private final Map<String, Plan> cases = new LinkedHashMap<>();

    private static Plan filter(Plan input, Expr predicate) {
        return new Plan.Filter(input, predicate, false);
    }

    private static Plan project(Plan input, Expr... outputs) {
        return new Plan.Project(input, List.of(outputs));
    }

    private static Plan extend(Plan input, Expr... outputs) {
        return new Plan.Extend(input, List.of(outputs));
    }

    private static Plan merge(Plan left, Plan right) {
        return new Plan.MergeSorted(List.of(left, right), List.of(col("id")));
    }

    private static Plan join(Plan.JoinKind how, Plan.JoinValidation validate) {
        return new Plan.Join(
                T,
                U,
                how,
                List.of(col("id")),
                List.of(col("key")),
                "_right",
                validate,
                false,
                null,
                Plan.JoinOrder.NONE);
    }

    private static Expr dear() {
        return call("gt", col("price"), lit(3.0));
    }

    private static Expr inRome() {
        return call("eq", col("city"), lit("Rome"));
    }

    private static Expr and(Expr a, Expr b) {
        return call("and", a, b);
    }

    @Test
    void simplifyExpression() {
        cases.put("true and false", filter(T, and(lit(true), and(dear(), lit(true)))));
        cases.put("what is always false", filter(T, and(dear(), lit(false))));
        cases.put("or", filter(T, call("or", lit(false), dear())));
        cases.put("not not", filter(T, call("not", call("not", dear()))));
        cases.put("not of a constant", project(T, as(call("not", lit(true)), "no")));
        cases.put("a cast to the type at hand", project(T, new Expr.Cast(col("id"), Types.INT64, true, false)));
        cases.put("a branch that is always taken", project(T, as(when(lit(true), col("id"), lit(0)), "x")));
        cases.put("a branch that is never taken", project(T, as(when(lit(false), lit(0), col("id")), "x")));
        cases.put("not of a comparison", filter(T, call("not", dear())));
        cases.put("the same twice", filter(T, and(dear(), dear())));
        cases.put("a truth that is to be true", filter(T, call("eq", dear(), lit(true))));
        cases.put("comparisons of constants", filter(T, call("or", dear(), call("lt", lit(2), lit(1)))));
        cases.put("sums of constants", project(T, as(call("add", col("id"), call("mul", lit(6), lit(7))), "x")));
        cases.put(
                "not sums that wrap",
                project(T, as(call("mul", lit(Types.INT64, 1L << 62), lit(Types.INT64, 4L)), "x")));
        cases.put(
                "what may fail stays",
                filter(T, and(lit(false), call("gt", new Expr.Cast(col("city"), Types.INT64, true, false), lit(3)))));
        golden("simplify_expression", new SimplifyExpressions());
    }

    private static Plan grouped(String argument, List<Expr> keys) {
        return new Plan.Aggregate(T, keys, List.of(as(call("n_unique", col(argument)), "d")), null, false);
    }

    @Test
    void boundDistincts() {
        List<Expr> city = List.of(col("city"));
        cases.put("several", project(filter(grouped("id", city), call("gt", col("d"), lit(1))), col("city")));
        cases.put("one", project(filter(grouped("n", city), call("lt", col("d"), lit(2))), col("city")));
        cases.put("not of floats", project(filter(grouped("price", city), call("gt", col("d"), lit(1))), col("city")));
        cases.put("not three", project(filter(grouped("id", city), call("ge", col("d"), lit(3))), col("city")));
        cases.put("not a count that is wanted", filter(grouped("id", city), call("gt", col("d"), lit(1))));
        golden("bound_distincts", new BoundDistincts());
    }

    @Test
    void predicatePushdown() {
        cases.put("two filters", filter(filter(T, dear()), inRome()));
        cases.put(
                "not what may fail",
                filter(filter(T, dear()), call("gt", new Expr.Cast(col("city"), Types.INT64, true, false), lit(3))));
        cases.put(
                "through renamed columns",
                filter(project(T, as(col("price"), "p"), col("n")), call("gt", col("p"), lit(3.0))));
        cases.put(
                "past computed columns, in parts",
                filter(extend(T, as(call("mul", col("n"), lit(2)), "m")), and(dear(), call("gt", col("m"), lit(1)))));
        cases.put("through a sort", filter(new Plan.Sort(T, List.of(asc(col("id"))), true), dear()));
        cases.put("into a union", filter(new Plan.Concat(List.of(T, T), Plan.ConcatKind.VERTICAL), dear()));
        cases.put("into a merge", filter(merge(T, T), dear()));
        for (Plan.JoinKind how :
                List.of(
                        Plan.JoinKind.INNER,
                        Plan.JoinKind.LEFT,
                        Plan.JoinKind.RIGHT,
                        Plan.JoinKind.FULL,
                        Plan.JoinKind.SEMI)) {
            Expr both = how == Plan.JoinKind.SEMI ? dear() : and(dear(), call("gt", col("rate"), lit(0.5)));
            cases.put("into a join: " + how, filter(join(how, Plan.JoinValidation.MANY_TO_MANY), both));
        }
        cases.put(
                "not into a join that validates",
                filter(join(Plan.JoinKind.INNER, Plan.JoinValidation.ONE_TO_ONE), dear()));
        Plan grouped = new Plan.Aggregate(T, List.of(col("city")), List.of(call("sum", col("price"))), null, false);
        cases.put("below a group by its key", filter(grouped, and(inRome(), dear())));
        cases.put("not below an aggregate of all", filter(project(T, call("sum", col("price"))), lit(false)));
        cases.put(
                "below a window by its partition",
                filter(extend(T, as(over(call("sum", col("price")), "city"), "all")), and(inRome(), dear())));
        cases.put("not below a slice", filter(new Plan.Slice(T, 0, 3L), dear()));
        cases.put(
                "below an explode",
                filter(
                        new Plan.Explode(new Plan.InMemory("lists"), List.of(col("tags")), false, true),
                        and(call("gt", col("id"), lit(3)), call("eq", col("tags"), lit("a")))));
        golden("predicate_pushdown", new MergeFilters(), new PushFilters());
    }

    @Test
    void slicePushdown() {
        cases.put("two slices", new Plan.Slice(new Plan.Slice(T, 3, 10L), 2, 20L));
        cases.put("behind the end", new Plan.Slice(new Plan.Slice(T, 3, 2L), 5, null));
        cases.put(
                "through a projection", new Plan.Slice(project(T, as(call("mul", col("price"), lit(2)), "x")), 1, 5L));
        cases.put("into a union", new Plan.Slice(new Plan.Concat(List.of(T, T), Plan.ConcatKind.VERTICAL), 2, 5L));
        cases.put("into a merge", new Plan.Slice(merge(T, T), 2, 5L));
        cases.put("not from the end", new Plan.Slice(project(T, col("id")), -3, 2L));
        golden("slice_pushdown", new PushSlices());
    }

    @Test
    void sortCollapse() {
        Plan byId = new Plan.Sort(T, List.of(asc(col("id"))), true);
        cases.put("the same keys", new Plan.Sort(byId, List.of(asc(col("id"))), false));
        cases.put("other keys", new Plan.Sort(byId, List.of(desc(col("price"))), false));
        cases.put("not below a stable sort", new Plan.Sort(byId, List.of(desc(col("price"))), true));
        cases.put("the first rows", new Plan.Slice(new Plan.Sort(T, List.of(asc(col("id"))), false), 2, 5L));
        cases.put("the first rows of a stable sort", new Plan.Slice(byId, 0, 5L));
        golden("sort_collapse", new CollapseSorts());
    }

    @Test
    void clusterWithColumns() {
        cases.put(
                "columns on columns",
                extend(extend(T, as(call("add", col("n"), lit(1)), "m")), as(call("neg", col("price")), "p")));
        cases.put(
                "not what would be computed twice",
                project(extend(T, as(call("exp", col("price")), "e")), as(call("mul", col("e"), col("e")), "x")));
        cases.put(
                "renamed columns as often as one likes",
                project(project(T, as(col("n"), "m")), col("m"), as(call("add", col("m"), col("m")), "x")));
        golden("cluster_with_columns", new MergeProjects());
    }

    @Test
    void projectionPushdown() {
        cases.put("of a file", project(FILE, as(call("mul", col("price"), lit(2)), "x")));
        cases.put("of a file, with what a filter reads", project(filter(FILE, inRome()), col("id")));
        cases.put("only the number of rows", project(FILE, new Expr.RowCount()));
        cases.put(
                "only the number of rows that pass",
                new Plan.Aggregate(
                        filter(FILE, inRome()), List.of(), List.of(as(new Expr.RowCount(), "rows")), null, false));
        cases.put(
                "part of a moment that nobody reads",
                project(
                        extend(FILE, as(call("dt.year", new Expr.Cast(col("n"), Types.DATE32, false, false)), "year")),
                        col("id")));
        cases.put("through a sort", project(new Plan.Sort(FILE, List.of(asc(col("id"))), true), col("price")));
        cases.put(
                "a window that nobody reads",
                project(extend(FILE, as(over(call("sum", col("price")), "city"), "all")), col("id")));
        cases.put(
                "both sides of a join",
                project(
                        new Plan.Join(
                                FILE,
                                FILE,
                                Plan.JoinKind.LEFT,
                                List.of(col("id")),
                                List.of(col("id")),
                                "_right",
                                Plan.JoinValidation.MANY_TO_MANY,
                                false,
                                null,
                                Plan.JoinOrder.NONE),
                        col("city"),
                        col("price_right")));
        cases.put(
                "a group",
                new Plan.Aggregate(FILE, List.of(col("city")), List.of(call("sum", col("price"))), null, false));
        cases.put("a union", project(new Plan.Concat(List.of(FILE, FILE), Plan.ConcatKind.VERTICAL), col("n")));
        cases.put("a merge, with its key", project(merge(FILE, FILE), col("n")));
        cases.put("rows that are numbered", project(new Plan.RowIndex(FILE, "row", 0), col("row"), col("id")));
        Plan files = nested(Map.of());
        Expr hour = field(field(col("place"), "at"), "hour");
        cases.put("a field of a struct", project(files, as(field(col("place"), "y"), "y")));
        cases.put(
                "a field of a field, and what a filter reads",
                project(
                        new Plan.Slice(filter(files, call("gt", field(col("place"), "x"), lit(3))), 0, 9L),
                        as(hour, "h")));
        cases.put("not of a struct that is read whole", project(files, col("place"), as(hour, "h")));
        cases.put(
                "not of one that is null or not",
                project(files, as(call("is_null", col("place")), "n"), as(hour, "h")));
        cases.put("not of one that is cast", project(nested(Map.of("place", PLACE)), as(hour, "h")));
        cases.put(
                "fields for groups",
                new Plan.Aggregate(
                        files, List.of(as(hour, "h")), List.of(call("sum", field(col("place"), "x"))), null, false));
        golden("projection_pushdown", new NarrowColumns(), new NarrowStructs());
    }

    @Test
    void checkOrderObserve() {
        Plan byId = new Plan.Sort(T, List.of(asc(col("id"))), true);
        Plan dearById = filter(byId, dear());
        cases.put("below groups", new Plan.Aggregate(dearById, List.of(col("city")), List.of(sum()), null, false));
        cases.put(
                "in place of a merge",
                new Plan.Aggregate(merge(T, T), List.of(col("city")), List.of(sum()), null, false));
        cases.put(
                "not below groups in order",
                new Plan.Aggregate(byId, List.of(col("city")), List.of(sum()), null, true));
        cases.put(
                "not below a first value",
                new Plan.Aggregate(byId, List.of(col("city")), List.of(call("first", col("price"))), null, false));
        cases.put("below distinct rows", new Plan.Distinct(byId, List.of(col("city")), Plan.Keep.ANY, false));
        cases.put(
                "not below the first of equal rows",
                new Plan.Distinct(byId, List.of(col("city")), Plan.Keep.FIRST, false));
        cases.put("below the first rows in another order", new Plan.TopK(byId, 3, List.of(desc(col("price")))));
        golden("check_order_observe", new DropOrders());
    }

    private static Expr sum() {
        return call("sum", col("price"));
    }

    @Test
    void fastProjection() {
        Plan groups = new Plan.Aggregate(T, List.of(col("city")), List.of(sum()), null, false);
        cases.put("groups are distinct", new Plan.Distinct(groups, null, Plan.Keep.FIRST, false));
        cases.put(
                "under other names",
                new Plan.Distinct(project(groups, as(col("city"), "c")), List.of(col("c")), Plan.Keep.ANY, false));
        cases.put("not without a key", new Plan.Distinct(project(groups, col("price")), null, Plan.Keep.ANY, false));
        golden("fast_projection", new DropIdle());
    }

    @Test
    void everyRuleIsInUse() {
        assertThat(Rules.ALL).extracting(Object::getClass).doesNotHaveDuplicates();
        assertThat(Rules.ALL).hasSize(11);
    }

    @Test
    void rulesAreLeftOutByTheirNames() {
        BoundPlan plan = FRAMES.bind(filter(filter(T, dear()), and(inRome(), lit(true))));
        var optimizer = new Optimizer(Rules.ALL);
        assertThat(optimizer.optimize(plan, Set.of()).applied())
                .containsOnlyKeys("simplify_expression", "predicate_pushdown");
        assertThat(optimizer.optimize(plan, Set.of("predicate_pushdown")).applied())
                .containsOnlyKeys("simplify_expression");
        assertThat(optimizer.optimize(plan, Set.of("*")).plan()).isSameAs(plan);
    }

    private void golden(String name, Rule... rules) {
        var text = new StringBuilder();
        cases.forEach((title, plan) -> {
            BoundPlan bound = FRAMES.bind(plan);
            var alone = new Optimizer(List.of(rules)).optimize(bound, Set.of());
            var together = new Optimizer(Rules.ALL).optimize(bound, Set.of());
            assertThat(alone.plan().schema()).as(title).isEqualTo(bound.schema());
            assertThat(together.plan().schema()).as(title).isEqualTo(bound.schema());
            text.append("## ").append(title).append("\n\n").append(Explain.typed(bound));
            text.append("\n-- alone: ").append(alone.applied()).append('\n').append(Explain.typed(alone.plan()));
            text.append("\n-- with all: ").append(together.applied()).append('\n');
            text.append(Explain.typed(together.plan())).append("\n\n");
        });
        Golden.check("plans/rules/" + name + ".txt", text.toString());
    }
}
