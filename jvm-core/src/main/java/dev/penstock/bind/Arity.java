package dev.penstock.bind;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Function;

/// How many arguments functions take.
final class Arity {
    private Arity() {}

    /// @throws PenstockException with code INVALID_OPERATION unless there are `least` to `most` arguments
    static void check(Function function, int arguments, int least, int most) {
        if (arguments < least || arguments > most) {
            String expected =
                    least == most
                            ? String.valueOf(least)
                            : most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION,
                    "\"" + function.symbol() + "\" takes " + expected + " arguments, not " + arguments);
        }
    }
}
