package dev.penstock.plan;

/// What is wrong with a regular expression, in words for users.
public final class PatternErrors {
    private PatternErrors() {}

    /// @param description by RE2/J, which calls a parenthesis that nobody opened an internal error of its own
    public static String reason(String description) {
        return description.endsWith("internal error") ? "unexpected )" : description;
    }
}
