package dev.penstock.function.bits;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import java.math.BigDecimal;

/// A decimal's digits as a whole number, itself a decimal without a fraction.
public record Unscaled() implements OwnFunction {
    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            if (!in.get(0).isNull(row)) {
                out.setDecimal(row, new BigDecimal(in.get(0).getDecimal(row).unscaledValue()));
            }
        }
    }
}
