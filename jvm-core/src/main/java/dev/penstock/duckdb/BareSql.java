package dev.penstock.duckdb;

import java.util.function.UnaryOperator;

/// SQL text without its comments and without what follows its first semicolon, so that it can stand in parentheses.
///
/// The text has been parsed before: quotes and comments are closed.
final class BareSql {
    private final String text;
    private final boolean whole;
    private final UnaryOperator<String> parameters;
    private final StringBuilder bare = new StringBuilder();
    private int at;
    private int number;

    private BareSql(String text, boolean whole, UnaryOperator<String> parameters) {
        this.text = text;
        this.whole = whole;
        this.parameters = parameters;
    }

    static String of(String text) {
        return new BareSql(text, false, "$"::concat).read();
    }

    /// All of the text without its comments, with something else in place of each parameter.
    ///
    /// @param parameters makes it of a name or a number; a `?` is the next number
    static String replaced(String text, UnaryOperator<String> parameters) {
        return new BareSql(text, true, parameters).read();
    }

    private String read() {
        while (at < text.length() && (whole || text.charAt(at) != ';')) {
            char c = text.charAt(at);
            if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                skipBlock();
            } else if (c == '\'') {
                copyQuoted(c, at > 0 && (text.charAt(at - 1) | 32) == 'e');
            } else if (c == '"') {
                copyQuoted(c, false);
            } else if (c == '$') {
                copyDollars();
            } else if (c == '?' && whole) {
                at++;
                parameter(String.valueOf(++number));
            } else {
                bare.append(c);
                at++;
            }
        }
        return bare.toString().strip();
    }

    private void skipBlock() {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
        bare.append(' ');
    }

    /// A doubled quote inside ends one quoted piece and begins the next, which comes to the same.
    private void copyQuoted(char quote, boolean escapes) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote) {
            end += escapes && text.charAt(end) == '\\' ? 2 : 1;
        }
        copyTo(end + 1);
    }

    /// `$tag$ ... $tag$`, or a parameter such as `$1`.
    private void copyDollars() {
        int tagEnd = text.indexOf('$', at + 1);
        boolean tagged = tagEnd >= 0 && text.substring(at + 1, tagEnd).chars().allMatch(BareSql::inTag);
        if (!tagged) {
            at++;
            int end = at;
            while (end < text.length() && inTag(text.charAt(end))) {
                end++;
            }
            String name = text.substring(at, end);
            at = end;
            parameter(name);
            return;
        }
        String tag = text.substring(at, tagEnd + 1);
        int end = text.indexOf(tag, tagEnd + 1);
        copyTo(end < 0 ? text.length() : end + tag.length());
    }

    private void parameter(String name) {
        bare.append(parameters.apply(name));
    }

    private static boolean inTag(int c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private void copyTo(int end) {
        int stop = Math.min(end, text.length());
        bare.append(text, at, stop);
        at = stop;
    }
}
