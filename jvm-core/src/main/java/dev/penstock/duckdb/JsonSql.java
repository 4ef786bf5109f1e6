package dev.penstock.duckdb;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.List;

/// Values as JSON text, as Polars 2.1 writes them.
final class JsonSql {
    private JsonSql() {}

    /// @param type one that [dev.penstock.plan.StructFunction#JSON_ENCODE] takes
    static String of(DataType type, String x) {
        return of(type, x, 0);
    }

    /// @param depth of lists around it, each of which names its elements
    private static String of(DataType type, String x, int depth) {
        return switch (type.logical()) {
            case DataType.Null _ -> "'null'";
            case DataType.StructOf(List<Field> fields) -> orNull(x, struct(fields, x, depth));
            case DataType.ListOf(Field element, _) -> orNull(x, list(element, x, depth));
            case DataType.FixedSizeListOf(Field element, _) ->
                    orNull(x, list(element, SqlForm.of("CAST({0} AS {1}[])", x, SqlTypes.of(element.type())), depth));
            case DataType other -> SqlForm.of("coalesce({0}, 'null')", scalar(other, x));
        };
    }

    private static String orNull(String x, String json) {
        return SqlForm.of("CASE WHEN {0} IS NULL THEN 'null' ELSE {1} END", x, json);
    }

    private static String struct(List<Field> fields, String x, int depth) {
        SqlNames names = SqlNames.of(fields);
        var parts = new ArrayList<String>();
        for (Field field : fields) {
            String name = SqlForm.of("CAST(to_json({0}) AS VARCHAR)", Sql.text(field.name()));
            parts.add(Sql.text(parts.isEmpty() ? "{" : ","));
            parts.add(name);
            parts.add("':'");
            parts.add(of(field.type(), StructSql.field(names, field.name(), x), depth));
        }
        parts.add("'}'");
        return SqlForm.joined("||", parts);
    }

    private static String list(Field element, String x, int depth) {
        String name = "\"#e" + depth + "\"";
        return SqlForm.of(
                "('[' || coalesce(array_to_string(list_transform({0}, lambda {1}: {2}), ','), '') || ']')",
                x, name, of(element.type(), name, depth + 1));
    }

    private static String scalar(DataType type, String x) {
        return switch (type) {
            case DataType.Bool _, DataType.Int _ -> SqlForm.of("CAST({0} AS VARCHAR)", x);
            // JSON has no NaN and no infinity.
            case DataType.FloatingPoint(int bits) ->
                    SqlForm.of("CASE WHEN isfinite({0}) THEN {1} END", x, FloatText.of(bits, x));
            case DataType.Decimal _ -> quoted(SqlForm.of("CAST({0} AS VARCHAR)", x));
            case DataType.Date _ -> quoted(MomentTextSql.of(type, x, "%F"));
            case DataType.Time _ -> quoted(MomentTextSql.of(type, x, "%T%.f"));
            case DataType.Timestamp(_, String zone) ->
                    quoted(MomentTextSql.of(type, x, zone == null ? "%F %T%.f" : "%FT%T%.f%:z"));
            case DataType.Utf8 _ -> SqlForm.of("CAST(to_json({0}) AS VARCHAR)", x);
            default -> throw new AssertionError(type);
        };
    }

    private static String quoted(String text) {
        return SqlForm.of("('\"' || {0} || '\"')", text);
    }
}
