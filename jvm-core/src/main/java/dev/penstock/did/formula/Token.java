package dev.penstock.did.formula;

/// A piece of a formula.
///
/// @param text a name without its backticks, a number, or a sign; empty at the end
/// @param at the place of its first character, from 0
record Token(Kind kind, String text, int at) {
    enum Kind {
        NAME,
        NUMBER,
        SIGN,
        END
    }

    boolean is(char sign) {
        return kind == Kind.SIGN && text.charAt(0) == sign;
    }
}
