package dev.penstock.duckdb;

import dev.penstock.bind.BoundPlan;
import dev.penstock.error.ErrorCode;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.List;

/// Nodes that turn lists or columns into rows, as SQL.
final class ReshapeSql {
    private ReshapeSql() {}

    static String explode(BoundPlan.Explode explode, PlanSql plans) {
        Schema input = explode.input().schema();
        SqlNames names = SqlNames.of(input);
        PlanSql.requireNatural(explode.columns(), input, "by explode");
        var lists = new ArrayList<String>();
        var items = new ArrayList<String>();
        SqlNames output = SqlNames.of(explode.schema());
        for (Field field : explode.schema().fields()) {
            String name = field.name();
            boolean exploded = explode.columns().contains(name);
            String column = names.of(name);
            lists.add(exploded ? list(column, input.field(name).type(), explode) + " AS " + column : column);
            items.add(exploded ? "unnest(" + column + ") AS " + output.of(name) : column + " AS " + output.of(name));
        }
        String rows = "(SELECT " + Sql.list(lists) + " FROM " + plans.from(explode.input()) + ")";
        String sql = "SELECT " + Sql.list(items) + " FROM " + rows;
        List<String> columns = names.each(explode.columns());
        return columns.size() < 2 ? sql : sql + " WHERE " + inStep(columns);
    }

    /// The list whose elements become rows: what stands for an empty and for a null list is written out.
    private static String list(String column, DataType type, BoundPlan.Explode explode) {
        DataType logical = type.logical();
        String list =
                logical instanceof DataType.FixedSizeListOf(Field element, _)
                        ? column + "::" + SqlTypes.of(DataType.listOf(element.type()))
                        : column;
        String none = explode.keepNulls() ? "[NULL]" : "[]";
        String empty = explode.emptyAsNull() ? "[NULL]" : "[]";
        return "CASE WHEN "
                + column
                + " IS NULL THEN "
                + none
                + " WHEN len("
                + list
                + ") = 0 THEN "
                + empty
                + " ELSE "
                + list
                + " END";
    }

    private static String inStep(List<String> columns) {
        var same = new ArrayList<String>();
        for (String column : columns.subList(1, columns.size())) {
            same.add("len(" + column + ") = len(" + columns.getFirst() + ")");
        }
        return "CASE WHEN "
                + String.join(" AND ", same)
                + " THEN true ELSE "
                + Errors.raise(
                        ErrorCode.SHAPE, "exploded columns must have matching element counts", Sql.text(""), "BOOLEAN")
                + " END";
    }

    static String unpivot(BoundPlan.Unpivot unpivot, PlanSql plans) {
        Schema input = unpivot.input().schema();
        SqlNames names = SqlNames.of(input);
        SqlNames output = SqlNames.of(unpivot.schema());
        var queries = new ArrayList<String>();
        boolean again = unpivot.input() instanceof BoundPlan.FrameScan || unpivot.on().size() < 2;
        for (String column : unpivot.on()) {
            String value = names.of(column) + "::" + SqlTypes.of(unpivot.schema().field(unpivot.valueName()).type());
            String rows = again ? plans.from(unpivot.input()) : "t ORDER BY " + Sql.ROW;
            queries.add(branch(unpivot, names, output, Sql.text(column), value) + " FROM " + rows);
        }
        if (queries.isEmpty()) {
            String value = "NULL::" + SqlTypes.of(unpivot.schema().field(unpivot.valueName()).type());
            return branch(unpivot, names, output, "NULL::VARCHAR", value)
                    + " FROM "
                    + plans.from(unpivot.input())
                    + " WHERE false";
        }
        if (again) {
            return String.join(" UNION ALL ", queries);
        }
        return "WITH t AS MATERIALIZED (SELECT * FROM "
                + plans.numbered(unpivot.input())
                + ") "
                + String.join(" UNION ALL ", queries.stream().map(query -> "SELECT * FROM (" + query + ")").toList());
    }

    private static String branch(
            BoundPlan.Unpivot unpivot, SqlNames names, SqlNames output, String variable, String value) {
        var items = new ArrayList<String>();
        for (Field field : unpivot.schema().fields()) {
            String name = field.name();
            String item =
                    name.equals(unpivot.variableName())
                            ? variable
                            : name.equals(unpivot.valueName()) ? value : names.of(name);
            items.add(item + " AS " + output.of(name));
        }
        return "SELECT " + Sql.list(items);
    }
}
