package dev.penstock.function.bits;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;

/// The byte at a place (second argument), which counts from the end where it is negative.
///
/// @param nullOutside whether a place outside is null rather than an error
public record BytesAt(boolean nullOutside) implements OwnFunction {
    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            if (in.get(0).isNull(row) || in.get(1).isNull(row)) {
                continue;
            }
            byte[] bytes = in.get(0).getBytes(row);
            long place = in.get(1).getLong(row);
            long at = place < 0 ? place + bytes.length : place;
            if (at >= 0 && at < bytes.length) {
                out.setLong(row, bytes[(int) at] & 0xFF);
            } else if (!nullOutside) {
                throw new PenstockException(ErrorCode.COMPUTE, "there is no byte " + place + " among " + bytes.length)
                        .hint("with null_on_oob=True it is null");
            }
        }
    }
}
