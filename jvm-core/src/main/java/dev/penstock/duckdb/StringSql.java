package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;

/// Functions of text as SQL. Regular expressions are those of RE2 on both sides.
final class StringSql {
    /// What Unicode calls white space.
    private static final String WHITE =
            "\t\n\u000b\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
                    + "\u2028\u2029\u202f\u205f\u3000";

    private StringSql() {}

    static String of(BoundExpr.Call call, StringFunction function, List<String> arguments) {
        String x = arguments.getFirst();
        Options options = call.options();
        boolean literal = options.flag("literal", false);
        return switch (function) {
            case CONTAINS -> SqlForm.of(literal ? "contains({0}, {1})" : "regexp_matches({0}, {1})", arguments);
            case STARTS_WITH -> SqlForm.of("starts_with({0}, {1})", arguments);
            case ENDS_WITH -> SqlForm.of("ends_with({0}, {1})", arguments);
            case CONTAINS_ANY ->
                    SqlForm.of(
                            options.flag("ascii_case_insensitive", false)
                                    ? "list_bool_or(list_transform({1}, lambda \"#p\": contains(lower({0}),"
                                            + " lower(\"#p\"))))"
                                    : "list_bool_or(list_transform({1}, lambda \"#p\": contains({0}, \"#p\")))",
                            arguments);
            case LEN_BYTES -> SqlForm.of("CAST(strlen({0}) AS UINTEGER)", x);
            case LEN_CHARS -> SqlForm.of("CAST(length({0}) AS UINTEGER)", x);
            // DuckDB has one capital letter for it, Unicode two.
            case TO_UPPERCASE -> SqlForm.of("upper(replace({0}, 'ß', 'SS'))", x);
            case TO_LOWERCASE -> SqlForm.of("lower({0})", x);
            case TO_TITLECASE ->
                    SqlForm.of(
                            "array_to_string(list_transform(regexp_extract_all(lower({0}),"
                                    + " '[\\pL\\pM\\pN]+|[^\\pL\\pM\\pN]+'), lambda \"#w\": upper(left(\"#w\", 1)) ||"
                                    + " substring(\"#w\", 2)), '')",
                            x);
            case CONCAT -> concat(options.text("separator", ""), options.flag("ignore_nulls", false), arguments);
            case COUNT_MATCHES ->
                    SqlForm.of(
                            literal
                                    ? "CAST(len(string_split({0}, {1})) - 1 AS UINTEGER)"
                                    : "CAST(len(regexp_extract_all({0}, {1})) AS UINTEGER)",
                            arguments);
            case FIND -> find(literal, arguments);
            case EXTRACT ->
                    SqlForm.of(
                            "CASE WHEN regexp_matches({0}, {1}) THEN regexp_extract({0}, {1}, {2}) END",
                            x, arguments.get(1), String.valueOf(options.integer("group_index", 1)));
            case EXTRACT_ALL -> SqlForm.of("regexp_extract_all({0}, {1})", arguments);
            case REPLACE -> ReplaceSql.some(call, literal, options.integer("n", 1), arguments);
            case REPLACE_ALL -> ReplaceSql.all(call, literal, arguments);
            case STRIP_CHARS -> strip("trim", arguments);
            case STRIP_CHARS_START -> strip("ltrim", arguments);
            case STRIP_CHARS_END -> strip("rtrim", arguments);
            case STRIP_PREFIX ->
                    SqlForm.of(
                            "CASE WHEN starts_with({0}, {1}) THEN substring({0}, length({1}) + 1) ELSE {0} || left({1},"
                                    + " 0) END",
                            arguments);
            case STRIP_SUFFIX ->
                    SqlForm.of(
                            "CASE WHEN ends_with({0}, {1}) THEN left({0}, length({0}) - length({1})) ELSE {0} ||"
                                    + " left({1}, 0) END",
                            arguments);
            case SLICE -> slice(arguments);
            // All but the last ones for a negative count.
            case HEAD ->
                    SqlForm.of(
                            "substring({0}, 1, CASE WHEN {1} < 0 THEN greatest(length({0}) + {1}, 0) ELSE {1} END)",
                            arguments);
            case TAIL ->
                    SqlForm.of(
                            "substring({0}, 1 + CASE WHEN {1} < 0 THEN -{1} WHEN {1} < length({0}) THEN length({0}) -"
                                    + " {1} WHEN {1} IS NOT NULL THEN 0 END)",
                            arguments);
            case SPLIT -> split(options, arguments);
            case PAD_START -> pad("{2} || {0}", options.text("fill_char", " "), arguments);
            case PAD_END -> pad("{0} || {2}", options.text("fill_char", " "), arguments);
            // Behind the sign.
            case ZFILL ->
                    SqlForm.of(
                            "(regexp_extract({0}, '^[+-]') || repeat('0', CASE WHEN {1} > length({0}) THEN {1} -"
                                + " length({0}) WHEN {1} IS NOT NULL THEN 0 END) || regexp_replace({0}, '^[+-]', ''))",
                            arguments);
            case REVERSE -> SqlForm.of("reverse({0})", x);
            case ESCAPE_REGEX ->
                    SqlForm.of("regexp_replace({0}, '([\\\\.+*?()|\\[\\]{}^$#&\\-~])', '\\\\\\1', 'g')", x);
            case TO_INTEGER -> integer(options, x);
            case TO_DECIMAL -> new CastSql(false, false).of(Types.UTF8, call.type(), x);
            case TO_DATE, TO_DATETIME, TO_TIME -> ParseSql.of(call.type(), options, x);
            case ENCODE -> BinarySql.encoded(options, SqlForm.of("encode({0})", x));
            case DECODE -> BinarySql.decoded(options, x);
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

    /// The place of the first match is the length of the shortest text in front of one.
    private static String find(boolean literal, List<String> arguments) {
        return literal
                ? SqlForm.of(
                        "CASE WHEN contains({0}, {1}) THEN CAST(strlen(left({0}, CAST(instr({0}, {1}) AS BIGINT) - 1))"
                                + " AS UINTEGER) END",
                        arguments)
                : SqlForm.of(
                        "CASE WHEN regexp_matches({0}, {1}) THEN CAST(strlen(regexp_extract({0}, '^((?s:.*?))(?:' ||"
                                + " {1} || ')', 1)) AS UINTEGER) END",
                        arguments);
    }

    private static String strip(String function, List<String> arguments) {
        String white = Sql.text(WHITE);
        return SqlForm.of(
                function + "({0}, {1})",
                arguments.getFirst(),
                // Null stands for white space, as nothing does.
                arguments.size() == 1 ? white : SqlForm.of("coalesce({0}, {1})", arguments.get(1), white));
    }

    /// A negative start counts from the end; what lies in front of the text counts as cut off.
    private static String slice(List<String> arguments) {
        String start = SqlForm.of("(CASE WHEN {1} < 0 THEN {1} + length({0}) ELSE {1} END)", arguments);
        if (arguments.size() == 2) {
            return SqlForm.of(
                    "CASE WHEN {1} IS NOT NULL THEN substring({0}, greatest({1}, 0) + 1) END",
                    arguments.getFirst(), start);
        }
        return SqlForm.of(
                "CASE WHEN {1} IS NULL THEN NULL WHEN {2} IS NULL THEN substring({0}, greatest({1}, 0) + 1)"
                        + " ELSE substring({0}, greatest({1}, 0) + 1, greatest({2} + least({1}, 0), 0)) END",
                arguments.getFirst(), start, arguments.get(2));
    }

    private static String split(Options options, List<String> arguments) {
        String form = options.flag("literal", true) ? "string_split({0}, {1})" : "string_split_regex({0}, {1})";
        // Nothing, cut at nothing, has no parts.
        String checked = "CASE WHEN {1} IS NULL THEN NULL WHEN {0} = '' AND ({1} = '' OR {3}) THEN [] ELSE {2} END";
        String parts = SqlForm.of(form, arguments);
        if (!options.flag("inclusive", false)) {
            return SqlForm.of(checked, arguments.get(0), arguments.get(1), parts, "FALSE");
        }
        // Each part keeps its separator; nothing behind the last one is no part.
        String kept =
                SqlForm.of(
                        "list_filter(list_transform({2}, lambda \"#p\", \"#i\": CASE WHEN \"#i\" < len({2}) THEN \"#p\""
                            + " || {1} ELSE \"#p\" END), lambda \"#p\", \"#i\": \"#i\" < len({2}) OR \"#p\" <> '' OR"
                            + " len({2}) = 1)",
                        arguments.get(0), arguments.get(1), parts);
        return SqlForm.of(checked, arguments.get(0), arguments.get(1), kept, "TRUE");
    }

    private static String pad(String form, String fill, List<String> arguments) {
        String missing =
                SqlForm.of(
                        "repeat({2}, CASE WHEN {1} > length({0}) THEN {1} - length({0}) WHEN {1} IS NOT NULL THEN 0"
                                + " END)",
                        arguments.get(0), arguments.get(1), Sql.text(fill));
        return "(" + SqlForm.of(form, arguments.get(0), "", missing) + ")";
    }

    private static String integer(Options options, String x) {
        int base = (int) options.integer("base", 10);
        boolean strict = options.flag("strict", true);
        if (base == 10) {
            return new CastSql(strict, false).of(Types.UTF8, Types.INT64, x);
        }
        String digits = "0123456789abcdefghijklmnopqrstuvwxyz".substring(0, Math.min(base, 36));
        String value =
                SqlForm.of(
                        "list_reduce(list_transform(regexp_extract_all(lower({0}), '[0-9a-z]'), lambda \"#c\":"
                                + " CAST(instr('{1}', \"#c\") - 1 AS HUGEINT)), lambda \"#a\", \"#b\": \"#a\" * {2} +"
                                + " \"#b\") * CASE WHEN starts_with({0}, '-') THEN -1 ELSE 1 END",
                        x, digits, String.valueOf(base));
        String otherwise =
                strict
                        ? SqlForm.of(
                                " WHEN {0} IS NOT NULL THEN {1}",
                                x, SqlErrors.raise(Types.INT64, "no integer in base " + base + ": ", x))
                        : "";
        return SqlForm.of(
                "CASE WHEN regexp_full_match(lower({0}), '[+-]?[{1}]+') THEN {2}("
                        + value
                        + " AS BIGINT)"
                        + otherwise
                        + " END",
                x,
                digits,
                strict ? "CAST" : "TRY_CAST");
    }
}
