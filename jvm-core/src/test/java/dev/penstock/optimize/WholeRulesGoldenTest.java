package dev.penstock.optimize;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.BoundPlan;
import dev.penstock.explain.Explain;
import dev.penstock.plan.Expr;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Frames;
import dev.penstock.testing.Golden;
import dev.penstock.type.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the rules that look at whole plans make of them, kept as text.
class WholeRulesGoldenTest {
    private static final Pattern SEED = Pattern.compile("seed -?\\d+");
    private static final Frames FRAMES =
            new Frames()
                    .with("sales", "day", Types.INT32, "shop", Types.INT64, "item", Types.INT64, "n", Types.INT64)
                    .with("shops", "shop", Types.INT64, "town", Types.INT64, "name", Types.UTF8)
                    .with("towns", "town", Types.INT64, "name", Types.UTF8)
                    .with("items", "item", Types.INT64, "kind", Types.UTF8)
                    .with("unknown", "item", Types.INT64, "x", Types.INT64);

    private static final Map<String, Long> ROWS =
            Map.of("sales", 1_000_000L, "shops", 1_000L, "towns", 50L, "items", 20_000L);

    private static final Tables TABLES =
            leaf ->
                    leaf instanceof BoundPlan.FrameScan(String handle, _) && ROWS.get(handle) instanceof Long rows
                            ? OptionalLong.of(rows)
                            : OptionalLong.empty();

    private final Map<String, Plan> cases = new LinkedHashMap<>();

    private static Plan table(String name) {
        return new Plan.InMemory(name);
    }

    private static Plan filter(Plan input, Expr predicate) {
        return new Plan.Filter(input, predicate, false);
    }

    private static Plan join(Plan left, Plan right, String key) {
        return join(left, right, key, Plan.JoinKind.INNER, Plan.JoinOrder.NONE);
    }

    private static Plan join(Plan left, Plan right, String key, Plan.JoinKind how, Plan.JoinOrder order) {
        return new Plan.Join(
                left,
                right,
                how,
                List.of(col(key)),
                List.of(col(key)),
                "_right",
                Plan.JoinValidation.MANY_TO_MANY,
                false,
                null,
                order);
    }

    private static Plan pairs(Plan left, Plan right) {
        return new Plan.Join(
                left,
                right,
                Plan.JoinKind.CROSS,
                List.of(),
                List.of(),
                "_right",
                Plan.JoinValidation.MANY_TO_MANY,
                false,
                null,
                Plan.JoinOrder.NONE);
    }

    private static Expr is(String column, String value) {
        return call("eq", col(column), lit(value));
    }

    /// What each shop sold.
    private static Plan sold() {
        return new Plan.Aggregate(
                table("sales"),
                List.of(col("shop")),
                List.of(as(call("sum", col("n")), "sold"), as(call("max", col("day")), "last")),
                null,
                false);
    }

    @Test
    void whatIsSaidTwiceIsComputedOnce() {
        Plan most = new Plan.Project(sold(), List.of(as(call("max", col("sold")), "sold")));
        cases.put("groups and their maximum", join(sold(), most, "sold"));
        cases.put(
                "columns that nobody reads",
                join(
                        new Plan.Project(sold(), List.of(col("sold"))),
                        new Plan.Project(sold(), List.of(as(call("max", col("sold")), "sold"))),
                        "sold"));
        Plan named = join(table("sales"), table("shops"), "shop");
        Plan dear = filter(named, call("gt", col("n"), lit(5)));
        cases.put(
                "a join, one of whose readers filters",
                new Plan.Concat(List.of(named, dear), Plan.ConcatKind.VERTICAL));
        cases.put(
                "parts within parts",
                new Plan.Concat(
                        List.of(new Plan.Sort(sold(), List.of(asc(col("sold"))), true), sold(), sold()),
                        Plan.ConcatKind.VERTICAL));
        Plan plain = filter(table("sales"), call("gt", col("n"), lit(5)));
        cases.put(
                "not what costs less than to keep it",
                new Plan.Concat(List.of(plain, plain), Plan.ConcatKind.VERTICAL));
        Plan drawn = new Plan.Sample(sold(), 5L, null, false, false, null);
        cases.put("not rows that are drawn anew", new Plan.Concat(List.of(drawn, drawn), Plan.ConcatKind.VERTICAL));
        Plan wide = pairs(table("sales"), table("shops"));
        cases.put(
                "not more rows than memory should hold",
                new Plan.Concat(List.of(wide, wide), Plan.ConcatKind.VERTICAL));
        cases.put(
                "what is put side by side row by row, whatever it costs",
                new Plan.Project(wide, List.of(new Expr.SortedBy(col("n"), List.of(asc(col("n")))), col("day"))));
        golden("comm_subplan_elim", new ShareParts(), new TrimCaches());
    }

    @Test
    void whatIsPutSideBySideIsSharedWhateverIsOff() {
        Plan sides =
                new Plan.Project(
                        sold(), List.of(new Expr.SortedBy(col("sold"), List.of(asc(col("sold")))), col("last")));
        Plan twice = new Plan.Concat(List.of(sold(), sold()), Plan.ConcatKind.VERTICAL);
        var optimizer = new Optimizer(Rules.ALL, Rules.WHOLE);
        for (String off : List.of("comm_subplan_elim", "*")) {
            assertThat(caches(optimizer.optimize(FRAMES.bind(sides), Set.of(off), TABLES).plan())).isEqualTo(2);
            assertThat(caches(optimizer.optimize(FRAMES.bind(twice), Set.of(off), TABLES).plan())).isZero();
        }
    }

    private static long caches(BoundPlan plan) {
        return (plan instanceof BoundPlan.Cache ? 1 : 0)
                + plan.inputs().stream().mapToLong(WholeRulesGoldenTest::caches).sum();
    }

    @Test
    void joinsTakePlaceWhereTheyLeaveFewRows() {
        Plan few = filter(table("items"), is("kind", "tea"));
        cases.put("the table with few rows first", join(join(table("sales"), table("shops"), "shop"), few, "item"));
        Plan towns = filter(table("towns"), is("name", "Bern"));
        cases.put(
                "small tables among themselves",
                join(join(join(table("sales"), table("items"), "item"), table("shops"), "shop"), towns, "town"));
        cases.put(
                "with a condition over two tables",
                filter(
                        join(join(table("sales"), table("shops"), "shop"), few, "item"),
                        call("ne", col("name"), col("kind"))));
        cases.put("not two tables", join(table("sales"), few, "item"));
        cases.put(
                "not when rows have an order",
                join(
                        join(table("sales"), table("shops"), "shop", Plan.JoinKind.INNER, Plan.JoinOrder.LEFT),
                        few,
                        "item"));
        cases.put(
                "not through a left join",
                join(
                        join(table("sales"), table("shops"), "shop", Plan.JoinKind.LEFT, Plan.JoinOrder.NONE),
                        few,
                        "item"));
        cases.put(
                "not when nobody knows the sizes",
                join(join(table("sales"), table("shops"), "shop"), table("unknown"), "item"));
        golden("join_order", new JoinOrder());
    }

    @Test
    void branchesSaySomethingOfEachSide() {
        Plan joined = join(table("sales"), table("items"), "item");
        Expr tea = call("and", is("kind", "tea"), call("gt", col("n"), lit(5)));
        Expr rice = call("and", is("kind", "rice"), call("gt", col("n"), lit(9)));
        cases.put("of both sides", filter(joined, call("or", tea, rice)));
        cases.put("of one side", filter(joined, call("or", tea, is("kind", "rice"))));
        cases.put("not if a branch says nothing", filter(joined, call("or", tea, call("gt", col("n"), col("day")))));
        cases.put(
                "not of a side that may be missing",
                filter(
                        join(table("sales"), table("items"), "item", Plan.JoinKind.LEFT, Plan.JoinOrder.NONE),
                        call("or", tea, rice)));
        golden("derived_filters", new DeriveFilters());
    }

    @Test
    void rulesAreLeftOutByTheirNames() {
        Plan most = new Plan.Project(sold(), List.of(as(call("max", col("sold")), "sold")));
        BoundPlan plan = FRAMES.bind(join(sold(), most, "sold"));
        var optimizer = new Optimizer(Rules.ALL, Rules.WHOLE);
        assertThat(optimizer.optimize(plan, Set.of(), TABLES).applied()).containsEntry("comm_subplan_elim", 1);
        assertThat(optimizer.optimize(plan, Set.of("comm_subplan_elim"), TABLES).applied())
                .doesNotContainKey("comm_subplan_elim");
        assertThat(optimizer.optimize(plan, Set.of("*"), TABLES).plan()).isSameAs(plan);
    }

    private void golden(String name, WholeRule... rules) {
        var text = new StringBuilder();
        cases.forEach((title, plan) -> {
            BoundPlan bound = FRAMES.bind(plan);
            var alone = new Optimizer(List.of(), List.of(rules)).optimize(bound, Set.of(), TABLES);
            var together = new Optimizer(Rules.ALL, Rules.WHOLE).optimize(bound, Set.of(), TABLES);
            assertThat(alone.plan().schema()).as(title).isEqualTo(bound.schema());
            assertThat(together.plan().schema()).as(title).isEqualTo(bound.schema());
            text.append("## ").append(title).append("\n\n").append(Explain.typed(bound));
            text.append("\n-- alone: ").append(alone.applied()).append('\n').append(Explain.typed(alone.plan()));
            text.append("\n-- with all: ").append(together.applied()).append('\n');
            text.append(Explain.typed(together.plan())).append("\n\n");
        });
        // A sample without a seed gets one when its plan is bound.
        String written = SEED.matcher(text).replaceAll("seed drawn");
        Golden.check("plans/rules/" + name + ".txt", written);
    }
}
