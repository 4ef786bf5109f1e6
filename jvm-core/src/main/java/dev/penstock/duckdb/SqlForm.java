package dev.penstock.duckdb;

import java.util.List;

/// SQL with places: `of("{0} + {1}", a, b)`. Parts are put in as they are, so that they must be complete SQL
/// expressions; arguments that could bind too loosely stand in parentheses already.
final class SqlForm {
    private SqlForm() {}

    static String of(String form, String... parts) {
        return of(form, List.of(parts));
    }

    static String of(String form, List<String> parts) {
        var sql = new StringBuilder();
        int from = 0;
        for (int at = form.indexOf('{'); at >= 0; at = form.indexOf('{', at + 1)) {
            boolean place = at + 2 < form.length() && form.charAt(at + 2) == '}';
            if (place && Character.isDigit(form.charAt(at + 1))) {
                sql.append(form, from, at).append(parts.get(form.charAt(at + 1) - '0'));
                from = at + 3;
            }
        }
        return sql.append(form, from, form.length()).toString();
    }

    /// A call of a SQL function.
    static String call(String function, List<String> arguments) {
        return function + "(" + String.join(", ", arguments) + ")";
    }

    /// The arguments with an operator between each two.
    static String joined(String operator, List<String> arguments) {
        return "(" + String.join(" " + operator + " ", arguments) + ")";
    }
}
