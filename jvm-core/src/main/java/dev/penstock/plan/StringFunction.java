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
    CONCAT("concat_str"),
    /// Whether one of the texts in a list (second argument) occurs. Option `ascii_case_insensitive`.
    CONTAINS_ANY("str.contains_any"),
    /// How often the pattern (second argument) occurs; a regular expression unless `literal`.
    COUNT_MATCHES("str.count_matches"),
    /// The place in bytes of the first match of the pattern (second argument), null without one. Option `literal`.
    FIND("str.find"),
    /// The text of group `group_index` of the first match of the pattern (second argument), null without one.
    EXTRACT("str.extract"),
    /// All matches of the pattern (second argument).
    EXTRACT_ALL("str.extract_all"),
    /// The text with the first `n` matches of the pattern (second argument) replaced by the third. Option `literal`.
    REPLACE("str.replace"),
    /// The text with all matches of the pattern (second argument) replaced by the third. Option `literal`.
    REPLACE_ALL("str.replace_all"),
    /// Without the characters of the second argument, or white space, at both ends.
    STRIP_CHARS("str.strip_chars"),
    STRIP_CHARS_START("str.strip_chars_start"),
    STRIP_CHARS_END("str.strip_chars_end"),
    /// Without the second argument in front.
    STRIP_PREFIX("str.strip_prefix"),
    /// Without the second argument at the end.
    STRIP_SUFFIX("str.strip_suffix"),
    /// The characters from the second argument on (negative ones count from the end), as many as the third says.
    SLICE("str.slice"),
    /// The first characters, or all but the last ones for a negative count.
    HEAD("str.head"),
    /// The last characters, or all but the first ones for a negative count.
    TAIL("str.tail"),
    /// The parts between the separators (second argument). Options `inclusive`, `literal`.
    SPLIT("str.split"),
    /// Filled up in front with `fill_char` to as many characters as the second argument says.
    PAD_START("str.pad_start"),
    PAD_END("str.pad_end"),
    /// Filled up with zeros behind the sign.
    ZFILL("str.zfill"),
    /// The characters, as a reader counts them, from the last to the first.
    REVERSE("str.reverse"),
    /// With each word's first letter in upper case and its others in lower case.
    TO_TITLECASE("str.to_titlecase"),
    /// The text as a pattern that matches nothing else.
    ESCAPE_REGEX("str.escape_regex"),
    /// The integer that the text is in `base`. Option `strict`.
    TO_INTEGER("str.to_integer"),
    /// The decimal that the text is, with `scale` digits behind the point; null where it is none.
    TO_DECIMAL("str.to_decimal"),
    /// The date that the text is in `format`. Option `strict`.
    TO_DATE("str.to_date"),
    /// The timestamp that the text is in `format`. Options `time_unit`, `time_zone`, `strict`.
    TO_DATETIME("str.to_datetime"),
    /// The time of day that the text is in `format`. Option `strict`.
    TO_TIME("str.to_time"),
    /// The bytes in `encoding`: hex or base64.
    ENCODE("str.encode"),
    /// The bytes that the text is in `encoding`: hex or base64. Option `strict`.
    DECODE("str.decode");

    private final String symbol;

    StringFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
