package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.StringFunction;
import java.util.ArrayList;
import java.util.List;

/// Functions of text as SQL. Regular expressions are those of RE2 on both sides.
final class StringSql {
    private StringSql() {}

    static String of(BoundExpr.Call call, StringFunction function, List<String> arguments) {
        String x = arguments.getFirst();
        return switch (function) {
            case CONTAINS ->
                    SqlForm.of(
                            call.options().flag("literal", false) ? "contains({0}, {1})" : "regexp_matches({0}, {1})",
                            arguments);
            case STARTS_WITH -> SqlForm.of("starts_with({0}, {1})", arguments);
            case ENDS_WITH -> SqlForm.of("ends_with({0}, {1})", arguments);
            case LEN_BYTES -> SqlForm.of("CAST(strlen({0}) AS UINTEGER)", x);
            case LEN_CHARS -> SqlForm.of("CAST(length({0}) AS UINTEGER)", x);
            case TO_UPPERCASE -> SqlForm.of("upper({0})", x);
            case TO_LOWERCASE -> SqlForm.of("lower({0})", x);
            case CONCAT ->
                    concat(call.options().text("separator", ""), call.options().flag("ignore_nulls", false), arguments);
        };
    }

    private static String concat(String separator, boolean ignoreNulls, List<String> arguments) {
        if (ignoreNulls) {
            return "concat_ws(" + Sql.text(separator) + ", " + Sql.list(arguments) + ")";
        }
        var parts = new ArrayList<String>();
        for (String argument : arguments) {
            if (!parts.isEmpty() && !separator.isEmpty()) {
                parts.add(Sql.text(separator));
            }
            parts.add(argument);
        }
        return SqlForm.joined("||", parts);
    }
}
