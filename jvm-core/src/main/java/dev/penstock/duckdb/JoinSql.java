package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.plan.Plan;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// A join as SQL. The sides are called `l` and `r`.
final class JoinSql {
    private final PlanSql plans;
    private final BoundPlan.Join join;
    private final SqlNames left;
    private final SqlNames right;

    JoinSql(PlanSql plans, BoundPlan.Join join) {
        this.plans = plans;
        this.join = join;
        left = SqlNames.of(join.left().schema());
        right = SqlNames.of(join.right().schema());
        PlanSql.requireNatural(join.leftKeys(), join.left().schema(), "as a key");
        PlanSql.requireNatural(join.rightKeys(), join.right().schema(), "as a key");
    }

    String sql() {
        boolean validated = validatesLeft() || validatesRight();
        String from = validated ? "l" : side(join.left()) + " AS l";
        String with = validated ? side(join.right()) : "";
        String matched = from + " " + kind() + " " + (validated ? "r" : side(join.right()) + " AS r") + on();
        String sql = "SELECT " + items() + " FROM " + matched + (validated ? " CROSS JOIN valid" : "");
        if (validated) {
            sql = with(with) + sql + " WHERE valid.ok";
        }
        sql += order();
        if (join.condition() == null) {
            return sql;
        }
        SqlNames names = SqlNames.of(join.schema());
        return "SELECT * FROM (" + sql + ") WHERE " + ExpressionSql.of(join.condition(), names, plans.leaves());
    }

    private String side(BoundPlan plan) {
        return ordered() ? plans.numbered(plan) : plans.from(plan);
    }

    private boolean ordered() {
        return join.order() != Plan.JoinOrder.NONE;
    }

    private String items() {
        SqlNames output = SqlNames.of(join.schema());
        var items = new ArrayList<String>();
        Schema leftSchema = join.left().schema();
        for (Field field : join.schema().fields()) {
            String name = field.name();
            String value = leftSchema.contains(name) ? "l." + left.of(name) : "r." + right.of(name);
            items.add(value + " AS " + output.of(name));
        }
        return PlanSql.items(items);
    }

    private String kind() {
        return switch (join.how()) {
            case INNER -> "INNER JOIN";
            case LEFT -> "LEFT JOIN";
            case RIGHT -> "RIGHT JOIN";
            case FULL -> "FULL JOIN";
            case SEMI -> "SEMI JOIN";
            case ANTI -> "ANTI JOIN";
            case CROSS -> "CROSS JOIN";
        };
    }

    private String on() {
        if (join.how() == Plan.JoinKind.CROSS) {
            return "";
        }
        String equal = join.nullsEqual() ? " IS NOT DISTINCT FROM " : " = ";
        var pairs = new ArrayList<String>();
        for (int i = 0; i < join.leftKeys().size(); i++) {
            String pair = "l." + left.of(join.leftKeys().get(i)) + equal + "r." + right.of(join.rightKeys().get(i));
            pairs.add(pair);
        }
        return " ON " + (pairs.isEmpty() ? "true" : String.join(" AND ", pairs));
    }

    private String order() {
        boolean leftOnly = join.how() == Plan.JoinKind.SEMI || join.how() == Plan.JoinKind.ANTI;
        String l = "l." + Sql.ROW + " NULLS LAST";
        String r = "r." + Sql.ROW + " NULLS LAST";
        return switch (join.order()) {
            case NONE -> "";
            case LEFT, LEFT_RIGHT -> " ORDER BY " + (leftOnly ? l : l + ", " + r);
            case RIGHT, RIGHT_LEFT -> " ORDER BY " + (leftOnly ? l : r + ", " + l);
        };
    }

    private boolean validatesLeft() {
        return join.validate() == Plan.JoinValidation.ONE_TO_MANY || join.validate() == Plan.JoinValidation.ONE_TO_ONE;
    }

    private boolean validatesRight() {
        return join.validate() == Plan.JoinValidation.MANY_TO_ONE || join.validate() == Plan.JoinValidation.ONE_TO_ONE;
    }

    /// Both sides, kept, and one row that says that no key comes twice where it may not.
    private String with(String rightSide) {
        var checks = new ArrayList<String>();
        if (validatesLeft()) {
            checks.add(repeated("l", left.each(join.leftKeys())));
        }
        if (validatesRight()) {
            checks.add(repeated("r", right.each(join.rightKeys())));
        }
        String kind =
                switch (join.validate()) {
                    case MANY_TO_MANY -> "m:m";
                    case MANY_TO_ONE -> "m:1";
                    case ONE_TO_MANY -> "1:m";
                    case ONE_TO_ONE -> "1:1";
                };
        String message = Sql.text("the join keys do not fulfil the validation " + kind);
        return "WITH l AS MATERIALIZED ("
                + query(side(join.left()))
                + "), r AS MATERIALIZED ("
                + query(rightSide)
                + "), valid AS MATERIALIZED (SELECT CASE WHEN count(*) > 0 THEN error("
                + message
                + ")::BOOLEAN ELSE true END AS ok FROM ("
                + String.join(" UNION ALL ", checks)
                + ")) ";
    }

    private static String query(String side) {
        return "SELECT * FROM " + side;
    }

    private String repeated(String side, List<String> keys) {
        String known = String.join(" AND ", keys.stream().map(key -> key + " IS NOT NULL").toList());
        return "SELECT 1 FROM "
                + side
                + (join.nullsEqual() ? "" : " WHERE " + known)
                + " GROUP BY "
                + Sql.list(keys)
                + " HAVING count(*) > 1";
    }
}
