package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.ListFunction;
import java.util.List;

/// Functions of lists as SQL.
final class ListSql {
    private ListSql() {}

    static String of(BoundExpr.Call call, ListFunction function, List<String> arguments) {
        return switch (function) {
            case LEN -> SqlForm.of("CAST(len({0}) AS UINTEGER)", arguments);
            case GET -> get(call, arguments);
        };
    }

    /// SQL counts from 1, and from the end with -1 as we do.
    private static String get(BoundExpr.Call call, List<String> arguments) {
        String list = arguments.get(0);
        String index = arguments.get(1);
        String element = SqlForm.of("{0}[CASE WHEN {1} >= 0 THEN {1} + 1 ELSE {1} END]", list, index);
        if (call.options().flag("null_on_oob", false)) {
            return element;
        }
        return SqlForm.of(
                "CASE WHEN {1} >= len({0}) OR {1} < -len({0}) THEN {2} ELSE {3} END",
                list, index, SqlErrors.raise(call.type(), "list.get is out of bounds: index ", index), element);
    }
}
