package dev.penstock.bind;

import java.util.ArrayList;
import java.util.List;

/// A piece of a SQL text, as far as finding calls needs it; comments and blanks are none.
///
/// @param from where it begins in the text
/// @param to where it ends
record SqlToken(Kind kind, String text, int from, int to) {
    enum Kind {
        /// A word, or a name in quotes, as it is written.
        NAME,
        /// A string, quotes and all.
        STRING,
        /// `$name` or `$1`.
        PARAMETER,
        SIGN
    }

    boolean is(char sign) {
        return kind == Kind.SIGN && text.charAt(0) == sign;
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    /// What a string says.
    String value() {
        if (text.startsWith("$")) {
            int tag = text.indexOf('$', 1) + 1;
            return text.substring(tag, text.length() - tag);
        }
        return text.substring(1, text.length() - 1).replace("''", "'");
    }

    /// Cuts a text into pieces. What is not closed runs to the end: the parser of the engine says so.
    static List<SqlToken> of(String sql) {
        var tokens = new ArrayList<SqlToken>();
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end;
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            } else if (sql.startsWith("--", at)) {
                end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
                continue;
            } else if (sql.startsWith("/*", at)) {
                end = sql.indexOf("*/", at + 2);
                at = end < 0 ? sql.length() : end + 2;
                continue;
            }
            Kind kind;
            if (c == '\'' || c == '"') {
                kind = c == '"' ? Kind.NAME : Kind.STRING;
                end = closing(sql, at, c);
            } else if (c == '$') {
                end = word(sql, at + 1);
                boolean dollarQuoted = end < sql.length() && sql.charAt(end) == '$';
                kind = dollarQuoted ? Kind.STRING : Kind.PARAMETER;
                if (dollarQuoted) {
                    String tag = sql.substring(at, end + 1);
                    int close = sql.indexOf(tag, end + 1);
                    end = close < 0 ? sql.length() : close + tag.length();
                }
            } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
                kind = Kind.NAME;
                end = word(sql, at);
            } else {
                kind = Kind.SIGN;
                end = at + 1;
            }
            tokens.add(new SqlToken(kind, sql.substring(at, end), at, end));
            at = end;
        }
        return tokens;
    }

    private static int word(String sql, int from) {
        int end = from;
        while (end < sql.length() && Character.isUnicodeIdentifierPart(sql.charAt(end))) {
            end++;
        }
        return end;
    }

    /// Behind the quote that closes the one at `from`; doubled quotes close nothing.
    private static int closing(String sql, int from, char quote) {
        int at = from + 1;
        while (at < sql.length()) {
            if (sql.charAt(at) == quote) {
                if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                    at++;
                } else {
                    return at + 1;
                }
            }
            at++;
        }
        return sql.length();
    }
}
