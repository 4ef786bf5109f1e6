package dev.penstock.duckdb;

/// SQL text without its comments and without what follows its first semicolon, so that it can stand in parentheses.
///
/// The text has been parsed before: quotes and comments are closed.
final class BareSql {
    private final String text;
    private final StringBuilder bare = new StringBuilder();
    private int at;

    private BareSql(String text) {
        this.text = text;
    }

    static String of(String text) {
        return new BareSql(text).read();
    }

    private String read() {
        while (at < text.length() && text.charAt(at) != ';') {
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
            copyTo(at + 1);
            return;
        }
        String tag = text.substring(at, tagEnd + 1);
        int end = text.indexOf(tag, tagEnd + 1);
        copyTo(end < 0 ? text.length() : end + tag.length());
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
