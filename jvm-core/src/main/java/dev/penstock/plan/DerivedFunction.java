package dev.penstock.plan;

/// Functions that the binder makes of others: of other functions, or of rows of Java. No engine sees them.
public enum DerivedFunction implements Function.Elementwise {
    /// The byte at a place (second argument). Option `null_on_oob`.
    BIN_GET("bin.get"),
    /// The first bytes, or all but the last ones for a negative count.
    BIN_HEAD("bin.head"),
    /// The bytes as a value of the type of the second argument. Option `endianness`: little or big.
    BIN_REINTERPRET("bin.reinterpret"),
    /// The bytes from the second argument on (negative from the end), as many as the third says.
    BIN_SLICE("bin.slice"),
    /// The last bytes, or all but the first ones for a negative count.
    BIN_TAIL("bin.tail"),
    /// The number of each category.
    CAT_PHYSICAL("cat.physical"),
    /// The category at a place in `categories`. Option `strict`: whether a place that is none is an error.
    CAT_TO("cat.to"),
    /// The day, at the time of day of the second argument. Option `time_unit`.
    DT_COMBINE("dt.combine"),
    /// The moment with other parts: year, month, day, hour, minute, second and microsecond, null for those that stay.
    /// Option `ambiguous`.
    DT_REPLACE("dt.replace"),
    /// The start of the nearest window of the length `every`.
    DT_ROUND("dt.round"),
    /// The value, without the extension type that it is of.
    EXT_STORAGE("ext.storage"),
    /// The value as one of the extension type `name`, with `metadata`, whose storage has the type of the second
    /// argument.
    EXT_TO("ext.to"),
    /// The least value of the argument's type.
    LOWER_BOUND("lower_bound"),
    /// A struct with `prefix` in front of the names of its fields, and `suffix` behind.
    NAME_FIELDS("name.fields"),
    /// The bits of a number as another one: of the type of the second argument, or with or without a sign, by the
    /// option `signed`.
    REINTERPRET("reinterpret"),
    /// A list of the value, as often as the second argument says.
    REPEAT_BY("repeat_by"),
    /// The values from the first argument on up to the second one, `every` apart, as a list.
    STEPS("steps"),
    /// The groups of the first match of `pattern`, as a struct.
    STR_EXTRACT_GROUPS("str.extract_groups"),
    /// The matches of `patterns`, or of the texts in the second argument, as a list. Options `ascii_case_insensitive`,
    /// `overlapping`, `leftmost`.
    STR_EXTRACT_MANY("str.extract_many"),
    /// The same, as places in bytes.
    STR_FIND_MANY("str.find_many"),
    /// The JSON text as a value of the type of the second argument.
    STR_JSON_DECODE("str.json_decode"),
    /// What a path (second argument) leads to in a JSON text.
    STR_JSON_PATH_MATCH("str.json_path_match"),
    /// The text in the normal form of Unicode `form`.
    STR_NORMALIZE("str.normalize"),
    /// The text with `patterns` replaced by `replacements`. Options `ascii_case_insensitive`, `leftmost`.
    STR_REPLACE_MANY("str.replace_many"),
    /// The first `n` + 1 parts between separators (second argument) as a struct. Option `inclusive`.
    STR_SPLIT_EXACT("str.split_exact"),
    /// `n` parts between separators (second argument) as a struct, the last one with all that is left.
    STR_SPLITN("str.splitn"),
    /// What the value is kept as: the days of a date, the units of a moment. Option `numeric`: whether what is neither
    /// a number, a moment nor a truth value is an error.
    TO_PHYSICAL("to_physical"),
    /// The quotient without its fraction.
    TRUNCDIV("truncdiv"),
    /// The greatest value of the argument's type.
    UPPER_BOUND("upper_bound");

    private final String symbol;

    DerivedFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
