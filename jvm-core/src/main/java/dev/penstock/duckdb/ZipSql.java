package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Tables side by side as SQL. The inputs are called `z0`, `z1`, ...
final class ZipSql {
    private final PlanSql plans;
    private final BoundPlan.Zip zip;
    private final int count;

    ZipSql(PlanSql plans, BoundPlan.Zip zip) {
        this.plans = plans;
        this.zip = zip;
        count = zip.inputs().size();
    }

    String sql() {
        return switch (zip.heights()) {
            case PAD -> padded();
            case EQUAL -> equal();
            case BROADCAST -> broadcast();
        };
    }

    private String items() {
        SqlNames output = SqlNames.of(zip.schema());
        var items = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            SqlNames names = SqlNames.of(zip.inputs().get(i).schema());
            for (Field field : zip.inputs().get(i).schema().fields()) {
                items.add("z" + i + "." + names.of(field.name()) + " AS " + output.of(field.name()));
            }
        }
        return PlanSql.items(items);
    }

    private List<String> each(IntFunction<String> item) {
        var items = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            items.add(item.apply(i));
        }
        return items;
    }

    /// Rows with the same number side by side; null where an input is shorter.
    private String positional() {
        return String.join(" POSITIONAL JOIN ", each(i -> plans.numbered(zip.inputs().get(i)) + " AS z" + i));
    }

    private String padded() {
        return "SELECT " + items() + " FROM " + positional();
    }

    private String equal() {
        String missing = String.join(" OR ", each(i -> "z" + i + "." + Sql.ROW + " IS NULL"));
        return "SELECT "
                + items()
                + " FROM "
                + positional()
                + " WHERE CASE WHEN "
                + missing
                + " THEN "
                + Errors.raise(ErrorCode.SHAPE, "the tables have different heights", Sql.text(""), "BOOLEAN")
                + " ELSE true END";
    }

    /// Row `n` of each input with several rows beside the only row of each of the others.
    private String broadcast() {
        List<String> with =
                each(i -> "z" + i + " AS MATERIALIZED (SELECT * FROM " + plans.numbered(zip.inputs().get(i)) + ")");
        List<String> heights = each(i -> "(SELECT count(*) FROM z" + i + ") AS n" + i);
        with.add("heights AS MATERIALIZED (SELECT " + Sql.list(heights) + ")");
        String others = "list_filter([" + Sql.list(each(i -> "n" + i)) + "], lambda \"#n\": \"#n\" <> 1)";
        with.add(
                "height AS MATERIALIZED (SELECT *, CASE WHEN len(others) = 0 THEN 1 WHEN list_min(others) ="
                        + " list_max(others) THEN others[1] ELSE "
                        + Errors.raise(
                                ErrorCode.SHAPE, "the columns have different heights: ", "others::VARCHAR", "BIGINT")
                        + " END AS h FROM (SELECT *, "
                        + others
                        + " AS others FROM heights))");
        var sql = new StringBuilder("WITH ").append(Sql.list(with)).append(" SELECT ").append(items());
        sql.append(" FROM (SELECT *, unnest(range(1, h + 1)) AS row FROM height) AS g");
        for (int i = 0; i < count; i++) {
            String row = "CASE WHEN g.n" + i + " = 1 THEN 1 ELSE g.row END";
            sql.append(" JOIN z" + i + " ON z" + i + "." + Sql.ROW + " = " + row);
        }
        return sql.append(" ORDER BY g.row").toString();
    }
}
