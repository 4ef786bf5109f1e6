package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;

/// The patterns that users give to read dates and times with, which are those of the chrono crate, in DuckDB's
/// spelling.
final class TimeFormat {
    private TimeFormat() {}

    /// A pattern to read with.
    static String parsing(String format) {
        var sql = new StringBuilder();
        for (int at = 0; at < format.length(); at++) {
            char c = format.charAt(at);
            if (c != '%') {
                sql.append(c);
                continue;
            }
            int from = at++;
            while (at < format.length() && !Character.isLetter(format.charAt(at)) && format.charAt(at) != '%') {
                at++;
            }
            String item = format.substring(from, Math.min(at + 1, format.length()));
            sql.append(item(item));
        }
        return sql.toString();
    }

    private static String item(String item) {
        return switch (item) {
            case "%T", "%X" -> "%H:%M:%S";
            case "%F" -> "%Y-%m-%d";
            case "%D", "%x" -> "%m/%d/%y";
            case "%R" -> "%H:%M";
            case "%r" -> "%I:%M:%S %p";
            case "%c" -> "%a %b %-d %H:%M:%S %Y";
            case "%h" -> "%b";
            case "%n" -> "\n";
            case "%t" -> "\t";
            case "%e" -> "%d";
            case "%k" -> "%H";
            case "%l" -> "%I";
            case "%f" -> "%n";
            case "%9f" -> "%n";
            case "%6f" -> "%f";
            case "%3f" -> "%g";
            case "%.f" -> ".%n";
            case "%.9f" -> ".%n";
            case "%.6f" -> ".%f";
            case "%.3f" -> ".%g";
            case "%:z", "%#z" -> "%z";
            case "%Y",
                    "%m",
                    "%d",
                    "%H",
                    "%M",
                    "%S",
                    "%y",
                    "%b",
                    "%B",
                    "%a",
                    "%A",
                    "%p",
                    "%I",
                    "%j",
                    "%z",
                    "%Z",
                    "%%",
                    "%u",
                    "%w",
                    "%U",
                    "%W",
                    "%V",
                    "%G",
                    "%-d",
                    "%-m",
                    "%-H",
                    "%-M",
                    "%-S",
                    "%-I",
                    "%-j",
                    "%-y" ->
                    item;
            default ->
                    throw new PenstockException(
                                    ErrorCode.UNSUPPORTED_OPERATION,
                                    "the pattern for dates and times knows no \"" + item + "\"")
                            .hint("see the user guide for what it knows");
        };
    }
}
