package dev.penstock.plan;

/// Comparison, truth, and what is missing.
public enum LogicFunction implements Function.Elementwise {
    /// Equal; null when either side is null. NaN equals NaN.
    EQ("eq"),
    NE("ne"),
    /// Less; NaN is greater than every number.
    LT("lt"),
    LE("le"),
    GT("gt"),
    GE("ge"),
    /// Equal, where null equals null.
    EQ_MISSING("eq_missing"),
    NE_MISSING("ne_missing"),
    /// Kleene conjunction of booleans; bitwise on integers.
    AND("and"),
    /// Kleene disjunction of booleans; bitwise on integers.
    OR("or"),
    /// Exclusive or of booleans; bitwise on integers.
    XOR("xor"),
    /// Negation of a boolean; bitwise complement of an integer.
    NOT("not"),
    IS_NULL("is_null"),
    IS_NOT_NULL("is_not_null"),
    IS_NAN("is_nan"),
    IS_NOT_NAN("is_not_nan"),
    IS_FINITE("is_finite"),
    IS_INFINITE("is_infinite"),
    /// Whether the first argument is among the others, or in the second when that is a list. Option `nulls_equal`.
    IS_IN("is_in"),
    /// Whether the first lies between the second and the third. Option `closed`: both, left, right, none.
    IS_BETWEEN("is_between"),
    /// Whether two numbers differ little. Options `abs_tol`, `rel_tol`, `nans_equal`.
    IS_CLOSE("is_close"),
    /// The first argument that is not null; also `fill_null` with a value. With `keep_type`, all take the first one's
    /// type. With `each`, several columns as an argument mean several calls, as elsewhere, and not more arguments.
    COALESCE("coalesce"),
    /// The second argument where the first is NaN.
    FILL_NAN("fill_nan"),
    /// Kleene conjunction of the arguments.
    ALL_HORIZONTAL("all_horizontal"),
    /// Kleene disjunction of the arguments.
    ANY_HORIZONTAL("any_horizontal"),
    /// The value that `new` holds where `old` holds the input, else the input. Arguments: input, list of old, list of
    /// new.
    REPLACE("replace"),
    /// Like replace, but what is not in `old` is the fourth argument, or an error without one.
    REPLACE_STRICT("replace_strict");

    private final String symbol;

    LogicFunction(String symbol) {
        this.symbol = symbol;
    }

    @Override
    public String symbol() {
        return symbol;
    }
}
