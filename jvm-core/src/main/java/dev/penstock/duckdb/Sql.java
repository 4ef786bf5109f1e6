package dev.penstock.duckdb;

import java.util.List;
import java.util.stream.Collectors;

/// Pieces of SQL text.
final class Sql {
    /// The column that counts a relation's rows from 1 on, in nodes that need an order. No column of ours has this
    /// name.
    static final String ROW = "\"#row\"";

    /// The only column of a relation without columns, because SQL has no such thing.
    static final String NONE = "\"#none\"";

    private Sql() {}

    /// An identifier. Zero bytes cannot stand in SQL, and neither can an empty identifier.
    static String name(String name) {
        String plain = name.replace('\0', '~');
        return '"' + (plain.isEmpty() ? "~" : plain.replace("\"", "\"\"")) + '"';
    }

    /// A string.
    static String text(String text) {
        if (text.indexOf('\0') < 0) {
            return "'" + text.replace("'", "''") + "'";
        }
        return List.of(text.split("\0", -1)).stream()
                .map(Sql::text)
                .collect(Collectors.joining(" || chr(0) || ", "(", ")"));
    }

    /// The items with commas between them.
    static String list(List<String> items) {
        return String.join(", ", items);
    }
}
