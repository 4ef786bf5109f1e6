package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Options;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a CSV file is written, and how it is to be read. The options are those of Polars' `scan_csv`.
///
/// @param quote 0 when values are never quoted
/// @param comment what a line begins with that is passed over
record CsvDialect(
        byte separator,
        byte quote,
        byte end,
        @Nullable String comment,
        boolean hasHeader,
        long skipRows,
        long skipLines,
        long skipRowsAfterHeader,
        boolean cutLongRows,
        boolean ignoreErrors,
        boolean lossy,
        boolean missingIsNull,
        boolean decimalComma,
        boolean dates,
        long inferenceRows,
        boolean raiseIfEmpty,
        @Nullable Object nullValues) {
    static CsvDialect of(Options options) {
        String comment = options.text("comment_prefix");
        String encoding = options.text("encoding", "utf8");
        if (!encoding.equals("utf8") && !encoding.equals("utf8-lossy")) {
            throw PenstockException.unknown(ErrorCode.CONFIG, "encoding", encoding, List.of("utf8", "utf8-lossy"));
        }
        long rows = options.integer("infer_schema_length", 100);
        return new CsvDialect(
                one(options, "separator", ","),
                options.text("quote_char", "\"").isEmpty() ? 0 : one(options, "quote_char", "\""),
                one(options, "eol_char", "\n"),
                comment == null || comment.isEmpty() ? null : comment,
                options.flag("has_header", true),
                options.integer("skip_rows", 0),
                options.integer("skip_lines", 0),
                options.integer("skip_rows_after_header", 0),
                options.flag("truncate_ragged_lines", false),
                options.flag("ignore_errors", false),
                encoding.equals("utf8-lossy"),
                options.flag("empty_string_is_null", true),
                options.flag("decimal_comma", false),
                options.flag("try_parse_dates", false),
                !options.flag("infer_schema", true) ? 0 : rows < 0 ? Long.MAX_VALUE : rows,
                options.flag("raise_if_empty", true),
                options.raw("null_values"));
    }

    private static byte one(Options options, String name, String otherwise) {
        byte[] bytes = options.text(name, otherwise).getBytes(StandardCharsets.UTF_8);
        if (bytes.length != 1) {
            throw new PenstockException(ErrorCode.CONFIG, "the option \"" + name + "\" must be a single byte");
        }
        return bytes[0];
    }

    /// The texts that stand for null in a column.
    Set<String> nullsOf(String column) {
        return switch (nullValues) {
            case null -> Set.of();
            case String text -> Set.of(text);
            case List<?> texts -> Set.copyOf(texts.stream().map(String::valueOf).toList());
            case Map<?, ?> byColumn ->
                    byColumn.get(column) == null ? Set.of() : Set.of(String.valueOf(byColumn.get(column)));
            default -> throw new PenstockException(ErrorCode.CONFIG, "null_values must be texts");
        };
    }
}
