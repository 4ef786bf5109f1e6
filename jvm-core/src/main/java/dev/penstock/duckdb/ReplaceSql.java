package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.util.List;

/// `str.replace` as SQL.
final class ReplaceSql {
    private ReplaceSql() {}

    static String all(BoundExpr.Call call, boolean literal, List<String> arguments) {
        return literal ? SqlForm.of("replace({0}, {1}, {2})", arguments) : matched(call, arguments, ", 'g'");
    }

    static String some(BoundExpr.Call call, boolean literal, long n, List<String> arguments) {
        if (n < 0) {
            return all(call, literal, arguments);
        }
        if (literal) {
            String parts = SqlForm.of("string_split({0}, {1})", arguments);
            return SqlForm.of(
                    "CASE WHEN contains({0}, {1}) THEN array_to_string({3}[1:{4}], {2})"
                            + " || CASE WHEN len({3}) > {4} THEN {1} || array_to_string({3}[{4} + 1:], {1}) ELSE '' END"
                            + " ELSE {0} || left({1} || {2}, 0) END",
                    arguments.get(0), arguments.get(1), arguments.get(2), parts, String.valueOf(n + 1));
        }
        if (n > 1) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "regular expressions are replaced once or everywhere, not " + n + " times")
                    .hint("use replace_all, or literal=True");
        }
        return matched(call, arguments, "");
    }

    /// Groups are written `$1` or `${1}` by users, and `\1` in SQL.
    private static String matched(BoundExpr.Call call, List<String> arguments, String flags) {
        String value =
                call.arguments().get(2) instanceof BoundExpr.Constant(_, Object text, _) && text instanceof String words
                        ? Sql.text(
                                words.replace("\\", "\\\\")
                                        .replace("$$", "\0")
                                        .replaceAll("\\$\\{?(\\d)\\}?", "\\\\$1")
                                        .replace("\0", "$"))
                        : SqlForm.of(
                                "regexp_replace(replace({0}, '\\', '\\\\'), '\\$\\{?(\\d)\\}?', '\\\\\\1', 'g')",
                                arguments.get(2));
        return "regexp_replace(" + arguments.get(0) + ", " + arguments.get(1) + ", " + value + flags + ")";
    }
}
