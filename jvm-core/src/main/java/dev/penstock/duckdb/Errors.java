package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.Sensitive;
import java.util.Set;
import java.util.regex.Pattern;

/// What DuckDB says when it fails, as an exception of ours.
final class Errors {
    /// Kinds of errors whose text may show values.
    private static final Set<String> VALUES = Set.of("Conversion", "Out of Range", "Invalid Input", "Constraint", "");

    /// What [SqlErrors] says, with a value at its end.
    private static final Pattern OWN =
            Pattern.compile("(failed for |no new value for |no integer in base \\d+: ).*", Pattern.DOTALL);

    private Errors() {}

    /// A SQL expression of type `type` that ends the query with an error of ours.
    ///
    /// @param value what the message ends with, as SQL
    static String raise(ErrorCode code, String message, String value, String type) {
        return "error(" + Sql.text("[" + code + "] " + message) + " || " + value + ")::" + type;
    }

    /// @param message DuckDB's, such as `Conversion Error: Could not convert string 'x' to INT32`
    static PenstockException of(String message) {
        String text = message.strip();
        int colon = text.indexOf(" Error: ");
        String kind = colon < 0 || colon > 40 ? "" : text.substring(0, colon);
        String what = kind.isEmpty() ? text : text.substring(colon + " Error: ".length());
        // A line number and a caret point into SQL that the user has not written.
        int line = what.indexOf("\n\nLINE ");
        String known = line < 0 ? what : what.substring(0, line);
        for (ErrorCode code : ErrorCode.values()) {
            if (known.startsWith("[" + code + "] ")) {
                return new PenstockException(code, known.substring(code.name().length() + 3));
            }
        }
        // It may show values, and seldom says of which column.
        String shown = VALUES.contains(kind) && Sensitive.columns().any() ? redacted(known) : known;
        if (shown.contains("schema mismatch in glob")) {
            return new PenstockException(ErrorCode.SCHEMA_MISMATCH, shown);
        }
        if (shown.contains("magic bytes") || shown.contains("TProtocolException") || shown.contains("Parquet file")) {
            return new PenstockException(ErrorCode.IO, shown);
        }
        if (what.contains("depth") && what.contains("exceeded")) {
            return new PenstockException(ErrorCode.PLAN_TOO_LARGE, "the plan is too deep for DuckDB: " + shown)
                    .hint("collect a part of it into a frame, and go on from there");
        }
        return switch (kind) {
            case "INTERRUPT" -> new PenstockException(ErrorCode.CANCELLED, "the query was cancelled");
            case "Out of Memory" -> memory(shown);
            case "Conversion" -> new PenstockException(ErrorCode.CAST, shown);
            case "Out of Range" -> new PenstockException(ErrorCode.COMPUTE, shown);
            case "IO" -> new PenstockException(ErrorCode.IO, shown);
            case "Parser", "Syntax" -> new PenstockException(ErrorCode.SQL_SYNTAX, shown);
            case "Binder", "Catalog", "Permission", "Missing Extension" ->
                    new PenstockException(ErrorCode.SQL_INTERFACE, shown);
            case "Not implemented" -> new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, shown);
            case "INTERNAL", "FATAL" -> new PenstockException(ErrorCode.INTERNAL, shown);
            default -> new PenstockException(ErrorCode.COMPUTE, shown);
        };
    }

    private static String redacted(String text) {
        return Sensitive.withoutConstants(OWN.matcher(text).replaceFirst("$1" + Sensitive.MARK));
    }

    private static PenstockException memory(String shown) {
        if (shown.contains("max_temp_directory_size")) {
            return new PenstockException(ErrorCode.SPILL_QUOTA, "the spill folder's quota is used up")
                    .hint("raise spill_limit");
        }
        String first = shown.lines().findFirst().orElse("").strip();
        return new PenstockException(ErrorCode.MEMORY_LIMIT, "DuckDB ran out of memory: " + first)
                .hint("raise memory_limit");
    }
}
