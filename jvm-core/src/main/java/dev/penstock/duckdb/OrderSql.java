package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Plan;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Nodes that choose or order whole rows, as SQL.
final class OrderSql {
    private OrderSql() {}

    static String sort(BoundPlan.Sort sort, PlanSql plans) {
        Schema schema = sort.schema();
        List<String> keys = keys(sort.keys(), schema);
        if (sort.stable()) {
            keys.add(Sql.ROW);
            return select(schema, plans.numbered(sort.input())) + " ORDER BY " + Sql.list(keys);
        }
        return select(schema, plans.from(sort.input())) + orderBy(keys);
    }

    static String topK(BoundPlan.TopK top, PlanSql plans) {
        List<String> keys = keys(top.keys(), top.schema());
        if (top.stable()) {
            keys.add(Sql.ROW);
        }
        String from = top.stable() ? plans.numbered(top.input()) : plans.from(top.input());
        return select(top.schema(), from) + orderBy(keys) + " LIMIT " + top.k();
    }

    private static String orderBy(List<String> keys) {
        return keys.isEmpty() ? "" : " ORDER BY " + Sql.list(keys);
    }

    /// The keys behind ORDER BY.
    private static List<String> keys(List<BoundPlan.Key> keys, Schema schema) {
        SqlNames names = SqlNames.of(schema);
        PlanSql.requireNatural(keys.stream().map(BoundPlan.Key::column).toList(), schema, "to order by");
        var items = new ArrayList<String>();
        for (BoundPlan.Key key : keys) {
            String direction = key.descending() ? " DESC" : " ASC";
            String value = SortableSql.of(schema.field(key.column()).type(), names.of(key.column()));
            items.add(value + direction + (key.nullsLast() ? " NULLS LAST" : " NULLS FIRST"));
        }
        return items;
    }

    static String slice(BoundPlan.Slice slice, PlanSql plans) {
        long offset = slice.offset();
        Long length = slice.length();
        if (offset >= 0) {
            return select(slice.schema(), plans.from(slice.input()))
                    + (length == null ? "" : " LIMIT " + length)
                    + (offset == 0 ? "" : " OFFSET " + offset);
        }
        String counted = "(SELECT *, count(*) OVER () AS \"#rows\" FROM " + plans.numbered(slice.input()) + ")";
        String start = "\"#rows\"::HUGEINT + " + offset;
        return select(slice.schema(), counted)
                + " WHERE "
                + Sql.ROW
                + " > "
                + start
                + (length == null ? "" : " AND " + Sql.ROW + " <= " + start + " + " + length)
                + " ORDER BY "
                + Sql.ROW;
    }

    static String distinct(BoundPlan.Distinct distinct, PlanSql plans) {
        Schema schema = distinct.schema();
        PlanSql.requireNatural(distinct.on(), schema, "to tell rows apart");
        if (distinct.on().isEmpty()) {
            return select(schema, plans.from(distinct.input()));
        }
        List<String> on = SqlNames.of(schema).each(distinct.on());
        boolean any = distinct.keep() == Plan.Keep.ANY && !distinct.maintainOrder();
        if (any && distinct.on().size() == schema.size()) {
            return "SELECT DISTINCT " + PlanSql.columns(schema) + " FROM " + plans.from(distinct.input());
        }
        String partition = "PARTITION BY " + Sql.list(on);
        String chosen =
                switch (distinct.keep()) {
                    case ANY, FIRST -> "row_number() OVER (" + partition + " ORDER BY " + Sql.ROW + ")";
                    case LAST -> "row_number() OVER (" + partition + " ORDER BY " + Sql.ROW + " DESC)";
                    case NONE -> "count(*) OVER (" + partition + ")";
                };
        return select(schema, plans.numbered(distinct.input()))
                + " QUALIFY "
                + chosen
                + " = 1"
                + (distinct.maintainOrder() ? " ORDER BY " + Sql.ROW : "");
    }

    private static String select(Schema schema, String from) {
        return "SELECT " + PlanSql.columns(schema) + " FROM " + from;
    }
}
