package dev.penstock.function.text;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import java.text.Normalizer;

/// The text in a normal form of Unicode.
public record NormalizedText(Normalizer.Form form) implements OwnFunction {
    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            out.setString(row, Normalizer.normalize(in.get(0).getString(row), form));
        }
    }
}
