package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.bind.BoundPlan.AsofJoin;
import dev.penstock.error.ErrorCode;
import dev.penstock.plan.Plan.AsofStrategy;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An as-of join as SQL. DuckDB's own takes any of several rows with the same key, and has no distances; so it finds
/// keys, each of which stands for one row, and the rest is decided on the keys that it has found.
///
/// `l` and `r` are the sides, numbered; `k` are the keys of the right side with the row that each stands for; `p` has
/// for each left row the key below (`b`) and above (`a`) it, and `m` the row that is taken.
final class AsofSql {
    private final PlanSql plans;
    private final AsofJoin join;
    private final SqlNames left;
    private final SqlNames right;
    private final String leftOn;
    private final String rightOn;

    AsofSql(PlanSql plans, AsofJoin join) {
        this.plans = plans;
        this.join = join;
        left = SqlNames.of(join.left().schema());
        right = SqlNames.of(join.right().schema());
        leftOn = left.of(join.leftOn());
        rightOn = right.of(join.rightOn());
        PlanSql.requireNatural(join.leftBy(), join.left().schema(), "as a key");
        PlanSql.requireNatural(join.rightBy(), join.right().schema(), "as a key");
        PlanSql.requireNatural(List.of(join.leftOn()), join.left().schema(), "as a key");
        PlanSql.requireNatural(List.of(join.rightOn()), join.right().schema(), "as a key");
    }

    String sql() {
        var with = new ArrayList<String>();
        with.add("l AS MATERIALIZED (" + query(join.left()) + ")");
        with.add("r AS MATERIALIZED (" + query(join.right()) + ")");
        if (join.checked()) {
            with.add("valid AS MATERIALIZED (SELECT " + inOrder("right") + " AND " + inOrder("left") + " AS ok)");
        }
        with.add("k AS MATERIALIZED (" + keys() + ")");
        with.add("p AS MATERIALIZED (" + pairs() + ")");
        with.add("m AS MATERIALIZED (" + matches() + ")");
        return "WITH "
                + Sql.list(with)
                + " SELECT "
                + items()
                + " FROM l JOIN m ON m.l = l."
                + Sql.ROW
                + " LEFT JOIN r ON r."
                + Sql.ROW
                + " = m.r"
                + (join.checked() ? " CROSS JOIN valid WHERE valid.ok" : "")
                + " ORDER BY l."
                + Sql.ROW;
    }

    private String query(BoundPlan side) {
        return "SELECT * FROM " + plans.numbered(side);
    }

    private String items() {
        SqlNames output = SqlNames.of(join.schema());
        Schema leftSchema = join.left().schema();
        var items = new ArrayList<String>();
        for (Field field : join.schema().fields()) {
            String name = field.name();
            String value = leftSchema.contains(name) ? "l." + left.of(name) : "r." + right.of(name);
            items.add(value + " AS " + output.of(name));
        }
        return PlanSql.items(items);
    }

    /// Whether a side is in order where that matters: in groups that the right side has.
    private String inOrder(String side) {
        boolean isLeft = side.equals("left");
        SqlNames names = isLeft ? left : right;
        String on = isLeft ? leftOn : rightOn;
        List<String> by = names.each(isLeft ? join.leftBy() : join.rightBy());
        var tests = new ArrayList<String>();
        tests.add(on + " IS NOT NULL");
        by.forEach(key -> tests.add(key + " IS NOT NULL"));
        if (isLeft && !by.isEmpty()) {
            String row = by.size() == 1 ? by.getFirst() : "(" + Sql.list(by) + ")";
            tests.add(row + " IN (SELECT " + (by.size() == 1 ? keysOfRight() : "(" + keysOfRight() + ")") + " FROM r)");
        }
        String partition = by.isEmpty() ? "" : "PARTITION BY " + Sql.list(by) + " ";
        String before = "lag(" + on + ") OVER (" + partition + "ORDER BY " + Sql.ROW + ")";
        String rows =
                "SELECT "
                        + Sql.ROW
                        + " AS n, "
                        + on
                        + " < "
                        + before
                        + " AS less FROM "
                        + (isLeft ? "l" : "r")
                        + " WHERE "
                        + String.join(" AND ", tests);
        String first = "(SELECT min(n) - 1 FROM (" + rows + ") WHERE less)";
        String error =
                Errors.raise(ErrorCode.SORT_REQUIRED, AsofJoin.unsorted(side), "(" + first + ")::VARCHAR", "BOOLEAN");
        return "CASE WHEN " + first + " IS NULL THEN true ELSE " + error + " END";
    }

    private String keysOfRight() {
        return Sql.list(right.each(join.rightBy()));
    }

    /// Of rows with the same key, forward takes the first and the others the last.
    private String keys() {
        String pick = join.strategy() == AsofStrategy.FORWARD ? "min" : "max";
        var columns = new ArrayList<>(right.each(join.rightBy()));
        columns.add(rightOn);
        var items = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            items.add(columns.get(i) + " AS k" + i);
        }
        return "SELECT "
                + Sql.list(items)
                + ", "
                + pick
                + "("
                + Sql.ROW
                + ") AS n FROM r WHERE "
                + rightOn
                + " IS NOT NULL GROUP BY "
                + Sql.list(columns);
    }

    private String pairs() {
        String equal = join.exactMatches() ? "=" : "";
        var items = new ArrayList<String>();
        items.add("l." + Sql.ROW + " AS l");
        items.add("l." + leftOn + " AS v");
        var joins = new StringBuilder();
        if (join.strategy() != AsofStrategy.FORWARD) {
            joins.append(side("b", ">" + equal));
            items.add("b.n AS bn");
            items.add("b." + on() + " AS b");
        }
        if (join.strategy() != AsofStrategy.BACKWARD) {
            joins.append(side("a", "<" + equal));
            items.add("a.n AS an");
            items.add("a." + on() + " AS a");
        }
        return "SELECT " + Sql.list(items) + " FROM l" + joins;
    }

    private String on() {
        return "k" + join.rightBy().size();
    }

    private String side(String alias, String comparison) {
        var tests = new ArrayList<String>();
        for (int i = 0; i < join.leftBy().size(); i++) {
            tests.add("l." + left.of(join.leftBy().get(i)) + " = " + alias + ".k" + i);
        }
        tests.add("l." + leftOn + " " + comparison + " " + alias + "." + on());
        return " ASOF LEFT JOIN k AS " + alias + " ON " + String.join(" AND ", tests);
    }

    private String matches() {
        String row =
                switch (join.strategy()) {
                    case BACKWARD -> within("b", "bn");
                    case FORWARD -> within("a", "an");
                    case NEAREST -> {
                        String nearer =
                                "an IS NULL OR (bn IS NOT NULL AND "
                                        + known(distance("a"))
                                        + distance("b")
                                        + " < "
                                        + distance("a")
                                        + ") OR (bn = an)";
                        yield "CASE WHEN "
                                + nearer
                                + " THEN "
                                + within("b", "bn")
                                + " ELSE "
                                + within("a", "an")
                                + " END";
                    }
                };
        return "SELECT l, " + row + " AS r FROM p";
    }

    /// What is not a number is no distance, and so not greater than another.
    private String known(String distance) {
        return type().isFloat() ? "NOT isnan(" + distance + ") AND " : "";
    }

    private String within(String side, String row) {
        String most = tolerance();
        return most == null ? row : "CASE WHEN " + distance(side) + " <= " + most + " THEN " + row + " END";
    }

    private @Nullable String tolerance() {
        if (join.tolerance() == null) {
            return null;
        }
        String value = ExpressionSql.of(join.tolerance(), left, plans.leaves());
        return switch (type()) {
            case DataType.FloatingPoint _ -> "CAST(" + value + " AS " + SqlTypes.of(type()) + ")";
            default -> value;
        };
    }

    private DataType type() {
        return join.onType().logical();
    }

    private String distance(String key) {
        return switch (type()) {
            case DataType.FloatingPoint _, DataType.Decimal _ -> "abs(v - " + key + ")";
            case DataType.Int _ -> "abs(v::HUGEINT - " + key + "::HUGEINT)";
            default -> {
                DataType type = type();
                yield "abs("
                        + TemporalSql.units(type, "v")
                        + "::HUGEINT - "
                        + TemporalSql.units(type, key)
                        + "::HUGEINT)";
            }
        };
    }
}
