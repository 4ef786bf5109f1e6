package dev.penstock.bind;

import static dev.penstock.testing.Exprs.all;
import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.cols;
import static dev.penstock.testing.Exprs.desc;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.options;
import static dev.penstock.testing.Exprs.over;
import static dev.penstock.testing.Exprs.when;

import dev.penstock.plan.Expr;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Selector;
import dev.penstock.plan.SortKey;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the binder makes of plans of one table.
class BinderGoldenTest extends BinderGolden {
    private void select(String name, Expr... expressions) {
        cases.put(name, new Plan.Project(T, List.of(expressions)));
    }

    private void extend(String name, Expr... expressions) {
        cases.put(name, new Plan.Extend(T, List.of(expressions)));
    }

    private void group(String name, List<Expr> keys, Expr... aggregations) {
        cases.put(name, new Plan.Aggregate(T, keys, List.of(aggregations), null, false));
    }

    @Test
    void select() {
        select("columns pass through with their metadata", col("id"), as(col("id"), "key"), col("city"));
        select("all of them", all());
        select(
                "arithmetic takes plain numbers along",
                as(call("add", col("n"), lit(1)), "a"),
                as(call("mul", col("n"), lit(1000)), "b"),
                as(call("truediv", col("n"), lit(2)), "c"),
                as(call("add", col("price"), lit(1)), "d"));
        select(
                "scalars alone are one row",
                call("sum", col("price")),
                as(lit(1), "one"),
                as(call("add", call("max", col("n")), call("min", col("n"))), "spread"));
        select(
                "scalars beside rows are repeated",
                col("id"),
                as(call("sub", col("price"), call("mean", col("price"))), "off"),
                as(lit("x"), "x"));
        select(
                "the same aggregate twice is one window",
                as(call("sub", col("price"), call("mean", col("price"))), "a"),
                as(call("truediv", col("price"), call("mean", col("price"))), "b"));
        select(
                "a window of a window",
                as(over(call("sum", call("sub", col("price"), over(call("mean", col("price")), "city"))), "day"), "x"));
        select(
                "an ordered function in a partition",
                as(
                        new Expr.Over(
                                call("shift", options("n", 1), col("price")),
                                List.of(col("city")),
                                List.of(asc(col("day"))),
                                Expr.Mapping.GROUP_TO_ROWS),
                        "previous"));
        select(
                "over expressions",
                as(
                        new Expr.Over(
                                call("sum", col("price")),
                                List.of(call("dt.year", col("day"))),
                                List.of(),
                                Expr.Mapping.GROUP_TO_ROWS),
                        "year"));
        select(
                "over, joined as lists",
                as(
                        new Expr.Over(col("price"), List.of(col("city")), List.of(desc(col("day"))), Expr.Mapping.JOIN),
                        "prices"));
        select(
                "when takes the common type",
                as(when(call("gt", col("n"), lit(0)), col("n"), lit(2.5)), "w"),
                as(new Expr.When(List.of(new Expr.Branch(col("ok"), lit("yes"))), null), "v"));
        select(
                "casts",
                new Expr.Cast(col("n"), Types.INT64, true, false),
                as(new Expr.Cast(col("city"), Types.INT32, false, false), "c"),
                as(new Expr.Cast(col("n"), Types.UINT8, true, true), "w"));
        select(
                "structs and their fields",
                as(new Expr.StructOf(List.of(col("id"), as(call("add", col("n"), lit(1)), "m"))), "s"),
                as(call("struct.field", options("name", "x"), col("pos")), "x"));
        select(
                "columns for a function of many",
                call("sum_horizontal", cols("n", "price")),
                as(call("coalesce", col("city"), lit("?")), "c"));
        select("one call for each column", call("coalesce", options("each", true), cols("n", "price"), lit(0)));
        select(
                "one expression for each column",
                call("mul", cols(new Selector.OfClass(List.of(Selector.TypeClass.NUMERIC))), lit(2)));
        select(
                "names made of names",
                new Expr.Renamed(col("n"), Expr.NameRule.PREFIX, "p_", "", false),
                new Expr.Renamed(as(col("price"), "x"), Expr.NameRule.KEEP, "", "", false));
        select(
                "temporal differences",
                as(call("sub", col("day"), call("max", col("day"))), "gap"),
                as(call("add", col("day"), lit(new DataType.Duration(TimeUnit.MICROSECOND), 86_400_000_000L)), "next"));
        select("the number of rows", as(new Expr.RowCount(), "n_rows"));
        select(
                "an aggregate of one value",
                as(call("sum", call("max", col("price"))), "s"),
                as(call("len", lit(5)), "l"));
        select(
                "elements of lists",
                as(new Expr.ListEval(col("tags"), call("str.len_chars", new Expr.Element())), "lengths"));
        select(
                "what functions of lists say of elements",
                as(new Expr.ListAgg(col("tags"), call("max", call("str.len_chars", new Expr.Element()))), "longest"),
                as(
                        new Expr.ListEval(
                                col("tags"),
                                new Expr.Filtered(new Expr.Element(), call("gt", new Expr.Element(), lit("a")))),
                        "kept"),
                as(new Expr.ListEval(col("tags"), new Expr.RowCount()), "one"));
        select(
                "elements compared with others",
                as(new Expr.ListEval(col("tags"), call("rank", new Expr.Element())), "ranks"),
                as(new Expr.ListAgg(col("tags"), call("count", call("shift", new Expr.Element()))), "n_before"));
        Expr pair = new Expr.StructOf(List.of(col("n"), col("price")));
        Expr n = new Expr.StructFields(List.of("n"));
        select(
                "structs of fields of structs",
                as(new Expr.WithFields(pair, List.of(call("add", n, lit(1)), as(n, "m")), true), "more"),
                as(new Expr.WithFields(pair, List.of(new Expr.StructFields(List.of("price", "n"))), false), "turned"),
                as(call("struct.drop", options("names", List.of("n")), pair), "less"));
        select("fields as columns", new Expr.Unnest(pair, new Selector.All()));
        select(
                "over selected columns",
                as(
                        new Expr.Over(
                                call("sum", col("price")),
                                List.of(cols("city", "day")),
                                List.of(asc(cols("id", "n"))),
                                Expr.Mapping.GROUP_TO_ROWS),
                        "s"));
        select("nothing");
        golden("select");
    }

    @Test
    void selectThatChangesRows() {
        select("sorted", new Expr.SortedBy(col("price"), List.of(desc(col("price")))));
        select(
                "sorted by another column, filtered",
                new Expr.SortedBy(col("city"), List.of(asc(col("price")))),
                new Expr.Filtered(col("id"), col("ok")));
        select("reversed beside rows", call("reverse", col("price")), col("id"));
        select(
                "sliced, with a scalar",
                call("slice", options("offset", -3, "length", 2), col("id")),
                as(call("max", col("n")), "m"));
        select("unique", call("unique", options("maintain_order", true), col("city")));
        select("without nulls", call("drop_nulls", col("city")));
        select("without NaN", call("drop_nans", col("price")));
        select("every second", call("gather_every", options("n", 2, "offset", 1), col("id")));
        select(
                "positions",
                call("arg_sort", options("descending", true), col("price")),
                call("reverse", call("arg_sort", col("n"))));
        select("the positions of true", call("arg_true", col("ok")));
        select("the positions of first appearances", call("arg_unique", col("city")));
        select("exploded", call("explode", col("tags")));
        select("the most frequent", call("mode", col("city")));
        select("counted", call("value_counts", options("sort", true), col("city")));
        select("counted as shares", call("value_counts", options("normalize", true), col("city")));
        select("how often each", call("unique_counts", col("city")));
        select(
                "drawn",
                call("sample", options("n", 3, "seed", 7), col("id")),
                call("shuffle", options("seed", 7), col("n")));
        select("computed with what was reshaped", as(call("add", new Expr.Filtered(col("n"), col("ok")), lit(1)), "x"));
        select(
                "two reshaped parts side by side",
                as(call("add", new Expr.SortedBy(col("n"), List.of(asc(col("n")))), call("reverse", col("n"))), "x"));
        select(
                "an aggregate of what was filtered",
                as(call("sum", new Expr.Filtered(col("price"), col("ok"))), "s"),
                as(call("first", new Expr.SortedBy(col("city"), List.of(desc(col("price"))))), "top"));
        select("gathered", call("gather", col("city"), call("sub", col("n"), lit(1))));
        golden("select-reshaping");
    }

    @Test
    void withColumns() {
        extend(
                "a new column and a replaced one",
                as(call("add", col("n"), lit(1)), "m"),
                call("mul", col("price"), lit(2)));
        extend("a scalar is repeated", as(call("max", col("price")), "top"));
        extend(
                "windows share a node by partition",
                as(over(call("sum", col("price")), "city"), "s"),
                as(over(call("max", col("n")), "city"), "m"),
                as(over(call("sum", col("price")), "day"), "d"));
        extend(
                "ranks and cumulative sums",
                as(call("rank", options("method", "min"), col("price")), "r"),
                as(over(call("cum_sum", col("price")), "city"), "c"));
        extend("a reshaped column beside the others", as(call("reverse", col("price")), "back"));
        extend(
                "filled forward in order",
                as(
                        new Expr.Over(
                                call("forward_fill", col("price")),
                                List.of(col("city")),
                                List.of(asc(col("day"))),
                                Expr.Mapping.GROUP_TO_ROWS),
                        "filled"));
        golden("with_columns");
    }

    @Test
    void rows() {
        cases.put("filter", new Plan.Filter(T, call("gt", col("price"), lit(3)), false));
        cases.put(
                "filter by all columns of a selector",
                new Plan.Filter(T, call("is_not_null", cols("city", "day")), false));
        cases.put(
                "filter by an aggregate",
                new Plan.Filter(T, call("eq", col("price"), over(call("max", col("price")), "city")), false));
        cases.put("remove", new Plan.Filter(T, call("gt", col("price"), lit(3)), true));
        cases.put("sort", new Plan.Sort(T, List.of(desc(col("price")), new SortKey(col("city"), false, true)), true));
        cases.put("sort by expressions", new Plan.Sort(T, List.of(asc(call("abs", col("price")))), false));
        cases.put("sort by all", new Plan.Sort(T, List.of(asc(cols("city", "day"))), false));
        cases.put("top_k", new Plan.TopK(T, 3, List.of(asc(col("price")))));
        cases.put("slice", new Plan.Slice(T, -5, 2L));
        cases.put("unique", new Plan.Distinct(T, null, Plan.Keep.ANY, false));
        cases.put(
                "unique by expressions",
                new Plan.Distinct(T, List.of(col("city"), call("dt.year", col("day"))), Plan.Keep.LAST, true));
        cases.put("sample", new Plan.Sample(T, null, 0.5, false, true, 3L));
        cases.put("with_row_index", new Plan.RowIndex(T, "row", 1));
        cases.put("explode", new Plan.Explode(T, List.of(col("tags")), false, true));
        cases.put("unnest", new Plan.Unnest(T, List.of(col("pos")), "."));
        cases.put("rename", new Plan.Rename(T, Map.of("id", "key"), true));
        cases.put("sink", new Plan.Sink(T, Plan.Format.IPC, "out.arrow", new Options(Map.of("compression", "lz4"))));
        cases.put("sql", new Plan.Sql("select *\nfrom t", Map.of("t", T)));
        cases.put("sql that writes", new Plan.Sql("copy t to 'a.csv'", Map.of("t", T), Map.of(), true));
        cases.put(
                "scan",
                new Plan.Scan(
                        Plan.Format.CSV,
                        List.of("a.csv"),
                        List.of(Field.nullable("a", Types.INT64)),
                        Map.of(),
                        new Options(Map.of("separator", ";"))));
        golden("rows");
    }

    @Test
    void groups() {
        group(
                "one key",
                List.of(col("city")),
                call("sum", col("price")),
                as(call("mean", col("n")), "m"),
                new Expr.RowCount());
        group("keys by expression", List.of(as(call("dt.year", col("day")), "year")), call("max", col("price")));
        group(
                "every other column",
                List.of(col("city")),
                call("max", cols(new Selector.Not(new Selector.Names(List.of("city", "tags", "pos"), true)))));
        group(
                "rows become lists",
                List.of(col("city")),
                col("price"),
                as(new Expr.SortedBy(col("day"), List.of(desc(col("price")))), "days"));
        group(
                "filtered and ordered",
                List.of(col("city")),
                as(call("sum", new Expr.Filtered(col("price"), call("gt", col("n"), lit(0)))), "s"),
                as(call("first", new Expr.SortedBy(col("id"), List.of(desc(col("day"))))), "latest"));
        group(
                "the first two",
                List.of(col("city")),
                as(call("slice", options("offset", 0, "length", 2), col("price")), "two"));
        group(
                "the last two",
                List.of(col("city")),
                as(call("slice", options("offset", -2, "length", 2), col("price")), "two"));
        group(
                "unique in the group",
                List.of(col("city")),
                as(call("unique", options("maintain_order", true), col("day")), "days"),
                as(call("n_unique", col("day")), "how_many"));
        group(
                "arithmetic of aggregates",
                List.of(col("city")),
                as(call("truediv", call("sum", col("price")), new Expr.RowCount()), "per"));
        group(
                "a window inside",
                List.of(col("city")),
                as(call("sum", call("sub", col("price"), call("mean", col("price")))), "x"),
                as(call("last", call("cum_sum", col("price"))), "c"));
        group(
                "a window inside, in its own partition",
                List.of(col("city")),
                as(call("max", over(call("sum", col("price")), "day")), "x"));
        group(
                "two arguments",
                List.of(col("city")),
                as(call("corr", col("price"), col("n")), "c"),
                as(call("max_by", col("id"), col("price")), "who"));
        group("no aggregate", List.of(col("city"), col("day")));
        group(
                "a struct of aggregates",
                List.of(col("city")),
                as(
                        new Expr.StructOf(List.of(call("min", col("price")), as(call("max", col("price")), "max"))),
                        "range"));
        group(
                "a conditional of aggregates",
                List.of(col("city")),
                as(when(call("gt", call("sum", col("n")), lit(10)), call("max", col("price")), lit(0)), "w"));
        group("without keys", List.of(), call("sum", col("price")));
        cases.put(
                "having, in order",
                new Plan.Aggregate(
                        T,
                        List.of(col("city")),
                        List.of(call("sum", col("price"))),
                        call("gt", new Expr.RowCount(), lit(1)),
                        true));
        golden("group_by");
    }
}
