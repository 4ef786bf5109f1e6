package dev.penstock.plan;

/// Text.
public enum StringFunction implements Function.Elementwise {
    /// Whether the pattern (second argument) occurs; a regular expression unless `literal`.
    CONTAINS("str.contains"),
    STARTS_WITH("str.starts_with"),
    ENDS_WITH("str.ends_with"),
    LEN_BYTES("str.len_bytes"),
    LEN_CHARS("str.len_chars"),
    TO_UPPERCASE("str.to_uppercase"),
    TO_LOWERCASE("str.to_lowercase"),
    /// The arguments in a row with `separator` between; null if one is null unless `ignore_nulls`.
    CONCAT("concat_str");

    private final String symbol;

    StringFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
