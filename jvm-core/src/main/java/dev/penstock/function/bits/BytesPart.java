package dev.penstock.function.bits;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.function.Values;
import java.util.Arrays;

/// The bytes from a place on (second argument, negative from the end), as many as the third argument says or, where it
/// is null, all. What lies in front of the first byte counts as cut off.
public record BytesPart() implements OwnFunction {
    @Override
    public boolean strict() {
        return false;
    }

    @Override
    public void apply(Arguments in, Answer out) {
        Values lengths = in.get(2);
        for (int row = 0; row < in.rows(); row++) {
            if (in.get(0).isNull(row) || in.get(1).isNull(row)) {
                continue;
            }
            byte[] bytes = in.get(0).getBytes(row);
            long start = in.get(1).getLong(row);
            start = start < 0 ? start + bytes.length : start;
            // A number of 64 bits that is negative here is a huge one.
            long length = lengths.isNull(row) ? -1 : lengths.getLong(row);
            length = length < 0 ? Integer.MAX_VALUE : length;
            long from = Math.clamp(start, 0, bytes.length);
            // The sum of two clamped numbers cannot overflow.
            long end = Math.clamp(start, -Integer.MAX_VALUE, Integer.MAX_VALUE) + Math.clamp(length, 0, 1L << 40);
            out.setBytes(row, Arrays.copyOfRange(bytes, (int) from, (int) Math.clamp(end, from, bytes.length)));
        }
    }

    /// The first bytes, as many as the second argument says, or all but the last ones for a negative number.
    ///
    /// @param last whether the last bytes are meant, or all but the first ones
    public record AtEnd(boolean last) implements OwnFunction {
        @Override
        public void apply(Arguments in, Answer out) {
            for (int row = 0; row < in.rows(); row++) {
                byte[] bytes = in.get(0).getBytes(row);
                long count = in.get(1).getLong(row);
                int kept = Math.clamp(count < 0 ? count + bytes.length : count, 0, bytes.length);
                out.setBytes(
                        row,
                        last
                                ? Arrays.copyOfRange(bytes, bytes.length - kept, bytes.length)
                                : Arrays.copyOf(bytes, kept));
            }
        }
    }
}
