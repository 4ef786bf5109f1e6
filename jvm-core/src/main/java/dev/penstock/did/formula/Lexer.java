package dev.penstock.did.formula;

import dev.penstock.did.config.Fault;
import dev.penstock.error.PenstockException;
import java.util.ArrayList;
import java.util.List;

/// Cuts a formula into pieces. Names are those of R: letters, digits, dots and underscores, or anything in backticks.
final class Lexer {
    private static final String SIGNS = "~+-*/^:()";

    private final String text;
    private int at;

    Lexer(String text) {
        this.text = text;
    }

    /// All pieces, the end last.
    ///
    /// @throws PenstockException DID-E24
    List<Token> tokens() {
        var tokens = new ArrayList<Token>();
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            Token token = next();
            tokens.add(token);
            if (token.kind() == Token.Kind.END) {
                return tokens;
            }
        }
    }

    private Token next() {
        int from = at;
        if (at == text.length()) {
            return new Token(Token.Kind.END, "", from);
        }
        int c = text.codePointAt(at);
        if (c == '`') {
            return new Token(Token.Kind.NAME, quoted(from), from);
        }
        boolean number = isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)));
        if (number) {
            return new Token(Token.Kind.NUMBER, number(), from);
        }
        if (isInName(c) && !Character.isDigit(c)) {
            while (at < text.length() && isInName(text.codePointAt(at))) {
                at += Character.charCount(text.codePointAt(at));
            }
            return new Token(Token.Kind.NAME, text.substring(from, at), from);
        }
        if (SIGNS.indexOf(c) < 0) {
            throw failure(text, "unexpected '" + Character.toString(c) + "'", from);
        }
        at++;
        return new Token(Token.Kind.SIGN, text.substring(from, at), from);
    }

    /// A name in backticks; a backslash takes what follows as it is.
    private String quoted(int from) {
        var name = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '`') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            name.append(text.charAt(at++));
        }
        if (at == text.length() || name.isEmpty()) {
            throw failure(text, "a name in backticks that does not end", from);
        }
        at++;
        return name.toString();
    }

    private String number() {
        int from = at;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int signed = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? at + 2 : at + 1;
            if (signed < text.length() && isDigit(text.charAt(signed))) {
                at = signed;
                digits();
            }
        }
        return text.substring(from, at);
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isInName(int c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '_';
    }

    static PenstockException failure(String text, String what, int at) {
        return Fault.E24
                .because(
                        "xformla: %s at character %d in \"%s\"".formatted(what, text.codePointCount(0, at) + 1, text),
                        "write it as in \"~ x1 + x2\", with + - * : I() log() sqrt() exp() abs(), and names of other"
                                + " characters in backticks")
                .expression("/xformla");
    }
}
