package dev.penstock.bind;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.lit;

import dev.penstock.plan.Expr;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.Plan;
import dev.penstock.type.Types;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the binder makes of plans of several tables, and of those that change what rows are.
class TablesGoldenTest extends BinderGolden {
    @Test
    void joins() {
        for (Plan.JoinKind how : Plan.JoinKind.values()) {
            List<Expr> on = how == Plan.JoinKind.CROSS ? List.of() : List.of(col("id"));
            cases.put(how.name().toLowerCase(java.util.Locale.ROOT), join(how, on, on, null));
        }
        cases.put("full, coalesced", join(Plan.JoinKind.FULL, List.of(col("id")), List.of(col("id")), true));
        cases.put("left, both keys kept", join(Plan.JoinKind.LEFT, List.of(col("id")), List.of(col("id")), false));
        cases.put("by different names", join(Plan.JoinKind.INNER, List.of(col("n")), List.of(col("id")), null));
        cases.put(
                "by expressions",
                join(Plan.JoinKind.INNER, List.of(call("str.to_lowercase", col("city"))), List.of(col("city")), null));
        cases.put(
                "join_where",
                new Plan.JoinWhere(
                        T,
                        U,
                        List.of(call("lt", col("price"), col("rate")), call("eq", col("id"), col("id_right"))),
                        "_right"));
        cases.put(
                "options",
                new Plan.Join(
                        T,
                        U,
                        Plan.JoinKind.INNER,
                        List.of(col("id")),
                        List.of(col("id")),
                        "_u",
                        Plan.JoinValidation.MANY_TO_ONE,
                        true,
                        null,
                        Plan.JoinOrder.LEFT_RIGHT));
        golden("join");
    }

    @Test
    void asOfJoins() {
        cases.put("backward", asof("n", "id", List.of(), Plan.AsofStrategy.BACKWARD, null));
        cases.put("by", asof("id", "id", List.of(col("id")), Plan.AsofStrategy.FORWARD, null));
        cases.put("nearest within", asof("price", "rate", List.of(), Plan.AsofStrategy.NEAREST, lit(2)));
        cases.put("merge_sorted", new Plan.MergeSorted(List.of(T, T), List.of(col("id"), col("n"))));
        golden("join_asof");
    }

    private static Plan asof(
            String left, String right, List<Expr> by, Plan.AsofStrategy strategy, Expr.Literal tolerance) {
        return new Plan.JoinAsof(
                T, U, col(left), col(right), by, by, strategy, tolerance, "_right", true, tolerance == null, true);
    }

    @Test
    void windows() {
        var days =
                new IndexWindows.Dynamic(
                        "1mo",
                        "2mo",
                        null,
                        IndexWindows.Closed.LEFT,
                        IndexWindows.Label.RIGHT,
                        IndexWindows.StartBy.WINDOW,
                        true);
        List<Expr> sums = List.of(call("sum", col("price")), as(new Expr.RowCount(), "rows"));
        cases.put(
                "group_by_dynamic with boundaries",
                new Plan.WindowAggregate(T, col("day"), days, List.of(col("city")), sums, null));
        var rolling = new IndexWindows.Rolling("3i", null, IndexWindows.Closed.RIGHT);
        cases.put("rolling", new Plan.WindowAggregate(T, col("id"), rolling, List.of(), sums, null));
        var ahead = new IndexWindows.Rolling("3i", "1i", IndexWindows.Closed.RIGHT);
        Expr some = call("sum", new Expr.Filtered(col("price"), col("ok")));
        cases.put(
                "windows without rows, an index and a key that are computed",
                new Plan.WindowAggregate(
                        T,
                        as(call("mul", col("id"), lit(2)), "twice"),
                        ahead,
                        List.of(as(call("mul", col("n"), lit(3)), "k")),
                        List.of(
                                as(some, "some"),
                                as(call("sum", call("diff", col("price"))), "diffs"),
                                as(col("twice"), "all")),
                        call("gt", new Expr.RowCount(), lit(1))));
        golden("windows");
    }

    private static Plan join(Plan.JoinKind how, List<Expr> left, List<Expr> right, Boolean coalesce) {
        return new Plan.Join(
                T,
                U,
                how,
                left,
                right,
                "_right",
                Plan.JoinValidation.MANY_TO_MANY,
                false,
                coalesce,
                Plan.JoinOrder.NONE);
    }

    @Test
    void reshaping() {
        Plan two = new Plan.Project(T, List.of(col("id"), col("n")));
        Plan other = new Plan.Project(T, List.of(col("n"), col("price")));
        cases.put("vertical", new Plan.Concat(List.of(two, two), Plan.ConcatKind.VERTICAL));
        cases.put(
                "vertical_relaxed",
                new Plan.Concat(
                        List.of(
                                two,
                                new Plan.Project(
                                        T, List.of(new Expr.Cast(col("id"), Types.FLOAT32, true, false), col("n")))),
                        Plan.ConcatKind.VERTICAL_RELAXED));
        cases.put("diagonal", new Plan.Concat(List.of(two, other), Plan.ConcatKind.DIAGONAL));
        cases.put(
                "horizontal",
                new Plan.Concat(
                        List.of(two, U.equals(T) ? two : new Plan.Project(U, List.of(col("rate")))),
                        Plan.ConcatKind.HORIZONTAL));
        cases.put(
                "horizontal_extend",
                new Plan.Concat(
                        List.of(two, new Plan.Project(U, List.of(col("rate")))), Plan.ConcatKind.HORIZONTAL_EXTEND));
        cases.put(
                "unpivot",
                new Plan.Unpivot(T, List.of(col("n"), col("price")), List.of(col("id")), "variable", "value"));
        cases.put("unpivot of all others", new Plan.Unpivot(two, null, List.of(col("id")), "k", "v"));
        List<List<Expr.Literal>> cities = List.of(List.of(lit("Rome")), List.of(lit("Oslo")));
        cases.put(
                "pivot",
                new Plan.Pivot(
                        T,
                        List.of(col("city")),
                        cities,
                        List.of(col("day")),
                        List.of(col("price")),
                        call("sum", new Expr.Element()),
                        true,
                        "_"));
        cases.put(
                "pivot of two values",
                new Plan.Pivot(
                        T,
                        List.of(col("city")),
                        cities,
                        List.of(col("day")),
                        List.of(col("price"), col("n")),
                        call("max", new Expr.Element()),
                        false,
                        "_"));
        cases.put(
                "pivot of single values",
                new Plan.Pivot(
                        T, List.of(col("city")), cities, List.of(col("day")), List.of(col("price")), null, false, "_"));
        cases.put(
                "pivot by two columns",
                new Plan.Pivot(
                        T,
                        List.of(col("city"), col("ok")),
                        List.of(List.of(lit("Rome"), lit(true))),
                        List.of(col("day")),
                        List.of(col("price")),
                        new Expr.RowCount(),
                        false,
                        "_"));
        golden("reshape");
    }
}
