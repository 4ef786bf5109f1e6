package dev.penstock.duckdb;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.BinaryFunction;
import dev.penstock.plan.Options;
import dev.penstock.type.Types;
import java.util.List;

/// Functions of byte strings as SQL.
final class BinarySql {
    private static final List<String> UNITS = List.of("b", "kb", "mb", "gb", "tb");

    private BinarySql() {}

    static String of(BoundExpr.Call call, BinaryFunction function, List<String> arguments) {
        return switch (function) {
            case SIZE -> {
                int unit = UNITS.indexOf(call.options().text("unit", "b"));
                String bytes = SqlForm.of("octet_length({0})", arguments);
                yield unit <= 0
                        ? SqlForm.of("CAST({0} AS UINTEGER)", bytes)
                        : SqlForm.of("({0} / {1})", bytes, String.valueOf(1L << (10 * unit)));
            }
            // Hexadecimal digits come in pairs, so that only every other place counts.
            case CONTAINS -> SqlForm.of("regexp_matches(hex({0}), '^(..)*?' || hex({1}))", arguments);
            case STARTS_WITH -> SqlForm.of("starts_with(hex({0}), hex({1}))", arguments);
            case ENDS_WITH -> SqlForm.of("ends_with(hex({0}), hex({1}))", arguments);
            case ENCODE -> encoded(call.options(), arguments.getFirst());
            case DECODE -> decoded(call.options(), SqlForm.of("decode({0})", arguments));
        };
    }

    /// Bytes as text.
    static String encoded(Options options, String bytes) {
        return SqlForm.of(options.text("encoding", "hex").equals("hex") ? "lower(hex({0}))" : "to_base64({0})", bytes);
    }

    /// Text as the bytes that it stands for.
    static String decoded(Options options, String text) {
        boolean hex = options.text("encoding", "hex").equals("hex");
        boolean strict = options.flag("strict", true);
        String pattern = hex ? "([0-9A-Fa-f]{2})*" : "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?";
        return SqlForm.of(
                "CASE WHEN regexp_full_match({0}, {1}) THEN {2}"
                        + (strict ? " WHEN {0} IS NOT NULL THEN {3}" : "")
                        + " END",
                text,
                Sql.text(pattern),
                SqlForm.of(hex ? "from_hex({0})" : "from_base64({0})", text),
                SqlErrors.raise(Types.BINARY, "this is not " + options.text("encoding", "hex") + ": ", text));
    }
}
