package dev.penstock.duckdb;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.List;

/// Nested values in a form that SQL puts in our order: nulls inside of lists and structs are the least, and SQL has
/// them as the greatest. Each value stands behind the flag that says whether it is there.
final class SortableSql {
    private SortableSql() {}

    /// What to order by in the place of `x`, which is of this type.
    static String of(DataType type, String x) {
        return of(type, x, 0);
    }

    private static String of(DataType type, String x, int depth) {
        return switch (type) {
            case DataType.StructOf(List<Field> fields) when !fields.isEmpty() -> {
                SqlNames names = SqlNames.of(fields);
                var parts = new ArrayList<String>();
                for (Field field : fields) {
                    String value = StructSql.field(names, field.name(), x);
                    parts.add("'n%d': %s".formatted(parts.size(), flagged(field.type(), value, depth)));
                }
                yield "CASE WHEN (%s) IS NULL THEN NULL ELSE {%s} END".formatted(x, Sql.list(parts));
            }
            case DataType.ListOf(Field element, _) -> {
                String one = "\"#" + depth + "\"";
                yield "list_transform(%s, lambda %s: %s)".formatted(x, one, flagged(element.type(), one, depth + 1));
            }
            default -> x;
        };
    }

    private static String flagged(DataType type, String x, int depth) {
        return "{'is': (%s) IS NOT NULL, 'value': %s}".formatted(x, of(type, x, depth));
    }
}
