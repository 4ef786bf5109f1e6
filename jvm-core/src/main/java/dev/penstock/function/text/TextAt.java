package dev.penstock.function.text;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import java.util.List;

/// The text at a place in a list: the category that a number stands for.
///
/// @param strict whether a place that is none is an error rather than null
public record TextAt(List<String> texts, boolean strict) implements OwnFunction {
    public TextAt {
        texts = List.copyOf(texts);
    }

    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            if (in.get(0).isNull(row)) {
                continue;
            }
            long place = in.get(0).getLong(row);
            if (place >= 0 && place < texts.size()) {
                out.setString(row, texts.get((int) place));
            } else if (strict) {
                throw new PenstockException(
                                ErrorCode.COMPUTE, "there is no category " + place + " among " + texts.size())
                        .hint("with strict=False it is null");
            }
        }
    }
}
