package dev.penstock.evaluate.fused;

/// What an instruction does. Comparisons of floats hold with a bound that is not NaN, unless they are called total.
enum Operation {
    LOAD_LONG(Form.LONG),
    LOAD_DOUBLE(Form.DOUBLE),
    LOAD_TRUTH(Form.TRUTH),
    CONSTANT_LONG(Form.LONG),
    CONSTANT_DOUBLE(Form.DOUBLE),
    CONSTANT_TRUTH(Form.TRUTH),

    ADD_LONG(Form.LONG, Form.LONG, Form.LONG),
    SUBTRACT_LONG(Form.LONG, Form.LONG, Form.LONG),
    MULTIPLY_LONG(Form.LONG, Form.LONG, Form.LONG),
    NEGATE_LONG(Form.LONG, Form.LONG),
    ABSOLUTE_LONG(Form.LONG, Form.LONG),
    AND_LONG(Form.LONG, Form.LONG, Form.LONG),
    OR_LONG(Form.LONG, Form.LONG, Form.LONG),
    XOR_LONG(Form.LONG, Form.LONG, Form.LONG),
    /// The low 8, 16 or 32 bits, as a signed or an unsigned number.
    TO_BYTE(Form.LONG, Form.LONG),
    TO_UNSIGNED_BYTE(Form.LONG, Form.LONG),
    TO_SHORT(Form.LONG, Form.LONG),
    TO_UNSIGNED_SHORT(Form.LONG, Form.LONG),
    TO_INT(Form.LONG, Form.LONG),
    TO_UNSIGNED_INT(Form.LONG, Form.LONG),

    ADD_DOUBLE(Form.DOUBLE, Form.DOUBLE, Form.DOUBLE),
    SUBTRACT_DOUBLE(Form.DOUBLE, Form.DOUBLE, Form.DOUBLE),
    MULTIPLY_DOUBLE(Form.DOUBLE, Form.DOUBLE, Form.DOUBLE),
    DIVIDE_DOUBLE(Form.DOUBLE, Form.DOUBLE, Form.DOUBLE),
    NEGATE_DOUBLE(Form.DOUBLE, Form.DOUBLE),
    ABSOLUTE_DOUBLE(Form.DOUBLE, Form.DOUBLE),
    /// Rounded to 32 bits.
    ROUND_TO_FLOAT(Form.DOUBLE, Form.DOUBLE),

    LONG_TO_DOUBLE(Form.DOUBLE, Form.LONG),
    LONG_TO_FLOAT(Form.DOUBLE, Form.LONG),
    TRUTH_TO_LONG(Form.LONG, Form.TRUTH),
    TRUTH_TO_DOUBLE(Form.DOUBLE, Form.TRUTH),

    EQUAL_LONG(Form.TRUTH, Form.LONG, Form.LONG),
    LESS_LONG(Form.TRUTH, Form.LONG, Form.LONG),
    AT_MOST_LONG(Form.TRUTH, Form.LONG, Form.LONG),
    EQUAL_DOUBLE(Form.TRUTH, Form.DOUBLE, Form.DOUBLE),
    LESS_DOUBLE(Form.TRUTH, Form.DOUBLE, Form.DOUBLE),
    AT_MOST_DOUBLE(Form.TRUTH, Form.DOUBLE, Form.DOUBLE),
    /// NaN equals NaN, and all else is less than it.
    TOTAL_EQUAL_DOUBLE(Form.TRUTH, Form.DOUBLE, Form.DOUBLE),
    TOTAL_LESS_DOUBLE(Form.TRUTH, Form.DOUBLE, Form.DOUBLE),
    IS_NAN(Form.TRUTH, Form.DOUBLE),

    AND(Form.TRUTH, Form.TRUTH, Form.TRUTH),
    OR(Form.TRUTH, Form.TRUTH, Form.TRUTH),
    XOR(Form.TRUTH, Form.TRUTH, Form.TRUTH),
    NOT(Form.TRUTH, Form.TRUTH),

    CHOOSE_LONG(Form.LONG, Form.TRUTH, Form.LONG, Form.LONG),
    CHOOSE_DOUBLE(Form.DOUBLE, Form.TRUTH, Form.DOUBLE, Form.DOUBLE),
    CHOOSE_TRUTH(Form.TRUTH, Form.TRUTH, Form.TRUTH, Form.TRUTH);

    private final Form result;
    private final int inputs;

    Operation(Form result, Form... inputs) {
        this.result = result;
        this.inputs = inputs.length;
    }

    Form result() {
        return result;
    }

    /// How many instructions it reads.
    int inputs() {
        return inputs;
    }

    boolean loads() {
        return this == LOAD_LONG || this == LOAD_DOUBLE || this == LOAD_TRUTH;
    }

    boolean isConstant() {
        return this == CONSTANT_LONG || this == CONSTANT_DOUBLE || this == CONSTANT_TRUTH;
    }

    static Operation load(Form form) {
        return switch (form) {
            case LONG -> LOAD_LONG;
            case DOUBLE -> LOAD_DOUBLE;
            case TRUTH -> LOAD_TRUTH;
        };
    }

    static Operation constant(Form form) {
        return switch (form) {
            case LONG -> CONSTANT_LONG;
            case DOUBLE -> CONSTANT_DOUBLE;
            case TRUTH -> CONSTANT_TRUTH;
        };
    }

    static Operation choose(Form form) {
        return switch (form) {
            case LONG -> CHOOSE_LONG;
            case DOUBLE -> CHOOSE_DOUBLE;
            case TRUTH -> CHOOSE_TRUTH;
        };
    }
}
