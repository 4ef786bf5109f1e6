package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.StructFunction;
import dev.penstock.type.DataType.StructOf;
import java.util.List;

/// Functions of structs as SQL.
final class StructSql {
    private StructSql() {}

    static String of(BoundExpr.Call call, StructFunction function, List<String> arguments) {
        return switch (function) {
            case FIELD -> {
                StructOf type = (StructOf) call.arguments().getFirst().type();
                yield field(SqlNames.of(type.fields()), call.options().text("name", ""), arguments.getFirst());
            }
            case JSON_ENCODE -> JsonSql.of(call.arguments().getFirst().type(), arguments.getFirst());
            case DROP, RENAME_FIELDS -> throw new AssertionError("the binder has made structs of these");
        };
    }

    static String field(SqlNames names, String name, String x) {
        return SqlForm.of("({0}).{1}", x, names.of(name));
    }
}
