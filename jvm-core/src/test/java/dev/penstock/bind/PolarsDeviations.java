package dev.penstock.bind;

import dev.penstock.bind.PolarsTypes.Case;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Where types differ from Polars' on purpose. `docs/types.md` has the same list with reasons.
enum PolarsDeviations {
    /// Polars casts dates, times and durations to integers and back where they meet numbers.
    NUMBERS_AND_TIME {
        @Override
        boolean explains(Case c, String actual) {
            return (isTime(c.left()) && isNumber(c.right())) || (isNumber(c.left()) && isTime(c.right()));
        }
    },
    /// Polars takes the first type where points in time meet spans, and casts what is no number.
    TIME_AND_TIME {
        @Override
        boolean explains(Case c, String actual) {
            return isTime(c.left())
                            && (isTime(c.right()) || isNull(c.right()) || c.right().isEmpty())
                            && actual.startsWith("!")
                    || isNull(c.left()) && isTime(c.right()) && actual.startsWith("!");
        }
    },
    /// Polars reads numbers out of text, or writes them out, where the two meet.
    TEXT_AND_OTHERS {
        @Override
        boolean explains(Case c, String actual) {
            boolean mixed = isText(c.left()) != isText(c.right());
            boolean number = Set.of("sum_horizontal", "arctan2", "corr", "cov").contains(c.operation());
            return actual.startsWith("!") && (isText(c.left()) || isText(c.right())) && (mixed || number);
        }
    },
    /// Arithmetic and selection of lists, arrays and structs is not there.
    NESTED_OPERANDS {
        @Override
        boolean explains(Case c, String actual) {
            boolean mixed = isNested(c.left()) != isNested(c.right());
            boolean arithmetic =
                    Set.of(
                                    "add",
                                    "sub",
                                    "mul",
                                    "truediv",
                                    "floordiv",
                                    "mod",
                                    "sum_horizontal",
                                    "and",
                                    "or",
                                    "xor",
                                    "diff",
                                    "max_by")
                            .contains(c.operation());
            return actual.startsWith("!") && (isNested(c.left()) || isNested(c.right())) && (mixed || arithmetic);
        }
    },
    /// Polars computes with plain numbers at 128 bits while it plans, and types the value that comes out.
    PLAIN_NUMBERS {
        @Override
        boolean explains(Case c, String actual) {
            return c.left().startsWith("lit ")
                    && c.right().startsWith("lit ")
                    && isNumber(c.left())
                    && isNumber(c.right());
        }
    },
    /// Polars refuses, or panics, where a null or a truth value stands in for a number; here the result is null or a
    /// number.
    NULL_AND_TRUTH {
        @Override
        boolean explains(Case c, String actual) {
            return c.fails() && (isSoft(c.left()) || isSoft(c.right()));
        }

        private boolean isSoft(String operand) {
            return isNull(operand) || operand.equals("bool") || operand.equals("lit true");
        }
    },
    /// Here decimals are numbers to the functions that give floats.
    DECIMALS_AS_NUMBERS {
        @Override
        boolean explains(Case c, String actual) {
            return c.fails()
                    && actual.startsWith("float")
                    && (c.left().startsWith("decimal") || c.right().startsWith("decimal"));
        }
    },
    /// Categories behave as their texts in text functions, and fixed-size lists as lists.
    PLAINER_THAN_POLARS {
        @Override
        boolean explains(Case c, String actual) {
            boolean text = c.left().equals("categorical") || c.right().equals("categorical");
            return c.fails() && (text || c.operation().startsWith("list."));
        }
    },
    /// A constant that does not fit is found when the query runs.
    FOUND_WHEN_IT_RUNS {
        @Override
        boolean explains(Case c, String actual) {
            return c.fails() && c.right().startsWith("lit ") && Set.of("pow", "clip").contains(c.operation());
        }
    },
    /// What is no float has no NaN to fill; Polars casts both sides.
    FILL_NAN {
        @Override
        boolean explains(Case c, String actual) {
            return c.operation().equals("fill_nan");
        }
    },
    /// Statistics of points in time, text and categories, which Polars computes from their codes or passes through.
    STATISTICS_OF_CODES {
        @Override
        boolean explains(Case c, String actual) {
            return c.right().isEmpty() && actual.startsWith("!") && (!isNumber(c.left()) || c.left().equals("bool"));
        }
    };

    private static final Pattern TIME = Pattern.compile("(date|time|duration).*");
    private static final Pattern NUMBER = Pattern.compile("(u?int|float|decimal|bool|lit [-\\dt]).*");
    private static final Pattern TEXT = Pattern.compile("utf8|binary|categorical|lit \".*");
    private static final Pattern NESTED = Pattern.compile("(list|fixed_size_list|struct).*");

    abstract boolean explains(Case c, String actual);

    static List<PolarsDeviations> of(Case c, String actual) {
        return Arrays.stream(values()).filter(deviation -> deviation.explains(c, actual)).toList();
    }

    private static boolean isTime(String operand) {
        return TIME.matcher(operand).matches();
    }

    private static boolean isNumber(String operand) {
        return NUMBER.matcher(operand).matches();
    }

    private static boolean isText(String operand) {
        return TEXT.matcher(operand).matches();
    }

    private static boolean isNested(String operand) {
        return NESTED.matcher(operand).matches();
    }

    private static boolean isNull(String operand) {
        return operand.equals("null") || operand.equals("lit null");
    }
}
